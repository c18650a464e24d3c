"""Writes that a case runs under another version of its procedure, in one statement."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interior_portal.workflow import counting
from interior_portal.workflow.context import Place, Standing
from interior_portal.workflow.counting import Counted
from interior_portal.workflow.ledger.chain import Event
from interior_portal.workflow.procedures import Clock, Owner, Procedure, Step
from interior_portal.workflow.sql import timers
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
from interior_portal.workflow.timing.timers import TimerChange

# Items that lie where they should stay there, with whoever took them; questions keep theirs.
_MIGRATE = statement(
    """
WITH wanted AS (
  SELECT * FROM unnest(%(item_branches)s::text[], %(item_steps)s::text[], %(item_queues)s::text[])
    AS w(branch, step, queue)
), kept AS (
  SELECT i.id, i.branch FROM workflow_workitem i JOIN wanted USING (branch, step, queue)
  WHERE i.case_id = %(case)s AND i.closed_at IS NULL
), moved AS (
  UPDATE workflow_case SET step = %(step)s::varchar, version = %(version)s,
    procedure_version_id = (SELECT id FROM workflow_procedureversion WHERE sha256 = %(sha256)s),
    moved_at = CASE WHEN step = %(step)s::varchar THEN moved_at ELSE %(at)s END,
    received_at = %(received_at)s, due_at = %(due_at)s, paused_at = %(paused_at)s,
    pause_reason = %(pause_reason)s, remaining_minutes = %(remaining_minutes)s,
    paused_minutes_total = %(paused_minutes_total)s, clock_ended_at = %(clock_ended_at)s,
    event_seq = %(seq)s, event_hash = %(hash)s
  WHERE id = %(case)s AND event_seq = %(seq)s::integer - 1
  RETURNING id
), closed AS (
  UPDATE workflow_workitem SET closed_at = %(at)s
  WHERE case_id = %(case)s AND closed_at IS NULL AND referral_id IS NULL
    AND id NOT IN (SELECT id FROM kept)
  RETURNING id
), opened AS (
  INSERT INTO workflow_workitem (case_id, branch, step, queue, due_at, opened_at)
  SELECT moved.id, w.branch, w.step, w.queue, %(item_due_at)s, %(at)s FROM moved, wanted w
  WHERE w.branch NOT IN (SELECT branch FROM kept) AND (SELECT count(*) FROM closed) >= 0
), joined AS (
  UPDATE workflow_join SET step = %(step)s::varchar, positions = %(positions)s
  WHERE id = %(join)s::bigint AND (SELECT count(*) FROM moved) = 1
)""",
    timers.CHANGED,
    TALLIED,
    EVENT,
    "SELECT id FROM moved",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A case under its new version. `desks` are the steps that want an item, by branch."""

    standing: Standing
    procedure: Procedure
    step: Step
    places: Mapping[str, Place]
    desks: Mapping[str, Step]
    deadline: Deadline
    timers: TimerChange
    event: Event


def migrate(move: Move) -> None:
    """One statement."""
    case, event = move.standing.case, move.event
    parameters = {
        **event_columns(event, case.event_hash),
        **clock_columns(move.deadline),
        **timers.parameters(move.timers),
        "case": case.id,
        "category": case.category,
        **counted_columns(event.at, _counted(move)),
        "step": move.step.code,
        "sha256": move.procedure.sha256,
        "item_branches": tuple(f'"{branch}"' for branch in move.desks),
        "item_steps": tuple(step.code for step in move.desks.values()),
        "item_queues": tuple(f"{case.unit_id}:{step.role}" for step in move.desks.values()),
        "item_due_at": _item_due_at(move),
        "join": move.standing.join.id if move.standing.join else None,
        "positions": json.dumps(
            {branch: [place.step, place.since] for branch, place in move.places.items()}
        ),
    }
    the_only(run(_MIGRATE, parameters), case.reference)


def _counted(move: Move) -> Iterator[Counted]:
    """A step of another version may begin or end the promise."""
    case = move.standing.case
    return counting.of_clock(
        move.procedure.directorate,
        case.deadline,
        move.deadline,
        events=move.event.seq,
        is_at_counter=case.entered_by_id is not None,
    )


def _item_due_at(move: Move) -> dt.datetime | None:
    return move.deadline.due_at if move.step.clock is Clock.RUNS else None


def desks_of(step: Step, places: Mapping[str, Step]) -> dict[str, Step]:
    """The steps of desks among where a case stands, by branch."""
    stands = {"": step, **places}
    return {branch: place for branch, place in stands.items() if place.owner is Owner.DESK}
