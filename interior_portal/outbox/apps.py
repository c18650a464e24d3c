"""Registration of `outbox`."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "interior_portal.outbox"
    label = "outbox"
