"""Ways of paying behind one interface; cash is the first, a bank or a voucher is another class here."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.payments.models import Bill, CashSession
from interior_portal.payments.rules import Money
from interior_portal.shared.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """Money that somebody offers for a bill, and who vouches for it."""

    money: Money
    by: User | None = None
    session: CashSession | None = None


class Gateway(Protocol):
    """One way of paying. `why_not_accept` is asked under the lock of the bill, before anything is recorded."""

    code: str
    label: "str | Promise"
    instructions: "str | Promise"

    def why_not_accept(self, *, bill: Bill, tender: Tender) -> Refusal | None: ...


class Cash:
    """Notes and coins over a desk: a cashier with an open shift vouches for them."""

    code = "cash"
    label = _("Cash at a desk")
    instructions = _(
        "Show the payment reference at any cash office of the Authority and pay there."
    )

    def why_not_accept(self, *, bill: Bill, tender: Tender) -> Refusal | None:
        """Cash needs an amount above zero and the cashier's own open shift."""
        if tender.money.amount <= 0:
            return Refusal("nothing_offered", _("There is nothing to take."))
        session = tender.session
        if session is None or session.closed_at is not None or session.cashier_id != _id(tender.by):
            return Refusal(
                "no_open_shift", _("Open your shift at a cash desk before you take money.")
            )
        return None


def _id(user: User | None) -> int | None:
    return user.pk if user else None


GATEWAYS: dict[str, Gateway] = {gateway.code: gateway for gateway in (Cash(),)}
