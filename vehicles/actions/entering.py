"""Entries that staff make: a vehicle that is registered for the first time, and what an officer puts right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.people import actions as people
from interior_portal.shared.refusals import Refusal, Refused, check
from vehicles import queries
from vehicles.actions import applying, recording
from vehicles.actions.recording import VehicleFacts
from vehicles.models import Act, Application, PlateKind, Vehicle
from vehicles.roles import VEHICLE_APPLICATION_DECIDE, VEHICLE_APPLICATION_ENTER
from vehicles.rules import WHOLE, details

ENTERED_ALREADY = Refusal(
    "entered_already",
    _(
        "An application for the first registration of this chassis number is being worked on already."
    ),
)
NOT_A_COLUMN = Refusal("not_a_column", _("This part of an entry cannot be changed in this way."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """The owner of a vehicle that is not in the register yet, as the clerk saw them."""

    facts: people.PersonFacts
    document: people.DocumentFacts
    contact: str


@transaction.atomic
def enter_vehicle(
    *,
    facts: VehicleFacts,
    owner: Newcomer,
    plate_kind: PlateKind,
    paper_language: str,
    unit: Unit,
    by: User,
    key: str,
) -> Application:
    """A new entry and the draft of its first registration, for an owner whom the clerk has seen. Raises Refused.

    What still lacks is recorded before it is sent: the inspection and the insurance.
    """
    check(why_not_permitted(by, VEHICLE_APPLICATION_ENTER, unit))
    if queries.is_entered(facts.vin):
        raise Refused(ENTERED_ALREADY)
    person = people.record_person(facts=owner.facts, document=owner.document, by=by)
    name = person.name_arabic or person.full_name
    user = accounts.ensure_citizen(contact=owner.contact, name=name)
    people.prove_account(person=person, user=user, by=by)
    vehicle = recording.record_vehicle(
        facts=facts, owners={person.pk: WHOLE}, unit=unit, source="counter"
    )
    return applying.begin(
        act=Act.FIRST_REGISTRATION,
        vehicle=vehicle,
        unit=unit,
        by=by,
        applicant=user,
        key=key,
        details={"plate_kind": plate_kind, "paper_language": paper_language},
    )


@transaction.atomic
def correct(
    *, vehicle: Vehicle, changes: Mapping[str, Any], reason: str, by: User, key: str
) -> Application:
    """An officer asks for a correction of the register, which another officer confirms. Raises Refused."""
    check(why_not_permitted(by, VEHICLE_APPLICATION_DECIDE, vehicle.unit))
    check(why_not_columns(changes, details.ALL))
    application = applying.begin(
        act=Act.CORRECTION,
        vehicle=vehicle,
        unit=vehicle.unit,
        by=by,
        applicant=by,
        key=key,
        details={"changes": dict(changes), "reason": reason},
    )
    fresh = queries.get_application(application.reference)
    if fresh.case.step == "draft":
        applying.submit(application=fresh, by=by, version=fresh.case.version, key=f"{key}:submit")
    return fresh


def why_not_columns(changes: Mapping[str, Any], allowed: tuple[str, ...]) -> Refusal | None:
    """Something changes, and only columns of this way."""
    named = {name.removesuffix("_id") for name in changes}
    return None if named and named <= set(allowed) else NOT_A_COLUMN
