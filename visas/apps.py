"""Registration of `visas`: the Visa Directorate."""

from django.apps import AppConfig


class VisasConfig(AppConfig):
    name = "visas"
