"""Registration of `documents`: its checks."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "interior_portal.documents"
    label = "documents"

    def ready(self) -> None:
        from interior_portal.documents import checks  # noqa: F401 (checks register themselves)
