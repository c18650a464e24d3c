"""What a page says of a transfer: the vehicle, both sides, what is given and what it costs."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.payments.rules import Money
from interior_portal.payments.wording import money
from interior_portal.people.models import Person
from interior_portal.ui.components import Row, State, Task
from vehicles import queries
from vehicles.models import Application, Party
from vehicles.rules import WHOLE

_STANDING = {
    "consents": _("Both sides are asked. The transfer goes on when everybody has agreed."),
    "checking": _("Everybody has agreed. The other directorates are asked now."),
    "review": _("Everybody has agreed. An officer looks into it."),
    "awaiting_payment": _("Everybody has agreed. The fee has to be paid at a cash office."),
    "issuing": _("The fee is paid. The new licence is made now."),
    "held": _("The fee is paid. An officer looks into it before the licence goes out."),
    "issued": _("Done: the vehicle has changed hands."),
    "refused": _("The Authority refused this transfer. The vehicle stays with its owner."),
    "withdrawn": _("This transfer was taken back. The vehicle stays with its owner."),
    "lapsed": _("Not everybody agreed in time. The vehicle stays with its owner."),
}


def name_of(person: Person) -> str:
    """The name as the reader's language writes it, where the register has it so."""
    written = {"ar": person.name_arabic, "kmr": person.name_kurdish}.get(get_language() or "", "")
    return written or person.full_name


def vehicle_rows(application: Application) -> list[Row]:
    """What changes hands. One query."""
    vehicle = application.vehicle
    plate = queries.plate_of(vehicle)
    return [
        Row(_("Vehicle"), f"{vehicle.make} {vehicle.model}, {vehicle.model_year}", iso=True),
        Row(_("Plate"), plate.face if plate else "", iso=True),
        Row(_("Chassis number"), vehicle.vin, iso=True),
    ]


def fee_row(application: Application) -> Row:
    """What the transfer costs today, in each currency in which it is set. Two queries."""
    fees = queries.fees_for(act=application.act, vehicle=application.vehicle)
    return Row(_("Fee"), "\n".join(money(Money(fee.amount, fee.currency_id)) for fee in fees))


def sides(parties: Sequence[Party], *, is_draft: bool) -> list[Task]:
    """Both sides with their shares, and whether each was asked and has agreed."""
    return [_line(party, is_draft=is_draft) for party in parties]


def told(party: Party) -> str:
    """One side in a line: who, and how many shares."""
    facts = {"name": name_of(party.person), "shares": party.shares, "whole": WHOLE}
    return gettext("%(name)s: %(shares)s of %(whole)s shares") % facts


def standing(application: Application) -> str:
    """Where the transfer stands, in one sentence for both sides."""
    return str(_STANDING.get(application.case.step, ""))


def _line(party: Party, *, is_draft: bool) -> Task:
    state, word = _state(party, is_draft=is_draft)
    label = gettext("Seller") if party.side == Party.Side.SELLER else gettext("Buyer")
    shares = gettext("%(shares)s of %(whole)s shares") % {"shares": party.shares, "whole": WHOLE}
    return Task(
        name=f"{label}: \N{FIRST STRONG ISOLATE}{name_of(party.person)}\N{POP DIRECTIONAL ISOLATE}",
        state=state,
        word=word,
        hint=shares,
    )


def _state(party: Party, *, is_draft: bool) -> tuple[State, str]:
    if is_draft:
        return "draft", gettext("not asked yet")
    if party.withdrawn_at is not None:
        return "refused", gettext("does not agree")
    if party.consented_at is not None:
        return "done", gettext("has agreed")
    return "waiting", gettext("has not answered yet")
