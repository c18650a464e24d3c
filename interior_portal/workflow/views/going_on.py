"""What opens after something is done at a desk: the next case, without a way back to the list."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from interior_portal.accounts.access import user_of
from interior_portal.accounts.queries import has_permission
from interior_portal.shared import clock
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import Case, WorkItem
from interior_portal.workflow.roles import WORKFLOW_DESK
from interior_portal.workflow.views import presenters

_QUEUES, _UNDO = "desk_queues", "desk_undo"


@dataclass(frozen=True, slots=True)
class Undoable:
    """The reader's last decision, while it can be taken back; the key makes a second press the same one."""

    reference: str
    version: int
    key: str


def remember(request: HttpRequest, queues: Sequence[str]) -> None:
    """From these queues the next cases of this session come, until others are chosen."""
    request.session[_QUEUES] = list(queues)


def go_on(request: HttpRequest, case: Case, transition: str) -> HttpResponse:
    """After a decision on the case: the next one of the queues that were chosen last, or of all of the
    reader's. Where the decision can be undone, the pages of the desk offer it for that long.
    """
    _offer_undo(request, case, queries.procedure_of(case).transition(transition).undo_seconds)
    return _open_next_of_chosen(request)


def go_on_from_question(request: HttpRequest) -> HttpResponse:
    """After an answer: the next item as after a decision; the question's own page for who has no desk here."""
    request.session.pop(_UNDO, None)
    if not has_permission(user_of(request), WORKFLOW_DESK):
        return redirect(request.path)
    return _open_next_of_chosen(request)


def _open_next_of_chosen(request: HttpRequest) -> HttpResponse:
    own = queries.queues_of(user_of(request))
    chosen = set(request.session.get(_QUEUES, own))
    return open_next(request, [queue for queue in own if queue in chosen])


def _offer_undo(request: HttpRequest, case: Case, seconds: int) -> None:
    request.session.pop(_UNDO, None)
    if seconds:
        until = clock.now() + dt.timedelta(seconds=seconds)
        version = Case.objects.values_list("version", flat=True).get(pk=case.pk)
        request.session[_UNDO] = [case.reference, version, until.isoformat(), str(uuid.uuid4())]


def undoable(request: HttpRequest) -> Undoable | None:
    """What the reader may still undo; the engine decides when they do. No query of its own."""
    kept = request.session.get(_UNDO)
    if kept is None or dt.datetime.fromisoformat(kept[2]) <= clock.now():
        return None
    return Undoable(kept[0], kept[1], kept[3])


def offer_no_undo(request: HttpRequest, reference: str) -> None:
    """Once the reader's last decision was undone, or could not be any more."""
    kept = request.session.get(_UNDO)
    if kept is not None and kept[0] == reference:
        del request.session[_UNDO]


def open_next(request: HttpRequest, queues: Sequence[str]) -> HttpResponse:
    """Take the most urgent free case of the queues and open it; the list when there is none."""
    claim = engine.take_next(queues=queues, by=user_of(request)) if queues else None
    if claim is None:
        messages.info(request, _("No free case waits for you."))
        return redirect("workflow:desk")
    item = WorkItem.objects.select_related("case").get(pk=claim.item_id)
    return redirect(presenters.item_href(item) or "workflow:desk")
