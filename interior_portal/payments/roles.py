"""Who handles money, and who looks at it."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import Role
from interior_portal.accounts.roles import ACCOUNTS_SUBSTITUTE

PAYMENT_TAKE = "PAYMENT_TAKE"
PAYMENT_VIEW = "PAYMENT_VIEW"
PAYMENT_SUPERVISE = "PAYMENT_SUPERVISE"

CASHIER = Role(
    code="CASHIER",
    label=_("Cashier"),
    permissions=frozenset({PAYMENT_TAKE, PAYMENT_VIEW}),
)
# Closes the shift that a cashier left open, and says who stands in for a cashier; takes no money.
CASH_SUPERVISOR = Role(
    code="CASH_SUPERVISOR",
    label=_("Supervisor of the cash desks"),
    permissions=frozenset({PAYMENT_SUPERVISE, PAYMENT_VIEW, ACCOUNTS_SUBSTITUTE}),
    arranges_for=frozenset({CASHIER.code}),
)
ROLES = (CASHIER, CASH_SUPERVISOR)
