"""Undoing one's own last decision, as long as its messages are held."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.outbox import actions as outbox
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow import acts
from interior_portal.workflow.context import Standing
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models import Case
from interior_portal.workflow.results import Advance, KeyReused, StaleCase
from interior_portal.workflow.sql import read
from interior_portal.workflow.sql import undo as sql_undo
from interior_portal.workflow.sql.undo import LastEvent
from interior_portal.workflow.timing.deadline import Deadline
from interior_portal.workflow.verbs.advancing import UNDO

UNDONE = "workflow.undone"
NOTHING_TO_UNDO = Refusal("nothing_to_undo", _("There is nothing here that can be undone."))
NOT_YOURS = Refusal("undo_not_yours", _("Only the person who decided this can undo it."))
TOO_LATE = Refusal(
    "undo_too_late", _("It is too late to undo this. The messages are on their way.")
)


def carry_out(case_id: int, by: User, version: int, key: str) -> Advance | Refused:
    """The case as it was, or why not; nothing has been written in that case."""
    standing = read.lock(read.Question(by=by, case_id=case_id, key=key))
    if standing is None:
        raise Case.DoesNotExist(f"there is no case {case_id}")
    body_hash, earlier = chain.body_hash(UNDONE, by.pk, "{}"), standing.earlier
    if earlier is not None:
        if earlier.body_hash != body_hash:
            return KeyReused()
        return Advance(
            case_id,
            standing.case.reference,
            earlier.version,
            earlier.step,
            earlier.seq,
            replayed=True,
        )
    if version != standing.case.version:
        return StaleCase()
    last = sql_undo.last_event(case_id, standing.case.event_seq)
    if refusal := why_not_undo(standing, last, clock.now()):
        return Refused(refusal)
    reference = standing.case.reference
    held = [f"{reference}:{last.seq}:{handler}" for handler in last.data[UNDO]["effects"]]
    if not outbox.cancel(held):
        return Refused(TOO_LATE)
    return _write(standing, last, key, body_hash)


def why_not_undo(standing: Standing, last: LastEvent, at: dt.datetime) -> Refusal | None:
    """Only one's own decision, while it is the last thing that happened to the case, and in time."""
    actor = standing.actor
    if UNDO not in last.data:
        return NOTHING_TO_UNDO
    if actor is None or not actor.is_active or last.actor_id != actor.id:
        return NOT_YOURS
    return TOO_LATE if at >= held_until(last.data) else None


def held_until(data: Mapping[str, Any]) -> dt.datetime:
    """Until when the effects of a move that can be undone are held, by the data of its event."""
    return dt.datetime.fromisoformat(data[UNDO]["until"])


def _write(standing: Standing, last: LastEvent, key: str, body_hash: bytes) -> Advance:
    case, actor = standing.case, standing.actor
    event = chain.Event(
        reference=case.reference,
        seq=case.event_seq + 1,
        code=UNDONE,
        transition="",
        from_step=case.step,
        to_step=last.from_step,
        version=case.version + 1,
        actor_id=actor.id if actor else None,
        role="",
        on_behalf_of_id=None,
        unit_id=case.unit_id,
        at=clock.now(),
        data=chain.canonical({"undone": last.seq}),
        key=key,
        body_hash=body_hash,
    )
    transition = standing.procedure.transition(last.transition)
    before = Deadline(**clock_before(last.data))
    sql_undo.undo(standing, event, undone=last, transition=transition, before=before)
    if take_back := acts.find_undoing(case.procedure, transition.code):
        take_back(case.id)
    return Advance(case.id, case.reference, event.version, event.to_step, event.seq)


def clock_before(data: Mapping[str, Any]) -> dict[str, Any]:
    """The clock of the case before a move that can be undone: the words of its event, in which moments
    are text.
    """
    kept: dict[str, Any] = dict(data[UNDO]["clock"])
    for name in ("received_at", "due_at", "paused_at", "clock_ended_at"):
        if kept[name]:
            kept[name] = dt.datetime.fromisoformat(kept[name])
    return kept
