"""Registration of `payments`."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "interior_portal.payments"
    label = "payments"

    def ready(self) -> None:
        from interior_portal.accounts.registry import register_role
        from interior_portal.payments.roles import ROLES

        for role in ROLES:
            register_role(role)
