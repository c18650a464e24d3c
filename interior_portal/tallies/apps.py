"""Registration of `tallies`."""

from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "interior_portal.tallies"
    label = "tallies"
