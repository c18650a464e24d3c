"""The acts as people see them: under which name in an address, what each does, what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.payments.models import Fee
from interior_portal.shared.refusals import Refusal
from vehicles import procedures, queries
from vehicles.forms.acts import FORMS
from vehicles.models import Act, Vehicle
from vehicles.queries import Evidence

Text = str | Promise
# In the order in which people need them; whoever adds an act gives it its sentence here.
SUMMARIES: Mapping[Act, Text] = {
    Act.RENEWAL: _("The licence ends soon or has ended: a new one for the next term."),
    Act.DUPLICATE: _("The licence is lost or spoilt: a new one for the same term."),
    Act.CHANGE_OF_OWNER: _("Sell or give the vehicle, or a part of it. Both sides agree."),
    Act.CHANGE_OF_DETAILS: _("Something about the vehicle is different now, such as its colour."),
    Act.PLATE_EXCHANGE: _("The plates are lost, bent or of another kind: new ones."),
    Act.SUSPENSION: _("The vehicle stays off the road for a time. A renewal brings it back."),
    Act.SCRAPPING: _("The vehicle is taken apart and leaves the register for good."),
}
HOTKEYS: Mapping[Act, str] = {
    Act.RENEWAL: "r",
    Act.DUPLICATE: "d",
    Act.CHANGE_OF_OWNER: "o",
    Act.SUSPENSION: "s",
}
# Acts whose pages are their own, for owners and clerks; all others share one.
OWN_PAGES: Mapping[Act, str] = {
    Act.CHANGE_OF_OWNER: "vehicles:transfer_begin",
    Act.CHANGE_OF_DETAILS: "vehicles:change_details",
    Act.PLATE_EXCHANGE: "vehicles:exchange_plates",
    Act.SCRAPPING: "vehicles:scrap",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One act that can be begun for a vehicle."""

    act: Act
    label: Text
    summary: Text
    href: str
    hotkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The act that somebody is about to begin: what it costs, and all things in its way with their cures."""

    offer: Offer
    known: Evidence
    fees: Sequence[Fee]
    hindrances: Sequence[Refusal]


def slug_of(act: Act) -> str:
    """The act in an address."""
    return act.value.lower().replace("_", "-")


def act_of(slug: str) -> Act:
    """The act that an address names, if a form of this package begins it; Http404 otherwise."""
    found = next((act for act in FORMS if slug_of(act) == slug), None)
    if found is None:
        raise Http404
    return found


def offer(vehicle: Vehicle, act: Act, *, page: str = "vehicles:act") -> Offer:
    """One act for one vehicle."""
    return Offer(
        act=act,
        label=procedures.LABELS[act],
        summary=SUMMARIES.get(act, ""),
        href=_href(vehicle, act, page),
        hotkey=HOTKEYS.get(act, ""),
    )


def choose(vehicle: Vehicle, act: Act, *, page: str = "vehicles:act") -> Chosen:
    """The act before it is begun. At most 12 queries."""
    known = queries.evidence_of(vehicle)
    return Chosen(
        offer=offer(vehicle, act, page=page),
        known=known,
        fees=queries.fees_for(act=act, vehicle=vehicle),
        hindrances=queries.hindrances(queries.intended(vehicle, act), known),
    )


def _href(vehicle: Vehicle, act: Act, page: str) -> str:
    if act in OWN_PAGES:
        return reverse(OWN_PAGES[act], args=[vehicle.reference])
    return reverse(page, args=[vehicle.reference, slug_of(act)])


def offers(vehicle: Vehicle, *, page: str = "vehicles:act") -> list[Offer]:
    """Everything that can be begun for a vehicle in its state."""
    acts = [act for act in SUMMARIES if vehicle.is_running]
    return [offer(vehicle, act, page=page) for act in acts]
