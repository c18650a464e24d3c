"""Registration of `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "interior_portal.people"
    label = "people"
