"""The officers' pages: the inbox as rows, the case with evidence beside the answers, the decision bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refusal
from interior_portal.ui.components import Event
from interior_portal.workflow import queries as workflow
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.procedures import Transition
from visas import queries
from visas.models import Application
from visas.views.presenters import draft

VARIANTS = {"grant": "primary", "confirm_refusal": "danger", "record_other_side_refusal": "danger"}
HOTKEYS = {
    "grant": "g",
    "request_document": "d",
    "propose_refusal": "r",
    "forward": "f",
    "confirm_refusal": "c",
    "return_to_review": "b",
    "record_other_side_refusal": "r",
}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One waiting case."""

    item: WorkItem
    application: Application


@dataclass(frozen=True, slots=True)
class Decision:
    """One button of the decision bar; with a refusal it says why it cannot be pressed."""

    label: "str | Promise"
    href: str
    variant: str
    hotkey: str
    refusal: Refusal | None


def inbox(user: User, *, after: str) -> dict[str, Any]:
    """A page of what waits for the reader's desks, most urgent first; the number of queries is fixed."""
    page = workflow.inbox(user, directorate=queries.DIRECTORATE, after=after)
    found = queries.applications_by_case([item.case_id for item in page.items])
    rows = [InboxRow(item, found[item.case_id]) for item in page.items if item.case_id in found]
    return {"rows": rows, "count": page.count, "next": page.next_cursor}


def case(application: Application, user: User) -> dict[str, Any]:
    """Everything that an officer needs to decide."""
    item = queries.open_item(application)
    return {
        "application": application,
        "item": item,
        "holds": item is not None and item.claimed_by_id == user.pk,
        "answers": draft.answers(application, with_links=False),
        "findings": queries.findings(application),
        "documents": queries.current_documents(application),
        "decisions": decisions(application, user),
        "refusal": queries.standing_refusal(application),
        "request": queries.open_request(application),
        "events": events(application),
    }


def decisions(application: Application, user: User) -> Sequence[Decision]:
    """The buttons for what a desk can do at this step, each with the reason when it may not."""
    return [
        Decision(
            label=transition.label,
            href=reverse("visas:step", args=[application.reference, transition.code]),
            variant=VARIANTS.get(transition.code, "secondary"),
            hotkey=HOTKEYS.get(transition.code, ""),
            refusal=refusal,
        )
        for transition, refusal in workflow.desk_transitions(application.case, user)
    ]


def events(application: Application) -> list[Event]:
    """The whole timeline with names, newest first."""
    return [
        Event(at=event.at, what=event.label, who=event.actor_name, state="done")
        for event in reversed(workflow.timeline(application.case))
    ]


def step(application: Application, user: User, code: str) -> dict[str, Any]:
    """One decision page: what it does, and why not when it may not be done."""
    transition = _transition(application, code)
    return {
        "application": application,
        "transition": transition,
        "variant": VARIANTS.get(code, "primary"),
        "why_not": workflow.why_not(application.case, transition.code, user),
        "refusal": queries.standing_refusal(application),
    }


def _transition(application: Application, code: str) -> Transition:
    return workflow.procedure_of(application.case).transition(code)
