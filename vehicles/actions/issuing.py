"""The act itself: what changes in the register, the licence and its paper, in one transaction of the worker."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.documents import actions as documents
from interior_portal.documents.models import Paper
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.tallies import actions as tallies
from interior_portal.workflow import engine
from interior_portal.workflow.models import Case
from vehicles import papers, queries, rules
from vehicles.actions import changing
from vehicles.actions.applying import locked_vehicle
from vehicles.models import Application, Licence, Vehicle
from vehicles.queries import same_day

NOT_AS_ASKED = Refusal(
    "not_as_asked", _("The register cannot take the entry as it is asked for. An officer mends it.")
)
REPLACED = "A newer licence was issued."  # for the ledger


@transaction.atomic
def issue(*, case_id: int, key: str) -> None:
    """Carry out what was applied and paid for; calling again changes nothing.

    What stands against the vehicle now, whatever was true at the payment, stops it: an officer decides
    then, and the fee stays paid. Takes about 0.2 s for the paper.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if case.step != "issuing":
        return
    application = queries.application_of_case(case_id)
    application.vehicle = locked_vehicle(application.vehicle_id)
    refusal = queries.why_not_issue(application) or _carried_out(application)
    if refusal is not None:
        _advance(case, "hold", key, {"because": refusal.code})
        return
    _renew_licence(application)
    _advance(case, "issue", key, {})


def _count_same_day(application: Application, licence: Licence) -> None:
    """For the reports: issued on the day on which the application was complete."""
    if same_day.is_timed(application) and same_day.is_same_day(application, licence.issued_at):
        tallies.count(
            "vehicles.same_day",
            unit_id=application.case.unit_id,
            category=application.act,
            at=licence.issued_at,
        )


def _carried_out(application: Application) -> Refusal | None:
    """Change the register, all of it or nothing: no plate in the stock, shares that were lost meanwhile, or
    a column that the register refuses, are for an officer to mend.
    """
    try:
        with transaction.atomic():
            changing.carry_out(application)
    except Refused as refused:
        return refused.refusal
    except IntegrityError:
        return NOT_AS_ASKED
    return None


def _advance(case: Case, transition: str, key: str, data: dict[str, str]) -> None:
    engine.advance(
        case_id=case.pk, transition=transition, by=None, version=None, key=key, data=data
    )


def _renew_licence(application: Application) -> None:
    """The new licence with its paper, where the act brings one; the one before it is replaced."""
    vehicle = application.vehicle
    before = queries.current_licence(vehicle)
    until = before.valid_until if before else None
    if not rules.brings_licence(application.act, current_until=until, today=clock.today()):
        return
    first, last = _term(application, vehicle, until)
    vehicle.licences.filter(ended_at=None).update(ended_at=clock.now())
    licence = Licence.objects.create(
        application=application, vehicle=vehicle, valid_from=first, valid_until=last
    )
    licence.paper = _paper_of(application, licence)
    licence.save(update_fields=["paper"])
    old = before.paper if before else None
    if old is not None and documents.why_not_change(old) is None:
        documents.replace(paper=old, replacement=licence.paper, by=None, reason=REPLACED)
    _count_same_day(application, licence)


def _paper_of(application: Application, licence: Licence) -> Paper:
    plate = queries.plate_of(licence.vehicle)
    if plate is None:
        raise ValueError(f"the vehicle {licence.vehicle.reference} has no plate")
    owners = list(queries.owners_of(licence.vehicle))
    return papers.issue(
        application,
        licence,
        plate=plate,
        owners=owners,
        holder_id=queries.holder_id_of(application),
    )


def _term(
    application: Application, vehicle: Vehicle, current_until: dt.date | None
) -> tuple[dt.date, dt.date]:
    """A new term where the act begins one; else what is left of the old one."""
    today = clock.today()
    if current_until is not None and application.act not in rules.WITH_NEW_TERM:
        return today, current_until
    return rules.licence_term(
        issued_on=today,
        current_until=current_until,
        months=vehicle.vehicle_class.licence_months,
        days_kept=_days_kept(vehicle) if current_until is None else 0,
    )


def _days_kept(vehicle: Vehicle) -> int:
    """What a suspension left of the last licence: no other act ends one without another after it."""
    last = vehicle.licences.order_by("-issued_at", "-pk").first()
    if last is None or last.ended_at is None:
        return 0
    suspended_on = clock.day_of(last.ended_at)
    return rules.days_kept(valid_until=last.valid_until, suspended_on=suspended_on)
