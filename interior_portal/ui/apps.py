"""Registration of `ui`."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "interior_portal.ui"
    label = "ui"
