"""What opens after something is done at a desk: the next case, without a way back to the list."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

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

_QUEUES, _UNDO = "desk_queues", "desk_undoable"


@dataclass(frozen=True, slots=True)
class Decided:
    """A case as the reader's decision left it."""

    case_id: int
    reference: str
    version: int


@dataclass(frozen=True, slots=True)
class Undoable:
    """The reader's last decision, on one case or on several together, while it can be taken back; the key
    makes a second press the same one.
    """

    cases: tuple[Decided, ...]
    key: str

    @property
    def only(self) -> Decided | None:
        """The case, where the decision was about one."""
        return self.cases[0] if len(self.cases) == 1 else None


def remember(request: HttpRequest, queues: Sequence[str]) -> None:
    """From these queues the next cases of this session come, until others are chosen."""
    request.session[_QUEUES] = list(queues)


def go_on(request: HttpRequest, case: Case, transition: str) -> HttpResponse:
    """After a decision on the case: the next one of the queues that were chosen last, or of all of the
    reader's. Where the decision can be undone, the pages of the desk offer it for that long.
    """
    seconds = queries.procedure_of(case).transition(transition).undo_seconds
    version = Case.objects.values_list("version", flat=True).get(pk=case.pk) if seconds else 0
    decided = Decided(case.pk, case.reference, version)
    offer_undo(request, [decided], clock.now() + dt.timedelta(seconds=seconds))
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


def offer_undo(request: HttpRequest, decided: Sequence[Decided], until: dt.datetime) -> None:
    """Offer to take these decisions back until then, in place of what was decided before."""
    request.session.pop(_UNDO, None)
    if decided and until > clock.now():
        request.session[_UNDO] = {
            "cases": [astuple(one) for one in decided],
            "until": until.isoformat(),
            "key": str(uuid.uuid4()),
        }


def undoable(request: HttpRequest) -> Undoable | None:
    """What the reader may still undo; the engine decides when they do. No query of its own."""
    kept = request.session.get(_UNDO)
    if kept is None or "was_undone" in kept:
        return None
    if dt.datetime.fromisoformat(kept["until"]) <= clock.now():
        return None
    return Undoable(tuple(Decided(*one) for one in kept["cases"]), kept["key"])


def decided_with(request: HttpRequest, key: str) -> tuple[Decided, ...]:
    """What the undo of this key takes back, also when it is sent again; nothing once something else was decided."""
    kept = request.session.get(_UNDO)
    if kept is None or kept["key"] != key:
        return ()
    return tuple(Decided(*one) for one in kept["cases"])


def offer_no_undo(request: HttpRequest, decided: Collection[str]) -> None:
    """Once the reader's last decision, on cases of these references, was undone, or could not be any more."""
    kept = request.session.get(_UNDO)
    if kept is not None and {one[1] for one in kept["cases"]} == set(decided):
        request.session[_UNDO] = kept | {"was_undone": True}


def open_next(request: HttpRequest, queues: Sequence[str]) -> HttpResponse:
    """Take the most urgent free case of the queues and open it; the list when there is none."""
    claim = engine.take_next(queues=queues, by=user_of(request)) if queues else None
    if claim is None:
        messages.info(request, _("No free case waits for you."))
        return redirect("workflow:desk")
    item = WorkItem.objects.select_related("case").get(pk=claim.item_id)
    return redirect(presenters.item_href(item) or "workflow:desk")
