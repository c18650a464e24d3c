"""Registration of `payments`."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "interior_portal.payments"
    label = "payments"
