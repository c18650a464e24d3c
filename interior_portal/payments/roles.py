"""Who handles money."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import Role

PAYMENT_TAKE = "PAYMENT_TAKE"

CASHIER = Role(code="CASHIER", label=_("Cashier"), permissions=frozenset({PAYMENT_TAKE}))
ROLES = (CASHIER,)
