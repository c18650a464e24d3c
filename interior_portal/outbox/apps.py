"""Registration of `outbox`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "interior_portal.outbox"
    label = "outbox"
    verbose_name = _("Work in the background")

    def ready(self) -> None:
        """Every app's `handlers.py` registers what the worker does for it."""
        autodiscover_modules("handlers")
