"""The officers' pages: the case with what is known of its vehicle, the decision bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.shared.refusals import Refusal
from interior_portal.ui.components import Task, WorkLine
from interior_portal.ui.templatetags.ui import iso
from interior_portal.workflow import notes
from interior_portal.workflow import queries as workflow
from interior_portal.workflow.procedures import Owner
from interior_portal.workflow.queries import timelines
from interior_portal.workflow.queries.decisions import procedure_of
from interior_portal.workflow.views import presenters as desk
from vehicles import queries
from vehicles.models import Act, Application
from vehicles.procedures import LABELS
from vehicles.roles import VEHICLE_MARK
from vehicles.views import transfer_rows
from vehicles.views.presenters import register, vehicle
from vehicles.views.presenters.letter import TOLD

VARIANTS = {"clear": "primary", "release": "primary", "confirm": "primary", "refuse": "danger"}
HOTKEYS = {"clear": "c", "release": "i", "confirm": "c", "refuse": "r"}


@dataclass(frozen=True, slots=True)
class Decision:
    """One button of the decision bar; with a refusal it says why it cannot be pressed."""

    label: "str | Promise"
    href: str
    variant: str
    hotkey: str
    refusal: Refusal | None


def case(application: Application, user: User) -> dict[str, Any]:
    """Everything that an officer needs to decide."""
    item, row = queries.open_item(application), application.vehicle
    known, plate = queries.evidence_of(row), queries.plate_of(row)
    return {
        "application": application,
        "vehicle": row,
        "title": LABELS[Act(application.act)],
        "step_label": queries.step_of(application).label,
        "item": item,
        "holding": workflow.holding_of(item, user) if item is not None else None,
        "may_extend": workflow.may_extend(application.case, user)
        and application.case.clock_ended_at is None,
        "may_mark": has_permission(user, VEHICLE_MARK, row.unit),
        "sides": _sides(application),
        "answers": vehicle.answer_rows(application, plate),
        "obstacles": [] if application.case.closed_at else queries.obstacles(application, known),
        "marks": register.marks(known),
        "inspection": known.inspection,
        "vin_differs": register.vin_differs(row, known),
        "entry": vehicle.entry_rows(row, plate),
        "owners": vehicle.owner_rows(row),
        "proofs": vehicle.proofs(known),
        "bill": queries.bill_of(application),
        "notes": notes.notes_of(application.case),
        "decisions": decisions(application, user),
        "events": timelines.for_desk(application.case, TOLD),
        "work": worklist(user, application),
    }


def _sides(application: Application) -> list[Task]:
    """Of a transfer who gives up and who takes over, and who has agreed; one query."""
    if application.act != Act.CHANGE_OF_OWNER:
        return []
    return transfer_rows.sides(list(queries.parties_of(application)), is_draft=False)


def worklist(user: User, current: Application) -> list[WorkLine]:
    """The start of the inbox beside the case, so that the next one is a click away."""
    page = workflow.inbox(workflow.queues_of(user), size=12)
    return [
        WorkLine(
            name=line.name or line.step,
            href=line.href,
            reference=line.item.reference,
            due=line.item.due_at,
            note=line.item.claimed_by_name,
            current=line.item.case_id == current.case_id and not line.item.question,
        )
        for line in desk.lines(page.rows)
        if line.href
    ]


def decisions(application: Application, user: User) -> Sequence[Decision]:
    """The buttons for what a desk can do at this step, each with the reason when it may not."""
    own = queries.why_not_decide(application, user)
    return [
        Decision(
            label=transition.label,
            href=reverse("vehicles:step", args=[application.reference, transition.code]),
            variant=VARIANTS.get(transition.code, "secondary"),
            hotkey=HOTKEYS.get(transition.code, ""),
            refusal=refusal or own,
        )
        for transition, refusal in workflow.open_transitions(application.case, user)
        if transition.by is Owner.DESK
    ]


def step(application: Application, user: User, code: str) -> dict[str, Any]:
    """One decision page: what it does, and why not when it may not be done."""
    transition = procedure_of(application.case).transition(code)
    return {
        "application": application,
        "title": LABELS[Act(application.act)],
        "transition": transition,
        "variant": VARIANTS.get(code, "primary"),
        "marks": register.marks(queries.evidence_of(application.vehicle)),
        "why_not": workflow.why_not(application.case, transition.code, user)
        or queries.why_not_decide(application, user),
    }


def done(application: Application, code: str) -> SafeString:
    """What was decided about which case, for the page that opens next."""
    label = procedure_of(application.case).transition(code).label
    return format_html("{} · {}", label, iso(application.reference))
