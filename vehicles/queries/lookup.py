"""What anyone may know about the vehicle under a plate: never whose it is, nor what stands against it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock
from interior_portal.workflow.procedures import Label
from vehicles import rules
from vehicles.models import Plate, PlateFitting, Vehicle, VehicleClass
from vehicles.queries import register
from vehicles.queries.searching import towns_called

MOST = 10


class Outcome(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    ASK_OFFICE = "ask_office"
    SEVERAL = "several"
    NONE = "none"


# The plates with which other systems try how they take each answer; no real plate names their town.
TRIALS: Mapping[str, Outcome] = {
    "0001": Outcome.VALID,
    "0002": Outcome.EXPIRED,
    "0003": Outcome.NONE,
    "0004": Outcome.ASK_OFFICE,
    "0005": Outcome.SEVERAL,
}
_TRIAL_CLASS = VehicleClass(
    name_ar="سيارة سياحية خاصة", name_kmr="Otomobîla taybet", name_en="Private car"
)
# How a trial plate looks where a vehicle is told, and until when its papers hold; it stands in no register.
TRIAL_VEHICLE = Vehicle(
    make="Example", model="Trial", model_year=2020, colour="WHITE", vehicle_class=_TRIAL_CLASS
)
TRIAL_UNTIL: Mapping[Outcome, dt.date] = {
    Outcome.VALID: dt.date(2099, 12, 31),
    Outcome.EXPIRED: dt.date(2020, 12, 31),
}
WORDS: Mapping[Outcome, tuple[Label, Label]] = {
    Outcome.VALID: (_("The licence is valid"), _("Compare what stands below with the vehicle.")),
    Outcome.EXPIRED: (
        _("There is no licence in force"),
        _(
            "The vehicle is in the register, but its licence has ended or it was taken off the road."
        ),
    ),
    Outcome.ASK_OFFICE: (
        _("Ask the office"),
        _("Only an office of the Transport Directorate can say something about this vehicle."),
    ),
    Outcome.SEVERAL: (
        _("Several plates have these digits"),
        _("Write the town as well, as it stands on the plate."),
    ),
    Outcome.NONE: (
        _("No vehicle bears this plate"),
        _("Compare the digits and the town with the plate and try again."),
    ),
}


@dataclass(frozen=True, slots=True)
class PlateAnswer:
    """The outcome; for `valid` and `expired` also the vehicle and the plate, and until when each paper holds."""

    outcome: Outcome
    vehicle: Vehicle | None = None
    plate: Plate | None = None
    licence_until: dt.date | None = None
    inspection_until: dt.date | None = None
    is_trial: bool = False


def look_up(text: str) -> PlateAnswer:
    """What is said about a plate as somebody typed it. At most 6 queries."""
    read = rules.read_plate(text)
    if read is None:
        return PlateAnswer(Outcome.NONE)
    if read.letters == rules.TRIAL_TOWN:
        return _trial(read.number)
    found = _fitted(read)
    if len(found) != 1:
        return PlateAnswer(Outcome.SEVERAL if found else Outcome.NONE)
    return _about(found[0])


def _trial(number: str) -> PlateAnswer:
    outcome = TRIALS.get(number, Outcome.NONE)
    until = TRIAL_UNTIL.get(outcome)
    if until is None:
        return PlateAnswer(outcome, is_trial=True)
    plate = Plate(series=rules.TRIAL_TOWN, number=number)
    return PlateAnswer(outcome, TRIAL_VEHICLE, plate, until, until, is_trial=True)


def _fitted(read: rules.PlateText) -> list[PlateFitting]:
    fitted = PlateFitting.objects.filter(removed_at=None, plate__number=read.number)
    if read.letters:
        towns = towns_called(read.letters)
        named = {"plate__town__in": towns} if towns else {"plate__series": read.letters}
        fitted = fitted.filter(**named)
    return list(fitted.select_related("vehicle__vehicle_class", "plate__town")[:MOST])


def _about(fitting: PlateFitting) -> PlateAnswer:
    vehicle = fitting.vehicle
    if register.standing_marks(vehicle).exists():
        return PlateAnswer(Outcome.ASK_OFFICE)
    licence, inspection = register.current_licence(vehicle), register.newest_inspection(vehicle)
    is_valid = (
        licence is not None
        and licence.valid_until >= clock.today()
        and vehicle.status == Vehicle.Status.REGISTERED
    )
    return PlateAnswer(
        Outcome.VALID if is_valid else Outcome.EXPIRED,
        vehicle,
        fitting.plate,
        licence.valid_until if licence else None,
        inspection.valid_until if inspection else None,
    )
