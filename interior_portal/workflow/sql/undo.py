"""Reads the move that would be undone, and puts a case back to before it: one statement each."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from interior_portal.workflow import counting
from interior_portal.workflow.context import Standing
from interior_portal.workflow.counting import Counted
from interior_portal.workflow.ledger.chain import Event
from interior_portal.workflow.procedures import Transition
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.sql.write.parts import (
    EVENT,
    TALLIED,
    clock_columns,
    counted_columns,
    event_columns,
    the_only,
)
from interior_portal.workflow.timing.deadline import Deadline

_LAST = """
SELECT seq, transition, from_step, actor_id, at, data::text
FROM workflow_caseevent WHERE case_id = %(case)s::bigint AND seq = %(seq)s::integer
"""
# What the move opened and set is closed and dropped before what it closed and dropped comes back:
# counting `closed` and `unset` runs them first. Rows are known by the moment of the move.
_UNDO = statement(
    """
WITH moved AS (
  UPDATE workflow_case SET step = %(to_step)s::varchar, version = %(version)s, outcome = '', closed_at = NULL,
    moved_at = coalesce((
      SELECT e.at FROM workflow_caseevent e
      WHERE e.case_id = %(case)s AND e.seq < %(undone)s::integer AND e.to_step = %(to_step)s::varchar
        AND e.from_step <> e.to_step ORDER BY e.seq DESC LIMIT 1), opened_at),
    received_at = %(received_at)s, due_at = %(due_at)s,
    paused_at = %(paused_at)s, pause_reason = %(pause_reason)s,
    remaining_minutes = %(remaining_minutes)s, paused_minutes_total = %(paused_minutes_total)s,
    clock_ended_at = %(clock_ended_at)s, event_seq = %(seq)s, event_hash = %(hash)s
  WHERE id = %(case)s AND event_seq = %(seq)s::integer - 1
  RETURNING id
), closed AS (
  UPDATE workflow_workitem SET closed_at = %(at)s
  WHERE case_id = %(case)s AND closed_at IS NULL AND opened_at = %(undone_at)s::timestamptz
  RETURNING id
), reopened AS (
  UPDATE workflow_workitem SET closed_at = NULL
  WHERE id = %(item)s::bigint AND case_id = %(case)s AND (SELECT count(*) FROM closed) >= 0
), unset AS (
  UPDATE workflow_timer SET dropped_at = %(at)s
  WHERE case_id = %(case)s AND set_at = %(undone_at)s::timestamptz
    AND fired_at IS NULL AND dropped_at IS NULL
  RETURNING id
), set_again AS (
  UPDATE workflow_timer SET dropped_at = NULL
  WHERE case_id = %(case)s AND dropped_at = %(undone_at)s::timestamptz
    AND (SELECT count(*) FROM unset) >= 0
)""",
    TALLIED,
    EVENT,
    "SELECT id FROM moved",
)


@dataclass(frozen=True, slots=True)
class LastEvent:
    """The newest event of a case."""

    seq: int
    transition: str
    from_step: str
    actor_id: int | None
    at: dt.datetime
    data: Mapping[str, Any]


def last_event(case_id: int, seq: int) -> LastEvent:
    """The event of this number, which every case has. One statement."""
    found, transition, step, actor_id, at, data = run(_LAST, {"case": case_id, "seq": seq})[0]
    return LastEvent(found, transition, step, actor_id, at, json.loads(data))


def undo(
    standing: Standing, event: Event, *, undone: LastEvent, transition: Transition, before: Deadline
) -> None:
    """Put the case back to before the move `undone`. One statement."""
    parameters = {
        **event_columns(event, standing.case.event_hash),
        **clock_columns(before),
        "case": standing.case.id,
        "item": undone.data["undo"]["item"],
        "undone": undone.seq,
        "undone_at": undone.at,
        "category": standing.case.category,
        **counted_columns(undone.at, _counted(standing, undone, transition, before), sign=-1),
    }
    the_only(run(_UNDO, parameters), standing.case.reference)


def _counted(
    standing: Standing, undone: LastEvent, transition: Transition, before: Deadline
) -> Iterator[Counted]:
    """What the move counted."""
    yield from map(Counted, transition.measures)
    yield from counting.of_clock(
        standing.procedure.directorate,
        before,
        standing.case.deadline,
        events=undone.seq,
        is_at_counter=standing.case.entered_by_id is not None,
    )
