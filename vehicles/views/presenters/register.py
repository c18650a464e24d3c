"""The register as staff see it: lines of a search, one entry with everything beside it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.documents.roles import DOCUMENTS_PAPER_PRINT
from interior_portal.shared.bidi import isolate
from interior_portal.ui.components import Row, Task
from vehicles import queries
from vehicles.models import Act, Application, Vehicle
from vehicles.procedures import LABELS
from vehicles.queries import Evidence, FoundVehicle
from vehicles.roles import VEHICLE_APPLICATION_ENTER, VEHICLE_INSPECT, VEHICLE_MARK
from vehicles.views import licences
from vehicles.views.presenters import acts, vehicle


def lines(found: Iterable[FoundVehicle]) -> list[Task]:
    """What a search found, each with its owners."""
    return [
        Task(
            name=f"{each.vehicle.make} {each.vehicle.model} · {_number(each)}",
            state=vehicle.STATES[each.vehicle.status],
            word=each.vehicle.get_status_display(),
            href=reverse("vehicles:entry", args=[each.vehicle.reference]),
            hint=" · ".join(isolate(vehicle.name_of(held)) for held in each.owners),
        )
        for each in found
    ]


def _number(found: FoundVehicle) -> str:
    return isolate(found.plate.face if found.plate else found.vehicle.vin)


def entry(row: Vehicle, user: User) -> dict[str, Any]:
    """Everything about one vehicle, with what this reader may do. A bounded number of queries."""
    may_enter = has_permission(user, VEHICLE_APPLICATION_ENTER, row.unit)
    known = queries.evidence_of(row)
    return {
        "vehicle": row,
        "state": vehicle.STATES[row.status],
        "entry": vehicle.entry_rows(row, queries.plate_of(row)),
        "owners": vehicle.owner_rows(row),
        "proofs": vehicle.proofs(known),
        "marks": marks(known),
        "inspection": known.inspection,
        "vin_differs": vin_differs(row, known),
        "applications": history(queries.applications_about(row), user),
        "offers": acts.offers(row, page="vehicles:counter_act") if may_enter else [],
        "licence": known.licence,
        "may_enter": may_enter,
        "may_print": has_permission(user, DOCUMENTS_PAPER_PRINT)
        and licences.standing_paper(known.licence) is not None,
        "may_inspect": has_permission(user, VEHICLE_INSPECT, row.unit),
        "may_mark": has_permission(user, VEHICLE_MARK, row.unit),
    }


def vin_differs(row: Vehicle, known: Evidence) -> bool:
    """Whether the inspector read another chassis number than the register has."""
    return known.inspection is not None and known.inspection.vin_read != row.vin


def marks(known: Evidence) -> list[Row]:
    """What stands against it now."""
    return [
        Row(
            mark.get_kind_display(),
            f"{isolate(mark.order_number)} · {mark.unit.name}\n{mark.reason}",
        )
        for mark in known.marks
    ]


def history(applications: Iterable[Application], user: User) -> list[Task]:
    """What was ever asked about it, newest first; each leads to its case, but the reader's own does not."""
    return [
        Task(
            name=LABELS[Act(each.act)],
            state="done" if each.case.closed_at else "waiting",
            word=queries.step_of(each).told,
            hint=isolate(each.reference),
            href=""
            if each.case.applicant_id == user.pk
            else reverse("vehicles:case", args=[each.reference]),
        )
        for each in applications
    ]
