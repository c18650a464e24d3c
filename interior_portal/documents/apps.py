"""Registration of `documents`."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "interior_portal.documents"
    label = "documents"
