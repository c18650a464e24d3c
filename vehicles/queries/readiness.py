"""Whether what an application asks can be carried out now, and if not, everything that is in the way."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal
from vehicles import rules
from vehicles.models import Act, Application, Vehicle
from vehicles.queries import applications, fees, register, transfers

CHANGED_MEANWHILE = Refusal(
    "vehicle_changed",
    _(
        "Somebody else changed this vehicle's entry meanwhile. Begin again from the entry as it is now."
    ),
)
UNDER_WAY = Refusal("under_way", _("Another application about this vehicle has not ended yet."))
NO_FEE = Refusal(
    "no_fee", _("No fee is set for this. The administrator of the portal has to set one first.")
)


def obstacles(application: Application) -> list[Refusal]:
    """All that is in the way, each once; empty when it can be carried out. At most 8 queries."""
    return list(_obstacles(application))


def why_not_submit(application: Application) -> Refusal | None:
    """The first obstacle, or another application about the same vehicle. Ask under the vehicle's lock."""
    if applications.others_under_way(application):
        return UNDER_WAY
    if fees.find_fee_rule(act=application.act, vehicle=application.vehicle) is None:
        return NO_FEE
    return next(_obstacles(application), None)


def why_not_issue(application: Application) -> Refusal | None:
    """What stands against the issue now, whatever was true when the fee was paid. Ask under the vehicle's lock."""
    vehicle, act = application.vehicle, application.act
    return _state(vehicle, act) or _marks(vehicle, act)


def _obstacles(application: Application) -> Iterator[Refusal]:
    vehicle, act = application.vehicle, application.act
    if application.vehicle_version != vehicle.version:
        yield CHANGED_MEANWHILE
    found = (
        _state(vehicle, act),
        _marks(vehicle, act),
        _term(vehicle, act),
        _inspected(vehicle, act),
        _insured(vehicle, act),
        _sides(application),
    )
    yield from (refusal for refusal in found if refusal is not None)


def _sides(application: Application) -> Refusal | None:
    is_transfer = application.act == Act.CHANGE_OF_OWNER and application.pk is not None
    return transfers.why_not_meet(application) if is_transfer else None


def _state(vehicle: Vehicle, act: str) -> Refusal | None:
    if act == Act.FIRST_REGISTRATION:
        is_new = vehicle.status == Vehicle.Status.APPLIED
        return None if is_new and not _is_twin(vehicle) else rules.ALREADY_REGISTERED
    return None if vehicle.is_running else rules.NOT_REGISTERED


def _is_twin(vehicle: Vehicle) -> bool:
    return register.find_registered_by_vin(vehicle.vin) is not None


def _marks(vehicle: Vehicle, act: str) -> Refusal | None:
    kinds = [mark.kind for mark in register.standing_marks(vehicle)]
    return rules.why_not_with_marks(kinds, is_disposal=act in rules.DISPOSALS)


def _term(vehicle: Vehicle, act: str) -> Refusal | None:
    if act != Act.RENEWAL:
        return None
    licence = register.current_licence(vehicle)
    until = licence.valid_until if licence else None
    return rules.why_not_renew_now(current_until=until, today=clock.today())


def _inspected(vehicle: Vehicle, act: str) -> Refusal | None:
    if act not in rules.WITH_INSPECTION:
        return None
    found = register.newest_inspection(vehicle)
    return rules.why_not_inspected(
        valid_until=found.valid_until if found else None,
        vin_read=found.vin_read if found else "",
        vin=vehicle.vin,
        today=clock.today(),
    )


def _insured(vehicle: Vehicle, act: str) -> Refusal | None:
    if act not in rules.WITH_INSURANCE:
        return None
    found = register.newest_insurance(vehicle)
    return rules.why_not_insured(
        valid_from=found.valid_from if found else None,
        valid_until=found.valid_until if found else None,
        today=clock.today(),
    )
