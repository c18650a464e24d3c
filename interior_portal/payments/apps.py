"""Registration of `payments`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "interior_portal.payments"
    label = "payments"
    verbose_name = _("Money")

    def ready(self) -> None:
        from interior_portal.accounts.registry import extend_role, register_role
        from interior_portal.payments import boards, links, measures
        from interior_portal.payments.roles import PAYMENT_VIEW, ROLES
        from interior_portal.tallies.boards import register_board
        from interior_portal.tallies.registry import register_measure
        from interior_portal.ui.navigation import register_link

        for role in ROLES:
            register_role(role)
        extend_role("AUDITOR", {PAYMENT_VIEW})
        register_measure(measures.TAKEN)
        register_board(boards.BOARD)
        for link in links.LINKS:
            register_link(link)
