"""Registration of `outbox`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "interior_portal.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Every app's `handlers.py` registers what the worker does for it."""
        autodiscover_modules("handlers")
