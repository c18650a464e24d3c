"""Marks against vehicles: placed and lifted with a decision and a reason, and told to the ledger."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check
from vehicles.actions.applying import locked_vehicle
from vehicles.models import Mark, Vehicle
from vehicles.roles import VEHICLE_MARK

ALREADY_MARKED = Refusal("already_marked", _("This decision is in the register already."))
ALREADY_LIFTED = Refusal("already_lifted", _("This mark has been lifted already."))


@transaction.atomic
def place_mark(
    *,
    vehicle: Vehicle,
    kind: Mark.Kind,
    unit: Unit,
    order_number: str,
    reason: str,
    by: User,
    in_favour_of: str = "",
) -> Mark:
    """Place a mark by a decision of `unit`. A licence that is being issued waits, or is stopped. Raises Refused."""
    check(why_not_permitted(by, VEHICLE_MARK, vehicle.unit))
    locked_vehicle(vehicle.pk)
    standing = Mark.objects.filter(vehicle=vehicle, kind=kind, order_number=order_number)
    if standing.filter(lifted_at=None).exists():
        raise Refused(ALREADY_MARKED)
    mark = Mark.objects.create(
        vehicle=vehicle,
        kind=kind,
        unit=unit,
        order_number=order_number,
        in_favour_of=in_favour_of,
        reason=reason,
        placed_by=by,
    )
    _note("vehicles.mark.placed", mark, by, reason)
    return mark


@transaction.atomic
def lift_mark(*, mark: Mark, reason: str, by: User) -> None:
    """Lift a mark, with the reason. Raises Refused."""
    check(why_not_permitted(by, VEHICLE_MARK, mark.vehicle.unit))
    locked_vehicle(mark.vehicle_id)
    lifted = Mark.objects.filter(pk=mark.pk, lifted_at=None).update(
        lifted_at=clock.now(), lifted_by=by, lifted_reason=reason
    )
    if not lifted:
        raise Refused(ALREADY_LIFTED)
    _note("vehicles.mark.lifted", mark, by, reason)


def _note(action: str, mark: Mark, by: User, reason: str) -> None:
    audit.record(
        action=action,
        by=by,
        subject_kind="vehicle",
        subject_ref=mark.vehicle.reference,
        reason=reason,
        data={"kind": mark.kind, "order": mark.order_number},
    )
