"""Who handles money, and who looks at it."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import Role

PAYMENT_TAKE = "PAYMENT_TAKE"
PAYMENT_VIEW = "PAYMENT_VIEW"
PAYMENT_SUPERVISE = "PAYMENT_SUPERVISE"

CASHIER = Role(
    code="CASHIER",
    label=_("Cashier"),
    permissions=frozenset({PAYMENT_TAKE, PAYMENT_VIEW}),
)
# Closes the shift that a cashier left open; takes no money.
CASH_SUPERVISOR = Role(
    code="CASH_SUPERVISOR",
    label=_("Supervisor of the cash desks"),
    permissions=frozenset({PAYMENT_SUPERVISE, PAYMENT_VIEW}),
)
ROLES = (CASHIER, CASH_SUPERVISOR)
