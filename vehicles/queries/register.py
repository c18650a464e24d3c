"""One vehicle of the register and all that is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from interior_portal.accounts.models import Unit
from interior_portal.documents.models import Paper
from interior_portal.people.models import Person
from interior_portal.shared import clock
from interior_portal.shared.text import normalise
from vehicles import rules
from vehicles.models import (
    Inspection,
    Insurance,
    Licence,
    Mark,
    Ownership,
    Plate,
    PlateFitting,
    Vehicle,
)

MOST = 50


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is on record for a vehicle now, read once for a whole page."""

    licence: Licence | None
    inspection: Inspection | None
    insurance: Insurance | None
    marks: tuple[Mark, ...]


def get_vehicle(reference: str) -> Vehicle:
    """The vehicle of this number in the register, with class and office; DoesNotExist otherwise. One query."""
    return Vehicle.objects.select_related("vehicle_class", "unit").get(reference=reference)


def find_registered_by_vin(vin: str) -> Vehicle | None:
    """The registered vehicle that bears this chassis number."""
    registered = Vehicle.objects.exclude(status=Vehicle.Status.APPLIED)
    return registered.filter(vin=rules.clean_vin(normalise(vin))).first()


def is_entered(vin: str) -> bool:
    """Whether the first registration of this chassis number is under way."""
    entries = Vehicle.objects.filter(vin=rules.clean_vin(vin), status=Vehicle.Status.APPLIED)
    return entries.filter(applications__case__closed_at=None).exists()


def stock_of(unit: Unit) -> Mapping[int, int]:
    """How many plates of each kind (by its id) lie in the stock of an office. One query."""
    lying = Plate.objects.filter(status=Plate.Status.IN_STOCK, unit=unit)
    counted = lying.values_list("kind").annotate(count=Count("pk")).order_by("kind")
    return dict(counted)


def owners_of(vehicle: Vehicle) -> QuerySet[Ownership]:
    """Who owns it now, the largest share first."""
    return _rights(vehicle, Ownership.Right.OWNER)


def users_of(vehicle: Vehicle) -> QuerySet[Ownership]:
    """Who uses it now under another right than an owner's."""
    return _rights(vehicle, Ownership.Right.USER)


def _rights(vehicle: Vehicle, right: str) -> QuerySet[Ownership]:
    held = vehicle.ownerships.filter(until_at__isnull=True, right_held=right)
    return held.select_related("person").order_by("-shares", "pk")


def is_owner(vehicle: Vehicle, person: Person) -> bool:
    return owners_of(vehicle).filter(person=person).exists()


def plate_of(vehicle: Vehicle) -> Plate | None:
    """The plate that is on it now, with kind and town."""
    fitted = PlateFitting.objects.filter(vehicle=vehicle, removed_at__isnull=True)
    found = fitted.select_related("plate__kind", "plate__town").first()
    return found.plate if found else None


def vehicle_under(plate: rules.PlateText) -> list[Vehicle]:
    """Vehicles whose plate has these digits now, at most 50: towns and kinds share numbers."""
    fitted = PlateFitting.objects.filter(removed_at__isnull=True, plate__number=plate.number)
    return [
        fitting.vehicle
        for fitting in fitted.select_related("vehicle", "plate__town", "plate__kind")[:MOST]
    ]


def standing_marks(vehicle: Vehicle) -> QuerySet[Mark]:
    """What stands against it now, oldest first."""
    return vehicle.marks.filter(lifted_at__isnull=True).select_related("unit").order_by("pk")


def newest_inspection(vehicle: Vehicle) -> Inspection | None:
    """The last inspection, passed or not."""
    return vehicle.inspections.order_by("-inspected_on", "-pk").first()


def newest_insurance(vehicle: Vehicle) -> Insurance | None:
    """The policy that is in force today, else the one that lasts longest."""
    today = clock.today()
    in_force = Q(valid_from__lte=today, valid_until__gte=today)
    found: Insurance | None = vehicle.insurances.filter(in_force).order_by("-valid_until").first()
    return found or vehicle.insurances.order_by("-valid_until", "-pk").first()


def current_licence(vehicle: Vehicle) -> Licence | None:
    """The licence that counts, with its paper; it may have expired."""
    return counting(vehicle.licences.all()).select_related("paper").first()


def counting(licences: QuerySet[Licence]) -> QuerySet[Licence]:
    """Those that nothing has ended. One whose paper was declared void does not count: nothing is left of it
    that another act could write on a new paper.
    """
    return licences.filter(ended_at=None).exclude(paper__status=Paper.Status.REVOKED)


def evidence_of(vehicle: Vehicle) -> Evidence:
    """Licence, inspection, insurance and standing marks; four queries, five where no policy is in force."""
    return Evidence(
        licence=current_licence(vehicle),
        inspection=newest_inspection(vehicle),
        insurance=newest_insurance(vehicle),
        marks=tuple(standing_marks(vehicle)),
    )
