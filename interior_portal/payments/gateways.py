"""Ways of paying behind one interface; cash is the first, a bank or an agent's voucher is another class here."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.payments.models import Bill, CashSession
from interior_portal.payments.rules import Part
from interior_portal.shared.refusals import Refusal

NOTHING_OFFERED = Refusal("nothing_offered", _("There is nothing to take."))
NO_OPEN_SHIFT = Refusal("no_open_shift", _("Open your shift at a cash desk before you take money."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """Money that somebody offers for a bill: its parts, where it is then (`unit`), and who vouches for it."""

    bill: Bill
    parts: tuple[Part, ...]
    unit: Unit
    by: User | None = None
    session: CashSession | None = None


class Gateway(Protocol):
    """One way of paying. `instructions` tell a payer how; `code` is stored with each payment."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str | Promise: ...

    @property
    def instructions(self) -> str | Promise: ...

    def why_not_accept(self, tender: Tender) -> Refusal | None:
        """Why this money cannot be counted as paid; None when it can. Changes nothing.

        Asked under the lock of the bill, in the transaction that then records the payment. Whether the bill is
        still open and the parts are owed is asked by `actions`, for every gateway alike.
        """


class Cash:
    """Notes and coins over a desk: a cashier vouches for them with an open shift at that desk."""

    code = "cash"
    label = _("Cash at a desk")
    instructions = _(
        "Show the payment reference at any cash office of the Authority and pay there."
    )

    def why_not_accept(self, tender: Tender) -> Refusal | None:
        """Cash needs amounts above zero and the cashier's own open shift at the desk."""
        if not tender.parts or any(part.taken.amount <= 0 for part in tender.parts):
            return NOTHING_OFFERED
        session = tender.session
        if session is None or session.closed_at is not None:
            return NO_OPEN_SHIFT
        if tender.by is None or session.cashier_id != tender.by.pk:
            return NO_OPEN_SHIFT
        return None if session.desk_id == tender.unit.pk else NO_OPEN_SHIFT


CASH = Cash()
GATEWAYS: dict[str, Gateway] = {gateway.code: gateway for gateway in (CASH,)}
