"""The officers' pages: the case with evidence beside the answers, the decision bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refusal
from interior_portal.ui.components import Event, WorkLine
from interior_portal.ui.templatetags.ui import iso
from interior_portal.workflow import notes
from interior_portal.workflow import queries as workflow
from interior_portal.workflow.procedures import Owner
from interior_portal.workflow.queries import timelines
from interior_portal.workflow.queries.decisions import procedure_of
from interior_portal.workflow.views import presenters as desk
from visas import queries
from visas.models import Application
from visas.views.presenters import draft
from visas.views.presenters.letter import TOLD

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
WEIGHED: timelines.Words = {
    "propose_refusal": (_("Refusal proposed"), "waiting"),
    "return_to_review": (_("Sent back to review"), "waiting"),
}


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
    item = queries.open_item(application)
    return {
        "application": application,
        "step_label": queries.step_of(application).label,
        "item": item,
        "holding": workflow.holding_of(item, user) if item is not None else None,
        "may_extend": workflow.may_extend(application.case, user)
        and application.case.clock_ended_at is None,
        "may_revoke": queries.why_not_revoke(application, user) is None,
        "revocation": queries.find_revocation(application),
        "notes": notes.notes_of(application.case),
        "answers": draft.answers(application, with_links=False),
        "findings": queries.findings(application),
        "documents": queries.current_documents(application),
        "decisions": decisions(application, user),
        "refusal": queries.standing_refusal(application),
        "open_request": queries.open_request(application),
        "events": events(application),
        "work": worklist(user, application),
    }


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
            href=reverse("visas:step", args=[application.reference, transition.code]),
            variant=VARIANTS.get(transition.code, "secondary"),
            hotkey=HOTKEYS.get(transition.code, ""),
            refusal=refusal or own,
        )
        for transition, refusal in workflow.open_transitions(application.case, user)
        if transition.by is Owner.DESK
    ]


def events(application: Application) -> list[Event]:
    """The whole timeline with names, newest first; what is still being weighed has its words here."""
    return timelines.for_desk(application.case, {**TOLD, **WEIGHED})


def step(application: Application, user: User, code: str) -> dict[str, Any]:
    """One decision page: what it does, and why not when it may not be done."""
    transition = procedure_of(application.case).transition(code)
    return {
        "application": application,
        "transition": transition,
        "variant": VARIANTS.get(code, "primary"),
        "why_not": workflow.why_not(application.case, transition.code, user)
        or queries.why_not_decide(application, user),
        "refusal": queries.standing_refusal(application),
    }


def done(application: Application, code: str) -> SafeString:
    """What was decided about which case, for the page that opens next."""
    label = procedure_of(application.case).transition(code).label
    return format_html("{} · {}", label, iso(application.reference))
