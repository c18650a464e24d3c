"""Writes that a case begins, in one statement."""

from dataclasses import dataclass

from django.db import transaction

from interior_portal.outbox import relay
from interior_portal.workflow import counting
from interior_portal.workflow.ledger.chain import GENESIS, Event
from interior_portal.workflow.procedures import Step
from interior_portal.workflow.sql import timers
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.sql.write.parts import (
    EFFECTS,
    EVENT,
    counted_columns,
    event_columns,
    item_columns,
)
from interior_portal.workflow.timing.deadline import Deadline
from interior_portal.workflow.timing.timers import TimerChange

_STARTED = """
WITH moved AS (
  INSERT INTO workflow_case (reference, start_key, procedure_version_id, procedure, category, step,
    version, moved_at, outcome, unit_id, applicant_id, entered_by_id, opened_at, received_at, due_at,
    promise_minutes, pause_reason, paused_minutes_total, event_seq, event_hash)
  SELECT %(reference)s, %(key)s, id, %(procedure)s, %(category)s, %(to_step)s,
    %(version)s, %(at)s, '', %(unit)s, %(applicant)s, %(entered_by)s, %(at)s, %(received_at)s, %(due_at)s,
    %(promise_minutes)s, '', 0, %(seq)s, %(hash)s
  FROM workflow_procedureversion WHERE sha256 = %(sha256)s
  ON CONFLICT DO NOTHING RETURNING id
), opened AS (
  INSERT INTO workflow_workitem (case_id, step, queue, due_at, opened_at)
  SELECT id, %(to_step)s, %(queue)s, %(item_due_at)s, %(at)s FROM moved
  WHERE %(queue)s::varchar IS NOT NULL
)
"""
_START = {
    (has_timers, has_effects): statement(
        _STARTED,
        timers.BEGUN if has_timers else "",
        EVENT,
        EFFECTS if has_effects else "SELECT id, NULL FROM moved",
    )
    for has_timers in (False, True)
    for has_effects in (False, True)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case that was decided to begin, ready to be written."""

    sha256: str
    procedure: str
    directorate: str
    category: str
    applicant_id: int
    entered_by_id: int | None
    initial: Step
    deadline: Deadline
    timers: TimerChange | None
    event: Event
    effects: tuple[str, ...] = ()


def start(new: NewCase) -> int | None:
    """The id of the new case; None when its reference, its key or its version stood in the way."""
    begun = tuple(
        counting.of_clock(
            new.directorate,
            Deadline(new.deadline.promise_minutes),
            new.deadline,
            events=new.event.seq,
            is_at_counter=new.entered_by_id is not None,
        )
    )
    rows = run(
        _START[new.timers is not None, bool(new.effects or begun)],
        {
            **event_columns(new.event, GENESIS),
            **item_columns(new.initial, new.event.unit_id, new.deadline),
            "reference": new.event.reference,
            "procedure": new.procedure,
            "category": new.category,
            "applicant": new.applicant_id,
            "entered_by": new.entered_by_id,
            "received_at": new.deadline.received_at,
            "due_at": new.deadline.due_at,
            "promise_minutes": new.deadline.promise_minutes,
            "sha256": new.sha256,
            **(timers.parameters(new.timers) if new.timers else {}),
            "effects": new.effects,
            **counted_columns(new.event.at, begun),
        },
    )
    if not rows:
        return None
    case_id, ids = rows[0]
    if ids:
        transaction.on_commit(lambda: relay.nudge(ids), robust=True)
    return int(case_id)
