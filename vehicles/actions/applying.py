"""What owners and clerks at the counter do. The case is locked first, then the vehicle."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.models import Unit, User
from interior_portal.payments import actions as payments
from interior_portal.shared import clock
from interior_portal.shared.refusals import check
from interior_portal.workflow import engine
from interior_portal.workflow.engine import Advance
from interior_portal.workflow.models import Case
from vehicles import procedures, queries
from vehicles.actions import billing
from vehicles.models import Act, Application, PlateKind, Vehicle


@transaction.atomic
def begin(
    *,
    act: Act,
    vehicle: Vehicle,
    unit: Unit,
    by: User,
    applicant: User,
    key: str,
    details: Mapping[str, Any] | None = None,
) -> Application:
    """A new draft with its reference; a clerk at the counter (`by`) may begin it for somebody else.

    `details` may hold `changes`, `reason`, `plate_kind` and `paper_language`. Whether `by` may act for the
    owner is asked by the page (`queries.why_not_apply`). Raises Refused.
    """
    advance = engine.start(
        procedure=procedures.code_of(act),
        by=by,
        unit=unit,
        applicant=applicant,
        key=key,
        category=act.value,
    )
    application, _is_new = Application.objects.get_or_create(
        case_id=advance.case_id,
        defaults={
            "act": act,
            "vehicle": vehicle,
            "vehicle_version": vehicle.version,
            "is_at_counter": by != applicant,
            "paper_language": "en" if applicant.language == "en" else "kmr",
            **(details or {}),
        },
    )
    return application


@transaction.atomic
def begin_at_counter(
    *,
    act: Act,
    vehicle: Vehicle,
    unit: Unit,
    by: User,
    phone: str,
    name: str,
    key: str,
    details: Mapping[str, Any] | None = None,
) -> Application:
    """A draft that a clerk enters for the holder of a phone number, who follows it from that number alone."""
    applicant = accounts.ensure_citizen(contact=phone, name=name)
    return begin(
        act=act, vehicle=vehicle, unit=unit, by=by, applicant=applicant, key=key, details=details
    )


@transaction.atomic
def submit(*, application: Application, by: User, version: int, key: str) -> Advance:
    """Send the application: the other directorates are asked at once, and the bill follows their answers.
    A transfer waits for both sides first, and is complete when the last one has agreed.

    What is checked under the locks is what is sent. Raises Refused with the first obstacle.
    """
    case = locked_case(application)
    if case.step == "draft":
        fresh = queries.get_application(case.reference)
        fresh.vehicle = locked_vehicle(fresh.vehicle_id)
        check(queries.why_not_submit(fresh))
    advance = engine.advance(
        case_id=application.case_id, transition="submit", by=by, version=version, key=key
    )
    if not advance.replayed and advance.step != "consents":
        Application.objects.filter(pk=application.pk).update(completed_at=clock.now())
        billing.put_bill(application)
    return advance


@transaction.atomic
def withdraw(*, application: Application, by: User, version: int, key: str) -> Advance:
    """The applicant takes the application back: nobody takes money for it any more."""
    advance = engine.advance(
        case_id=application.case_id, transition="withdraw", by=by, version=version, key=key
    )
    if not advance.replayed:
        payments.cancel_bills(subject=application.reference, by=by)
    return advance


def locked_case(application: Application) -> Case:
    """The case as it is now, kept so until the commit."""
    return Case.objects.select_for_update(no_key=True).get(pk=application.case_id)


def locked_vehicle(vehicle_id: int) -> Vehicle:
    """The vehicle as it is now, kept so until the commit: always after the case that acts on it."""
    locked = Vehicle.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("vehicle_class", "unit").get(pk=vehicle_id)


def choose_plate_kind(*, application: Application, kind: PlateKind) -> None:
    """Which kind of plate a draft asks for."""
    Application.objects.filter(pk=application.pk, case__step="draft").update(plate_kind=kind)
