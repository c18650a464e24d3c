"""What the header shows to who handles money, and to who looks at it."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.queries import Reader, has_permission
from interior_portal.payments.roles import PAYMENT_TAKE, PAYMENT_VIEW
from interior_portal.ui.navigation import NavLink


def takes_money(user: Reader) -> bool:
    return has_permission(user, PAYMENT_TAKE)


def sees_shifts(user: Reader) -> bool:
    return has_permission(user, PAYMENT_VIEW)


LINKS = (
    NavLink("payments.desk", _("Cash desk"), "payments:desk", shown=takes_money, order=30),
    NavLink("payments.shifts", _("Shifts"), "payments:shifts", shown=sees_shifts, order=31),
)
