"""One vehicle as rows: what it is, whose it is, and what is on record for it."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock
from interior_portal.shared.bidi import isolate
from interior_portal.shared.refusals import Refusal
from interior_portal.ui import dates
from interior_portal.ui.components import Row, State, Task, Text
from vehicles import queries, rules
from vehicles.models import Act, Application, Inspection, Ownership, Plate, Vehicle
from vehicles.procedures import LABELS
from vehicles.queries import Evidence
from vehicles.rules.ownership import WHOLE
from vehicles.views.change_rows import change_rows

STATES: dict[str, State] = {
    Vehicle.Status.APPLIED: "draft",
    Vehicle.Status.REGISTERED: "done",
    Vehicle.Status.SUSPENDED: "paused",
    Vehicle.Status.SCRAPPED: "refused",
    Vehicle.Status.EXPORTED: "refused",
}


def entry_rows(vehicle: Vehicle, plate: Plate | None) -> list[Row]:
    """What the register says of it; nothing that is empty."""
    rows = [
        Row(_("Plate"), plate.face if plate else "", iso=True),
        Row(_("Kind of plate"), plate.kind.name if plate else ""),
        Row(_("Make and model"), f"{vehicle.make} {vehicle.model}".strip(), iso=True),
        Row(_("Year of make"), str(vehicle.model_year), iso=True),
        Row(_("Colour"), vehicle.get_colour_display()),
        Row(_("Class"), vehicle.vehicle_class.name),
        Row(_("Origin"), vehicle.get_origin_display()),
        Row(_("Chassis number"), vehicle.vin, iso=True),
        Row(_("Engine number"), vehicle.engine_number, iso=True),
        Row(_("Fuel"), vehicle.get_fuel_display()),
        Row(_("Number in the register"), vehicle.reference, iso=True),
        Row(_("Office"), vehicle.unit.name),
    ]
    return [row for row in rows if row.value]


def owner_rows(vehicle: Vehicle) -> list[Row]:
    """Whose it is, the largest share first, then who uses it under another right. Two queries."""
    owners = [(_("Owner"), held, share(held.shares)) for held in queries.owners_of(vehicle)]
    users = [(_("User"), held, gettext("uses it")) for held in queries.users_of(vehicle)]
    return [
        Row(key, f"{isolate(name_of(held))}: {words}") for key, held, words in (*owners, *users)
    ]


def name_of(held: Ownership) -> str:
    """The owner or user by name, in Arabic where it is known."""
    return held.person.name_arabic or held.person.full_name


def share(shares: int) -> str:
    """A share of 2,400 in words."""
    if shares == WHOLE:
        return gettext("the whole vehicle")
    return gettext("%(shares)s of %(whole)s shares") % {"shares": shares, "whole": f"{WHOLE:,}"}


def proofs(known: Evidence) -> list[Task]:
    """Licence, inspection and insurance, each with its state."""
    licence, inspection, insurance = known.licence, known.inspection, known.insurance
    tested = _("Technical inspection")
    if inspection is not None and inspection.result == Inspection.Result.FAILED:
        shown = Task(name=tested, state="refused", word=_("Failed"), hint=inspection.defects)
    else:
        shown = _proof(tested, inspection.valid_until if inspection else None)
    return [
        _proof(_("Vehicle licence"), licence.valid_until if licence else None),
        shown,
        _proof(_("Insurance"), insurance.valid_until if insurance else None),
    ]


def _proof(name: Text, until: dt.date | None) -> Task:
    if until is None:
        return Task(name=name, state="draft", word=_("None yet"))
    words = {"day": dates.day(until)}
    if until < clock.today():
        hint = gettext("ended on %(day)s") % words
        return Task(name=name, state="refused", word=_("Expired"), hint=hint)
    hint = gettext("until %(day)s") % words
    return Task(name=name, state="done", word=_("In force"), hint=hint)


def owned(vehicle: Vehicle) -> Task:
    """One line of the owner's list, from a vehicle of `queries.vehicles_of`."""
    plate = plate_in(vehicle)
    until = next((licence.valid_until for licence in vehicle.licences.all()), None)
    shown = _proof(f"{vehicle.make} {vehicle.model}", until)
    words = {"plate": isolate(plate), "what": shown.hint}
    if vehicle.status != Vehicle.Status.REGISTERED:
        state, word = STATES[vehicle.status], str(vehicle.get_status_display())
    else:
        state, word = shown.state, str(shown.word)
    return Task(
        name=shown.name,
        state=state,
        word=word,
        href=reverse("vehicles:vehicle", args=[vehicle.reference]),
        hint=gettext("Plate %(plate)s, licence %(what)s") % words
        if plate and shown.hint
        else vehicle.vin,
    )


def under_way(applications: Iterable[Application]) -> list[Task]:
    """Applications about a vehicle that have not ended, each with where it stands."""
    return [
        Task(
            name=LABELS[Act(each.act)],
            state="draft" if each.case.step == "draft" else "waiting",
            word=queries.step_of(each).told,
            href=reverse("vehicles:application", args=[each.reference]),
            hint=each.reference,
        )
        for each in applications
    ]


def answer_rows(application: Application, plate: Plate | None) -> list[Row]:
    """What an application says, for its last page before the sending and for the desk."""
    vehicle = application.vehicle
    rows = [
        Row(_("Vehicle"), f"{vehicle.make} {vehicle.model}", iso=True),
        Row(_("Plate"), plate.face if plate else "", iso=True),
        Row(_("Chassis number"), vehicle.vin, iso=True),
        Row(_("Office"), application.case.unit.name),
        Row(_("Reason"), application.reason),
        Row(_("Kind of plate"), application.plate_kind.name if application.plate_kind else ""),
    ]
    if application.act in rules.WITH_LICENCE:
        rows.append(Row(_("Languages of the licence"), application.get_paper_language_display()))
    return [row for row in (*rows, *change_rows(application)) if row.value]


def first_of(hindrances: Sequence[Refusal]) -> Refusal | None:
    """Why the button cannot be pressed, in one sentence where everything stands above it."""
    return Refusal("incomplete", _("Not all is ready yet. See above.")) if hindrances else None


def plate_in(vehicle: Vehicle) -> str:
    """The face of its plate, from a vehicle of a list that was read with its fittings."""
    return next((str(fitting.plate.face) for fitting in vehicle.fittings.all()), "")
