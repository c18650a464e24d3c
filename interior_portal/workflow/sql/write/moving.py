"""Writes that a case moves on, or that its questions do while it stays: one statement each."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interior_portal.workflow import counting
from interior_portal.workflow.context import Standing
from interior_portal.workflow.counting import Counted
from interior_portal.workflow.ledger.chain import Event
from interior_portal.workflow.procedures import Clock, Owner, Procedure
from interior_portal.workflow.routing import JoinChange, Route
from interior_portal.workflow.sql import timers
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.sql.questions import ASKED, SETTLED, TOUCHED, Questions
from interior_portal.workflow.sql.questions import parameters as question_parameters
from interior_portal.workflow.sql.write.parts import (
    EFFECTS,
    EVENT,
    HELD_EFFECTS,
    clock_columns,
    effect_columns,
    event_columns,
    finish,
    item_columns,
    the_only,
)
from interior_portal.workflow.timing.deadline import Deadline
from interior_portal.workflow.timing.timers import TimerChange

_MOVED = """
WITH moved AS (
  UPDATE workflow_case SET step = %(step)s::varchar, version = %(version)s, outcome = %(outcome)s,
    moved_at = CASE WHEN step = %(step)s::varchar THEN moved_at ELSE %(at)s END,
    closed_at = %(closed_at)s, received_at = %(received_at)s, due_at = %(due_at)s,
    paused_at = %(paused_at)s, pause_reason = %(pause_reason)s,
    remaining_minutes = %(remaining_minutes)s, paused_minutes_total = %(paused_minutes_total)s,
    clock_ended_at = %(clock_ended_at)s, event_seq = %(seq)s, event_hash = %(hash)s
  WHERE id = %(case)s AND event_seq = %(seq)s::integer - 1
  RETURNING id
)
"""
# An item is opened only after the others were closed: counting `closed` runs it first.
_ITEM = """
, closed AS (
  UPDATE workflow_workitem SET closed_at = %(at)s
  WHERE case_id = %(case)s AND id = %(item)s AND closed_at IS NULL RETURNING id
), opened AS (
  INSERT INTO workflow_workitem (case_id, step, queue, due_at, opened_at)
  SELECT id, %(step)s, %(queue)s, %(item_due_at)s, %(at)s FROM moved
  WHERE %(queue)s::varchar IS NOT NULL AND (SELECT count(*) FROM closed) >= 0
)
"""
_ITEMS_OF_BRANCHES = """
, closed AS (
  UPDATE workflow_workitem SET closed_at = %(at)s
  WHERE case_id = %(case)s AND closed_at IS NULL AND referral_id IS NULL
    AND %(branch)s::varchar IN ('', branch)
  RETURNING id
), opened AS (
  INSERT INTO workflow_workitem (case_id, branch, step, queue, due_at, opened_at)
  SELECT moved.id, o.branch, o.step, o.queue, %(item_due_at)s, %(at)s
  FROM moved, unnest(%(opened_branches)s::text[], %(opened_steps)s::text[], %(opened_queues)s::text[])
    AS o(branch, step, queue)
  WHERE (SELECT count(*) FROM closed) >= 0
), joined AS (
  UPDATE workflow_join SET arrived = %(arrived)s, positions = %(positions)s, closed_at = %(joined_at)s
  WHERE id = %(join)s AND (SELECT count(*) FROM moved) = 1
), forked AS (
  INSERT INTO workflow_join (case_id, step, expected, arrived, positions, opened_at)
  SELECT id, %(join_step)s, %(expected)s, 0, %(positions)s, %(at)s FROM moved
  WHERE %(join)s::bigint IS NULL
)
"""
# Most procedures have no branches, most moves leave the timers alone, and few ask: they pay for neither.
_ADVANCE = {
    (has_branches, has_timers, has_questions): statement(
        _MOVED,
        _ITEMS_OF_BRANCHES if has_branches else _ITEM,
        timers.CHANGED if has_timers else "",
        f"{ASKED}{SETTLED}" if has_questions else "",
        EVENT,
        EFFECTS,
    )
    for has_branches in (False, True)
    for has_timers in (False, True)
    for has_questions in (False, True)
}
# What can be undone for a while lies in the trunk of a procedure that asks nothing.
_ADVANCE_UNDOABLE = {
    has_timers: statement(_MOVED, _ITEM, timers.CHANGED if has_timers else "", EVENT, HELD_EFFECTS)
    for has_timers in (False, True)
}
_QUESTIONS_ALONE = statement(TOUCHED, timers.CHANGED, ASKED, SETTLED, EVENT, EFFECTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An advance that was decided, ready to be written."""

    standing: Standing
    route: Route
    deadline: Deadline
    timers: TimerChange | None = None
    event: Event
    measures: tuple[str, ...]
    effects: tuple[str, ...]
    questions: Questions | None = None
    hold_seconds: int = 0


def advance(change: Change) -> None:
    """One statement; the outbox is nudged after the commit."""
    case, event, step = change.standing.case, change.event, change.route.case_step
    parameters = {
        **event_columns(event, case.event_hash),
        **clock_columns(change.deadline),
        **effect_columns(case, event, change.effects, _counted(change)),
        "step": step.code,
        "outcome": step.outcome,
        "closed_at": event.at if step.is_final else None,
    }
    join = change.route.join
    if change.timers is not None:
        parameters |= timers.parameters(change.timers)
    if join is None:
        item = change.standing.item
        parameters |= item_columns(step, case.unit_id, change.deadline)
        parameters["item"] = item.id if item and not change.standing.to_answer else None
    else:
        parameters |= _items(change.route, case.unit_id, change.deadline)
        parameters |= _join(join, event.at)
    if change.questions is not None:
        parameters |= question_parameters(change.questions)
    has_timers, asks = change.timers is not None, change.questions is not None
    if change.hold_seconds:
        parameters["hold_seconds"] = change.hold_seconds
        the_only(run(_ADVANCE_UNDOABLE[has_timers], parameters), case.reference)
        return
    finish(run(_ADVANCE[join is not None, has_timers, asks], parameters), case.reference)


def ask_or_settle(
    standing: Standing,
    event: Event,
    questions: Questions,
    timer_change: TimerChange,
    effects: tuple[str, ...],
) -> None:
    """What happens to the questions of a case that stays where it stands. One statement."""
    case = standing.case
    parameters = {
        **event_columns(event, case.event_hash),
        **effect_columns(case, event, effects, _asked(standing.procedure, questions)),
        **timers.parameters(timer_change),
        **question_parameters(questions),
    }
    finish(run(_QUESTIONS_ALONE, parameters), case.reference)


def _counted(change: Change) -> Iterator[Counted]:
    """What the transition counts, and what the engine counts of every case."""
    yield from map(Counted, change.measures)
    standing, procedure = change.standing, change.standing.procedure
    yield from counting.of_clock(
        procedure.directorate,
        standing.case.deadline,
        change.deadline,
        events=change.event.seq,
        is_at_counter=standing.case.entered_by_id is not None,
    )
    if change.questions is not None:
        yield from _asked(procedure, change.questions)


def _asked(procedure: Procedure, questions: Questions) -> Iterator[Counted]:
    at_once = [put.answer is not None for put in questions.put]
    return counting.of_questions(procedure.directorate, at_once)


def _items(route: Route, unit_id: int, deadline: Deadline) -> dict[str, Any]:
    """The items a move opens: one for each desk that begins to work."""
    desks = {b: step for b, step in route.opened.items() if step.owner is Owner.DESK}
    is_due = any(step.clock is Clock.RUNS for step in desks.values())
    return {
        "branch": route.branch,
        "opened_branches": tuple(f'"{branch}"' for branch in desks),
        "opened_steps": tuple(step.code for step in desks.values()),
        "opened_queues": tuple(f"{unit_id}:{step.role}" for step in desks.values()),
        "item_due_at": deadline.due_at if is_due else None,
    }


def _join(join: JoinChange, at: dt.datetime) -> dict[str, Any]:
    places = {branch: [place.step, place.since] for branch, place in join.places.items()}
    return {
        "join": join.id,
        "join_step": join.step,
        "expected": join.expected,
        "arrived": join.arrived,
        "positions": json.dumps(places),
        "joined_at": at if join.is_closed else None,
    }
