"""Whether what an application asks can be carried out now, and if not, everything that is in the way."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal
from vehicles import rules
from vehicles.models import Act, Application, Inspection, Insurance, Licence, Mark, Vehicle
from vehicles.queries import applications, fees, register, transfers
from vehicles.queries.register import Evidence

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


def obstacles(application: Application, known: Evidence | None = None) -> list[Refusal]:
    """All that is in the way, each once; empty when it can be carried out. At most 7 queries.

    A page that has read the evidence passes it as `known`.
    """
    return list(_obstacles(application, known or register.evidence_of(application.vehicle)))


def why_not_submit(application: Application) -> Refusal | None:
    """The first hindrance. Ask under the vehicle's lock."""
    known = register.evidence_of(application.vehicle)
    return next(_hindrances(application, known), None)


def hindrances(application: Application, known: Evidence | None = None) -> list[Refusal]:
    """All that stops the sending now, each once: also another application, or a fee that nobody has set.

    The application may be one that is not begun yet. At most 9 queries; `known` as for `obstacles`.
    """
    return list(_hindrances(application, known or register.evidence_of(application.vehicle)))


def intended(vehicle: Vehicle, act: str) -> Application:
    """An application that is not begun, to ask what would be in its way."""
    return Application(vehicle=vehicle, act=act, vehicle_version=vehicle.version)


def will_bring_licence(application: Application) -> bool:
    """Whether it ends with a licence, as things stand now. At most one query."""
    if application.act not in rules.WITH_LICENCE:
        return False
    licence = register.current_licence(application.vehicle)
    until = licence.valid_until if licence else None
    return rules.brings_licence(application.act, current_until=until, today=clock.today())


def _hindrances(application: Application, known: Evidence) -> Iterator[Refusal]:
    if applications.others_under_way(application):
        yield UNDER_WAY
    if fees.find_fee_rule(act=application.act, vehicle=application.vehicle) is None:
        yield NO_FEE
    yield from _obstacles(application, known)


def why_not_issue(application: Application) -> Refusal | None:
    """What stands against the issue now, whatever was true when the fee was paid. Ask under the vehicle's lock."""
    vehicle, act = application.vehicle, application.act
    return (
        _state(vehicle, act)
        or _marks(register.standing_marks(vehicle), act)
        or _plate(vehicle, register.current_licence(vehicle), act)
    )


def _obstacles(application: Application, known: Evidence) -> Iterator[Refusal]:
    vehicle, act = application.vehicle, application.act
    if application.vehicle_version != vehicle.version:
        yield CHANGED_MEANWHILE
    found = (
        _state(vehicle, act),
        _marks(known.marks, act),
        _term(known.licence, act),
        _plate(vehicle, known.licence, act),
        _inspected(vehicle, known.inspection, act),
        _insured(known.insurance, act),
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


def _marks(marks: Iterable[Mark], act: str) -> Refusal | None:
    kinds = [mark.kind for mark in marks]
    return rules.why_not_with_marks(kinds, is_disposal=act in rules.DISPOSALS)


def _term(licence: Licence | None, act: str) -> Refusal | None:
    until = licence.valid_until if licence else None
    if act in rules.WITH_LICENCE_BEFORE:
        return rules.why_not_replace(current_until=until, today=clock.today())
    if act != Act.RENEWAL:
        return None
    return rules.why_not_renew_now(current_until=until, today=clock.today())


def _plate(vehicle: Vehicle, licence: Licence | None, act: str) -> Refusal | None:
    """Asks for the plate only where the act brings a licence and no plate of its own."""
    until = licence.valid_until if licence else None
    needs_plate = act not in rules.WITH_NEW_PLATE and rules.brings_licence(
        act, current_until=until, today=clock.today()
    )
    has_plate = not needs_plate or register.plate_of(vehicle) is not None
    return rules.why_not_named_by_plate(has_plate=has_plate, needs_plate=needs_plate)


def _inspected(vehicle: Vehicle, found: Inspection | None, act: str) -> Refusal | None:
    if act not in rules.WITH_INSPECTION:
        return None
    return rules.why_not_inspected(
        valid_until=found.valid_until if found else None,
        vin_read=found.vin_read if found else "",
        vin=vehicle.vin,
        today=clock.today(),
    )


def _insured(found: Insurance | None, act: str) -> Refusal | None:
    if act not in rules.WITH_INSURANCE:
        return None
    return rules.why_not_insured(
        valid_from=found.valid_from if found else None,
        valid_until=found.valid_until if found else None,
        today=clock.today(),
    )
