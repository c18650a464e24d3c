"""Registration of `documents`: its checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "interior_portal.documents"
    label = "documents"
    verbose_name = _("Papers")

    def ready(self) -> None:
        from interior_portal.documents import checks  # noqa: F401 (checks register themselves)
        from interior_portal.documents.api import register_endpoint
        from interior_portal.documents.verifying import VERIFY

        register_endpoint(VERIFY)
