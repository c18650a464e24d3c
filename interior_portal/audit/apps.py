"""Registration of `audit`."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "interior_portal.audit"
    label = "audit"
