"""Registration of `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "interior_portal.notices"
    label = "notices"
