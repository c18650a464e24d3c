"""What has to stand before the first vehicle: the shipped catalogue, plates in stock, known answers."""

import datetime as dt

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit
from interior_portal.workflow.models import KnownAnswer
from vehicles.actions import plates, shipped
from vehicles.models import Plate, PlateKind, Town

SINCE = dt.date(2025, 1, 1)
PLATES = range(1201, 1301)
OFFICE = "transport-qamishlo"
# What each directorate has told once for all. For a vehicle that was brought in Crossings has told
# nothing: there a person answers.
KNOWN = (
    ("traffic.holds", "traffic", "none", "", ""),
    ("wanted.vehicle", "general-command", "not_wanted", "", ""),
    ("crossings.import_cleared", "crossings", "not_imported", "origin", "REGULAR"),
)


def load() -> None:
    """Add what is missing."""
    shipped.load_catalogue(by=None)
    people = cast.create()
    for question, unit, outcome, key, value in KNOWN:
        KnownAnswer.objects.get_or_create(
            question=question,
            unit=Unit.objects.get(code=unit),
            subject_key=key,
            subject_value=value,
            defaults={"outcome": outcome, "since": SINCE},
        )
    if not Plate.objects.exists():
        plates.receive(
            kind=PlateKind.objects.get(code="administration"),
            town=Town.objects.get(code="qamishlo"),
            series="",
            numbers=PLATES,
            unit=Unit.objects.get(code=OFFICE),
            by=people["vehicle_officer"],
        )
