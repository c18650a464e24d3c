"""The rows of the directorate about an application whose story is told, and its vehicle."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interior_portal.payments.past import Desk, Owed, Price, Till
from interior_portal.shared import clock, ids
from interior_portal.shared.months import add_months
from interior_portal.workflow.past import folk
from interior_portal.workflow.past.story import Story, Telling
from vehicles import rules
from vehicles.actions.recording import REGISTER_PREFIX
from vehicles.demo.fleet import COLOURS, MODELS
from vehicles.models import Act
from vehicles.models.ownership import WHOLE

_VEHICLE = (
    "id", "reference", "status", "vin", "engine_number", "make", "model", "variant", "type_approval",
    "model_year", "colour", "fuel", "capacity_cc", "seats", "vehicle_class_id", "origin",
    "customs_receipt", "identification_certificate", "finance_clearance", "former_registration",
    "former_country", "unit_id", "first_registered_on", "registered_on", "version", "recorded_at",
    "changed_at",
)  # fmt: skip
_OWNERSHIP = ("vehicle_id", "person_id", "right_held", "shares", "address", "since_at", "source")
_PLATE = ("id", "kind_id", "town_id", "series", "number", "country", "status")
_FITTING = ("plate_id", "vehicle_id", "fitted_at", "source")
_INSPECTION = (
    "vehicle_id", "unit_id", "inspected_on", "result", "valid_until", "vin_read", "defects",
    "recorded_at",
)  # fmt: skip
_INSURANCE = (
    "vehicle_id", "insurer", "policy_number", "valid_from", "valid_until", "recorded_at",
)  # fmt: skip
_APPLICATION = (
    "id", "case_id", "act", "vehicle_id", "vehicle_version", "is_at_counter", "changes", "reason",
    "plate_kind_id", "paper_language", "completed_at", "created_at",
)  # fmt: skip
_LICENCE = ("application_id", "vehicle_id", "valid_from", "valid_until", "issued_at")
SOURCE, INSURER = "year", "شركة الجزيرة للتأمين"
PLATES_OF_A_SERIES, FIRST_PLATE = 900_000, 100_000
KEPT_SINCE = 3  # years that a vehicle was in the register before it is renewed here
MONTHS = 12


@dataclass(slots=True)
class Told:
    """What became of an application beside the moves of its case; None is what has not happened."""

    act: Act
    number: int
    application_id: int
    bill_id: int
    payment_id: int
    vehicle_id: int
    plate_id: int
    owner: folk.Somebody
    sent_at: dt.datetime | None = None
    billed_at: dt.datetime | None = None
    paid_at: dt.datetime | None = None
    desk: Desk | None = None
    currency: str = ""
    withdrawn_at: dt.datetime | None = None
    issued_at: dt.datetime | None = None

    @property
    def is_new(self) -> bool:
        """Whether the vehicle is in the register only once this is issued."""
        return self.act == Act.FIRST_REGISTRATION


@dataclass(frozen=True, slots=True)
class Vehicles:
    """What all vehicles of the year share, and what each of them is by its number."""

    year: int
    classes: Mapping[str, int]
    plate_kind_id: int
    town_id: int

    def vin(self, told: Told) -> str:
        """A chassis number of its own: the vehicle's id, behind what its maker writes first."""
        start = MODELS[told.number % len(MODELS)][2]
        return f"{start[:8]}{told.vehicle_id:09}"

    def plate(self, told: Told) -> tuple[str, str]:
        """Series and number; no series of the stock has a number in it."""
        series, number = divmod(told.number, PLATES_OF_A_SERIES)
        return f"{self.year % 100}{chr(ord('A') + series)}", str(FIRST_PLATE + number)

    def subject(self, told: Told) -> dict[str, Any]:
        """What a question about it tells, as `queries.vehicle_of_case` would."""
        make, model = MODELS[told.number % len(MODELS)][:2]
        (series, plate), vin = self.plate(told), self.vin(told)
        rows = [
            ["Plate", f"القامشلي {series} {plate}", True],
            ["Chassis number", vin, True],
            ["Make and model", f"{make} {model}", False],
        ]
        values = {"vin": vin, "origin": "REGULAR", "plate": "" if told.is_new else plate}
        return {"kind": "vehicle", "rows": rows[told.is_new :], "values": values}


class Rows:
    """Where the rows are gathered."""

    def __init__(self, telling: Telling, vehicles: Vehicles) -> None:
        self._vehicles = vehicles
        of = telling.sheets.of
        self._register = of("vehicles_vehicle", _VEHICLE)
        self._owners = of("vehicles_ownership", _OWNERSHIP)
        self._plates = of("vehicles_plate", _PLATE)
        self._fittings = of("vehicles_platefitting", _FITTING)
        self._inspections = of("vehicles_inspection", _INSPECTION)
        self._insurances = of("vehicles_insurance", _INSURANCE)
        self._applications = of("vehicles_application", _APPLICATION)
        self._licences = of("vehicles_licence", _LICENCE)
        self._till = Till(telling.sheets, telling.heap)

    def write(self, story: Story, told: Told, price: Price) -> None:
        """Everything about the vehicle and its application, once the story is finished."""
        opened_at = story.opened_at or story.telling.until
        self._vehicle(story, told, opened_at)
        self._evidence(story, told, opened_at)
        frame = story.frame
        self._applications.add(
            told.application_id, frame.case_id, told.act.value, told.vehicle_id, 1,
            frame.entered_by_id is not None, {}, "",
            self._vehicles.plate_kind_id if told.is_new else None, "kmr", told.sent_at, opened_at,
        )  # fmt: skip
        if told.billed_at is not None:
            self._bill(story, told, price, told.billed_at)
        if told.issued_at is not None:
            day = clock.day_of(told.issued_at)
            first, last = rules.licence_term(issued_on=day, current_until=None, months=MONTHS)
            self._licences.add(told.application_id, told.vehicle_id, first, last, told.issued_at)

    def _vehicle(self, story: Story, told: Told, opened_at: dt.datetime) -> None:
        vehicles = self._vehicles
        make, model, _start, kind, model_year, fuel = MODELS[told.number % len(MODELS)]
        registered_at = told.issued_at if told.is_new else _years_before(opened_at)
        recorded_at = opened_at - dt.timedelta(hours=2) if told.is_new else _years_before(opened_at)
        registered_on = clock.day_of(registered_at) if registered_at else None
        self._register.add(
            told.vehicle_id, ids.numbered_reference(REGISTER_PREFIX, vehicles.year, told.vehicle_id),
            "REGISTERED" if registered_at else "APPLIED", vehicles.vin(told), f"E{told.vehicle_id}",
            make, model, "", "", model_year, COLOURS[told.number % len(COLOURS)], fuel, 1600, 5,
            vehicles.classes[kind], "REGULAR", "", "", "", "", "", story.frame.unit_id,
            registered_on, registered_on, 2 if told.is_new and registered_at else 1, recorded_at,
            told.issued_at if told.is_new and told.issued_at else recorded_at,
        )  # fmt: skip
        source = story.frame.reference if told.is_new else SOURCE
        self._owners.add(
            told.vehicle_id, told.owner.person_id, "OWNER", WHOLE, "", recorded_at, source
        )  # fmt: skip
        if registered_at is not None:
            self._plates.add(
                told.plate_id, vehicles.plate_kind_id, vehicles.town_id, *vehicles.plate(told), "",
                "FITTED",
            )  # fmt: skip
            self._fittings.add(told.plate_id, told.vehicle_id, registered_at, source)

    def _evidence(self, story: Story, told: Told, opened_at: dt.datetime) -> None:
        """Inspected and insured shortly before."""
        seen_at = opened_at - dt.timedelta(hours=1)
        day = clock.day_of(seen_at)
        until = add_months(day, MONTHS)
        self._inspections.add(
            told.vehicle_id, story.frame.unit_id, day, "PASSED", until, self._vehicles.vin(told), "",
            seen_at,
        )  # fmt: skip
        policy = f"CZ-{self._vehicles.year}-{told.vehicle_id}"
        self._insurances.add(told.vehicle_id, INSURER, policy, day, until, seen_at)

    def _bill(self, story: Story, told: Told, price: Price, at: dt.datetime) -> None:
        owed = Owed(
            bill_id=told.bill_id,
            payment_id=told.payment_id,
            year=self._vehicles.year,
            payer_id=story.frame.applicant_id,
            subject=story.frame.reference,
            handler="vehicles.fee_paid",
            key=f"vehicles:{told.application_id}",
            price=price,
            issued_at=at,
        )
        if told.paid_at is not None and told.desk is not None:
            self._till.take(owed, told.desk, told.paid_at, currency=told.currency)
        else:
            self._till.owe(owed, cancelled_at=told.withdrawn_at)


def _years_before(moment: dt.datetime) -> dt.datetime:
    return moment - dt.timedelta(days=365 * KEPT_SINCE)
