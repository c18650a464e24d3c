"""Writes what happens to a case where it stands: its clock, timers, event, tallies and outbox rows."""

from dataclasses import dataclass

from interior_portal.workflow.context import Standing
from interior_portal.workflow.counting import Counted
from interior_portal.workflow.ledger.chain import Event
from interior_portal.workflow.sql import timers
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.sql.write.parts import (
    EFFECTS,
    EVENT,
    clock_columns,
    effect_columns,
    event_columns,
    finish,
)
from interior_portal.workflow.timing.deadline import Deadline
from interior_portal.workflow.timing.timers import AS_THEY_ARE, TimerChange

# An item that is due follows the case; that of a question has a promise of its own.
_RECORD = statement(
    """
WITH moved AS (
  UPDATE workflow_case SET version = %(version)s, promise_minutes = %(promise_minutes)s,
    received_at = %(received_at)s, due_at = %(due_at)s, paused_at = %(paused_at)s,
    pause_reason = %(pause_reason)s, remaining_minutes = %(remaining_minutes)s,
    paused_minutes_total = %(paused_minutes_total)s, clock_ended_at = %(clock_ended_at)s,
    event_seq = %(seq)s, event_hash = %(hash)s
  WHERE id = %(case)s AND event_seq = %(seq)s::integer - 1
  RETURNING id, due_at
), followed AS (
  UPDATE workflow_workitem i SET due_at = moved.due_at FROM moved
  WHERE i.case_id = moved.id AND i.closed_at IS NULL AND i.referral_id IS NULL
    AND i.due_at IS NOT NULL AND moved.due_at IS NOT NULL AND i.due_at <> moved.due_at
)""",
    timers.CHANGED,
    EVENT,
    EFFECTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was decided about a case that stays at its step, ready to be written."""

    standing: Standing
    deadline: Deadline
    event: Event
    timers: TimerChange = AS_THEY_ARE
    measures: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()


def record(change: Record) -> None:
    """One statement; the outbox is nudged after the commit."""
    case, event = change.standing.case, change.event
    parameters = {
        **event_columns(event, case.event_hash),
        **clock_columns(change.deadline),
        **timers.parameters(change.timers),
        **effect_columns(case, event, change.effects, map(Counted, change.measures)),
        "promise_minutes": change.deadline.promise_minutes,
    }
    finish(run(_RECORD, parameters), case.reference)
