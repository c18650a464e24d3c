"""Plates into the stock, onto vehicles and back. Every movement is told; a plate is on one vehicle at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check
from vehicles.models import Plate, PlateFitting, PlateKind, PlateMovement, Town, Vehicle
from vehicles.roles import VEHICLE_STOCK_KEEP
from vehicles.rules import stock as law

NO_PLATE = Refusal(
    "no_plate_in_stock", _("No plate of this kind is in the stock of the office any more.")
)
ALREADY_THERE = Refusal(
    "plates_already_there", _("Some of these plates are in the register already. None was added.")
)
NOT_ISSUED_HERE = Refusal(
    "not_issued_here", _("Plates of this kind are not given out here, so none are in the stock.")
)
NOT_ALL_THERE = Refusal(
    "not_all_there",
    _(
        "%(missing)s of these %(count)s plates do not lie at this office. Compare the numbers with the"
        " plates; nothing was changed."
    ),
)
SAME_OFFICE = Refusal("same_office", _("The plates lie at this office already. Choose another."))
Kind = PlateMovement.Kind
Status = Plate.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Plates of one kind, town and series with consecutive numbers, as a box or a list names them.

    Numbers are written with as many digits as the kind has at least.
    """

    kind: PlateKind
    town: Town | None
    series: str
    numbers: range

    def texts(self) -> list[str]:
        return [str(number).zfill(self.kind.digits_least) for number in self.numbers]

    def plates(self) -> QuerySet[Plate]:
        """Those of them that are in the register, wherever they are."""
        named = {"kind": self.kind, "town": self.town, "series": self.series, "country": ""}
        return Plate.objects.filter(number__in=self.texts(), **named)


@transaction.atomic
def receive(
    *, kind: PlateKind, town: Town | None, series: str, numbers: range, unit: Unit, by: User
) -> int:
    """Take so many plates of consecutive numbers into the stock of an office; how many. All or none.

    Raises Refused, also when somebody else takes one of them in at the same time.
    """
    check(why_not_permitted(by, VEHICLE_STOCK_KEEP, unit))
    batch = Batch(kind=kind, town=town, series=series, numbers=numbers)
    check(why_not_receive(batch))
    status = Status.IN_STOCK
    named = {"kind": kind, "town": town, "series": series, "status": status, "unit": unit}
    try:
        with transaction.atomic():
            made = Plate.objects.bulk_create(Plate(number=text, **named) for text in batch.texts())
    except IntegrityError as error:
        raise Refused(ALREADY_THERE) from error
    _move(made, Kind.RECEIVED, unit=unit, by=by)
    _tell("vehicles.plates.received", batch, by, {"unit": unit.code})
    return len(made)


def why_not_receive(batch: Batch) -> Refusal | None:
    """What is wrong with a delivery: its numbers, its town, a name kept for trials, or plates known already."""
    kind, town = batch.kind, batch.town
    names = (town.code, town.name_ar, town.name_kmr, town.name_en, *town.aliases) if town else ()
    refusal = (
        (None if kind.is_issued_here else NOT_ISSUED_HERE)
        or law.why_not_numbers(batch.numbers, digits_most=kind.digits_most)
        or law.why_not_town(has_town=kind.has_town, is_named=town is not None)
        or law.why_not_named((batch.series, *names))
    )
    if refusal is not None:
        return refusal
    return ALREADY_THERE if batch.plates().exists() else None


@transaction.atomic
def send(*, batch: Batch, unit: Unit, to: Unit, by: User) -> int:
    """Bring plates from the stock of one office into that of another; how many. All or none. Raises Refused."""
    check(why_not_permitted(by, VEHICLE_STOCK_KEEP, unit))
    if unit == to:
        raise Refused(SAME_OFFICE)
    lying = _lying(batch, unit, (Status.IN_STOCK,))
    Plate.objects.filter(pk__in=[plate.pk for plate in lying]).update(unit=to)
    _move(lying, Kind.MOVED, unit=to, by=by)
    _tell("vehicles.plates.sent", batch, by, {"from": unit.code, "to": to.code})
    return len(lying)


@transaction.atomic
def write_off(*, batch: Batch, unit: Unit, kind: Kind, reason: str, by: User) -> int:
    """Plates in stock, or returned, that are lost or destroyed, with the reason; how many. All or none.

    Their numbers never come back. Raises Refused.
    """
    check(why_not_permitted(by, VEHICLE_STOCK_KEEP, unit))
    lying = _lying(batch, unit, (Status.IN_STOCK, Status.RETURNED))
    chosen = Plate.objects.filter(pk__in=[plate.pk for plate in lying])
    chosen.update(status=_GONE[kind], unit=None)
    _move(lying, kind, unit=unit, by=by, reason=reason)
    _tell("vehicles.plates.written_off", batch, by, {"unit": unit.code, "how": kind}, reason)
    return len(lying)


_GONE = {Kind.LOST: Status.LOST, Kind.DESTROYED: Status.DESTROYED}


def _lying(batch: Batch, unit: Unit, statuses: tuple[str, ...]) -> list[Plate]:
    """All plates of the batch, locked; the worker passes them over meanwhile."""
    check(law.why_not_numbers(batch.numbers, digits_most=batch.kind.digits_most))
    there = batch.plates().filter(unit=unit, status__in=statuses)
    lying = list(there.select_for_update(of=("self",)).order_by("pk"))
    missing = len(batch.numbers) - len(lying)
    if missing:
        facts = {"missing": missing, "count": len(batch.numbers)}
        raise Refused(Refusal(NOT_ALL_THERE.code, NOT_ALL_THERE.message, facts))
    return lying


def _tell(action: str, batch: Batch, by: User, facts: Mapping[str, str], reason: str = "") -> None:
    texts = batch.texts()
    named = {"town": batch.town.code if batch.town else "", "series": batch.series}
    audit.record(
        action=action,
        by=by,
        subject_kind="platekind",
        subject_ref=batch.kind.code,
        reason=reason,
        data={"first": texts[0], "last": texts[-1], "count": len(texts), **named, **facts},
    )


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
    moved: Iterable[Plate],
    kind: str,
    *,
    unit: Unit | None,
    by: User | None,
    source: str = "",
    reason: str = "",
) -> None:
    """What is moved together is told under one moment: so a page can say it as one line."""
    facts = {"kind": kind, "unit": unit, "by": by, "source": source, "reason": reason}
    at = clock.now()
    PlateMovement.objects.bulk_create(PlateMovement(plate=plate, at=at, **facts) for plate in moved)
