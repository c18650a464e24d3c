"""What yards and counters record about vehicles: new entries, inspections, insurance."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.audit import actions as audit
from interior_portal.documents.models import Upload
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from interior_portal.shared.months import add_months
from interior_portal.shared.refusals import Refusal, Refused
from vehicles import rules
from vehicles.actions import owning
from vehicles.models import Inspection, Insurance, Vehicle, VehicleClass

REGISTER_PREFIX = "M"
ALREADY_INSURED = Refusal("already_insured", _("This policy is on record for the vehicle already."))


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleFacts:
    """What is written into the register about a vehicle; the optional columns may be left out."""

    vin: str
    make: str
    model: str
    model_year: int
    colour: str
    fuel: str
    vehicle_class: VehicleClass
    origin: str
    engine_number: str = ""
    variant: str = ""
    type_approval: str = ""
    capacity_cc: int | None = None
    power_kw: int | None = None
    mass_kg: int | None = None
    laden_mass_kg: int | None = None
    axles: int | None = None
    seats: int | None = None
    standing: int | None = None
    mileage_km: int | None = None
    customs_receipt: str = ""
    customs_paid_on: dt.date | None = None
    identification_certificate: str = ""
    finance_clearance: str = ""
    former_registration: str = ""
    former_country: str = ""
    first_registered_on: dt.date | None = None


@transaction.atomic
def record_vehicle(
    *, facts: VehicleFacts, owners: Mapping[int, int], unit: Unit, source: str
) -> Vehicle:
    """An entry that is not in the register yet: its first registration is still applied for.

    `owners` are shares of 2,400 by the id of the person. Raises Refused for a VIN that cannot be one.
    """
    for finding in rules.vin_findings(facts.vin, model_year=facts.model_year):
        if finding.blocks:
            raise Refused(finding.refusal)
    values = {name: getattr(facts, name) for name in VehicleFacts.__slots__}
    values["vin"] = rules.clean_vin(facts.vin)
    vehicle = Vehicle.objects.create(reference=_fresh_reference(), unit=unit, **values)
    owning.record_owners(vehicle=vehicle, shares=owners, source=source)
    return vehicle


def _fresh_reference() -> str:
    reference = new_reference(REGISTER_PREFIX)
    while Vehicle.objects.filter(reference=reference).exists():
        reference = new_reference(REGISTER_PREFIX)
    return reference


@transaction.atomic
def record_inspection(
    *,
    vehicle: Vehicle,
    unit: Unit,
    by: User | None,
    vin_read: str,
    mileage_km: int | None = None,
    defects: str = "",
    photo: Upload | None = None,
) -> Inspection:
    """What the inspector found today; without defects it has passed and holds as long as its class says."""
    today = clock.today()
    months = vehicle.vehicle_class.inspection_months
    passed = not defects.strip()
    inspection = Inspection.objects.create(
        vehicle=vehicle,
        unit=unit,
        inspector=by,
        inspected_on=today,
        result=Inspection.Result.PASSED if passed else Inspection.Result.FAILED,
        valid_until=add_months(today, months) - dt.timedelta(days=1) if passed else None,
        vin_read=rules.clean_vin(vin_read),
        photo=photo,
        mileage_km=mileage_km,
        defects=defects.strip(),
    )
    if mileage_km is not None:
        Vehicle.objects.filter(pk=vehicle.pk).update(mileage_km=mileage_km)
    _note("vehicles.inspection.recorded", vehicle, by, {"result": inspection.result})
    return inspection


@transaction.atomic
def record_insurance(
    *,
    vehicle: Vehicle,
    insurer: str,
    policy_number: str,
    valid_from: dt.date,
    valid_until: dt.date,
    by: User | None,
) -> Insurance:
    """A policy as the clerk saw it. Raises Refused for one that is on record already."""
    insurance, is_new = Insurance.objects.get_or_create(
        vehicle=vehicle,
        insurer=insurer,
        policy_number=policy_number,
        defaults={"valid_from": valid_from, "valid_until": valid_until, "recorded_by": by},
    )
    if not is_new:
        raise Refused(ALREADY_INSURED)
    _note("vehicles.insurance.recorded", vehicle, by, {"until": valid_until.isoformat()})
    return insurance


def _note(action: str, vehicle: Vehicle, by: User | None, data: Mapping[str, str]) -> None:
    audit.record(
        action=action, by=by, subject_kind="vehicle", subject_ref=vehicle.reference, data=dict(data)
    )
