"""Plates into the stock, onto vehicles and back. Every movement is told; a plate is on one vehicle at a time."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.audit import actions as audit
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused
from vehicles.models import Plate, PlateFitting, PlateKind, PlateMovement, Town, Vehicle

MOST_AT_ONCE = 2000
NO_PLATE = Refusal(
    "no_plate_in_stock", _("No plate of this kind is in the stock of the office any more.")
)
TOO_MANY = Refusal(
    "too_many_plates", _("At most 2,000 plates can be received at once. Enter them in parts.")
)
ALREADY_THERE = Refusal(
    "plates_already_there", _("Some of these plates are in the register already. None was added.")
)
Kind = PlateMovement.Kind


@transaction.atomic
def receive(
    *, kind: PlateKind, town: Town | None, series: str, numbers: range, unit: Unit, by: User
) -> int:
    """Take so many plates of consecutive numbers into the stock of an office; how many. All or none.

    Numbers are written with as many digits as the kind has at least. Raises Refused.
    """
    if len(numbers) > MOST_AT_ONCE:
        raise Refused(TOO_MANY)
    texts = [str(number).zfill(kind.digits_least) for number in numbers]
    known = Plate.objects.filter(kind=kind, town=town, series=series, country="")
    if known.filter(number__in=texts).exists():
        raise Refused(ALREADY_THERE)
    made = Plate.objects.bulk_create(
        Plate(
            kind=kind,
            town=town,
            series=series,
            number=text,
            status=Plate.Status.IN_STOCK,
            unit=unit,
        )
        for text in texts
    )
    _move(made, Kind.RECEIVED, unit=unit, by=by)
    audit.record(
        action="vehicles.plates.received",
        by=by,
        subject_kind="platekind",
        subject_ref=kind.code,
        data={"first": texts[0], "last": texts[-1], "count": len(texts), "unit": unit.code},
    )
    return len(made)


def exchange(*, vehicle: Vehicle, kind: PlateKind, unit: Unit, source: str) -> Plate:
    """Take the vehicle's plate off and fit the next one of the kind from the office's stock.

    The caller has locked the vehicle. Raises Refused when the stock has none.
    """
    plate = _next_of(kind, unit)
    take_off(vehicle=vehicle, unit=unit, source=source)
    fit(vehicle=vehicle, plate=plate, source=source)
    return plate


def fit(*, vehicle: Vehicle, plate: Plate, source: str, by: User | None = None) -> None:
    """Fit this plate; the database refuses one that is on another vehicle."""
    PlateFitting.objects.create(plate=plate, vehicle=vehicle, fitted_at=clock.now(), source=source)
    Plate.objects.filter(pk=plate.pk).update(status=Plate.Status.FITTED, unit=None)
    _move([plate], Kind.FITTED, unit=plate.unit, by=by, source=source)


def take_off(*, vehicle: Vehicle, unit: Unit, source: str, is_lost: bool = False) -> None:
    """Take the plate off that is on the vehicle, if there is one: it comes back to the office, or is lost."""
    status, kind = (
        (Plate.Status.LOST, Kind.LOST) if is_lost else (Plate.Status.RETURNED, Kind.RETURNED)
    )
    fitted = PlateFitting.objects.select_related("plate").filter(vehicle=vehicle, removed_at=None)
    for fitting in fitted.select_for_update(of=("self",)):
        PlateFitting.objects.filter(pk=fitting.pk).update(removed_at=clock.now())
        lies_at = None if is_lost else unit
        Plate.objects.filter(pk=fitting.plate_id).update(status=status, unit=lies_at)
        _move([fitting.plate], kind, unit=unit, by=None, source=source)


def _next_of(kind: PlateKind, unit: Unit) -> Plate:
    """The lowest number of the stock, locked; another worker takes the next one."""
    stock = Plate.objects.filter(status=Plate.Status.IN_STOCK, kind=kind, unit=unit)
    free = stock.order_by("town", "number").select_for_update(skip_locked=True, of=("self",))
    plate = free.first()
    if plate is None:
        raise Refused(NO_PLATE)
    return plate


def _move(
    moved: Iterable[Plate], kind: str, *, unit: Unit | None, by: User | None, source: str = ""
) -> None:
    PlateMovement.objects.bulk_create(
        PlateMovement(plate=plate, kind=kind, unit=unit, by=by, source=source) for plate in moved
    )
