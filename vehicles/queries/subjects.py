"""What a question about a vehicle tells whoever answers it: what is needed to look it up, and no name."""

from django.utils.translation import gettext_lazy as _

from interior_portal.workflow.context import CaseSnapshot
from interior_portal.workflow.questions import Subject, SubjectRow
from vehicles.queries.applications import application_of_case
from vehicles.queries.register import plate_of


def vehicle_of_case(case: CaseSnapshot) -> Subject:
    """The vehicle of the case, in lines for people and in values for machines. Two queries."""
    vehicle = application_of_case(case.id).vehicle
    plate = plate_of(vehicle)
    face = plate.face if plate else ""
    rows = (
        SubjectRow(label=_("Plate"), value=face, is_code=True),
        SubjectRow(label=_("Chassis number"), value=vehicle.vin, is_code=True),
        SubjectRow(label=_("Make and model"), value=f"{vehicle.make} {vehicle.model}"),
        SubjectRow(label=_("Customs receipt"), value=vehicle.customs_receipt, is_code=True),
    )
    return Subject(
        kind="vehicle",
        rows=tuple(row for row in rows if row.value),
        values={
            "vin": vehicle.vin,
            "origin": vehicle.origin,
            "plate": plate.number if plate else "",
        },
    )
