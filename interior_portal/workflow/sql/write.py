"""Writes a change of a case: case, items, event, tallies and outbox rows in one statement."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.workflow.context import CaseSnapshot, Standing
from interior_portal.workflow.ledger.chain import GENESIS, Event, chained
from interior_portal.workflow.procedures import Clock, Owner, Step
from interior_portal.workflow.routing import JoinChange, Route
from interior_portal.workflow.sql import timers
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.sql.questions import ASKED, SETTLED, TOUCHED, Questions
from interior_portal.workflow.sql.questions import parameters as question_parameters
from interior_portal.workflow.timing.deadline import Deadline
from interior_portal.workflow.timing.timers import TimerChange

EVENT = """
, event AS (
  INSERT INTO workflow_caseevent (case_id, seq, code, transition, from_step, to_step, version,
    actor_id, role, on_behalf_of_id, unit_id, at, data, key, body_hash, prev_hash, hash)
  SELECT id, %(seq)s, %(code)s, %(transition)s, %(from_step)s, %(to_step)s, %(version)s,
    %(actor)s, %(role)s, %(on_behalf_of)s, %(unit)s, %(at)s, %(data)s,
    %(key)s, %(body_hash)s, %(prev_hash)s, %(hash)s FROM moved
)
"""
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
_TALLIED_AND_PUT = """
, tallied AS (
  INSERT INTO tallies_tallydelta (day, measure, unit_id, category, count)
  SELECT %(day)s, measure, %(unit)s, %(category)s, 1
  FROM moved, unnest(%(measures)s::text[]) AS measure
), put AS (
  INSERT INTO outbox_outboxrow (handler, key, payload{held_column})
  SELECT handler, concat_ws(':', %(reference)s::text, %(seq)s::integer, handler),
    jsonb_build_object('case', id, 'reference', %(reference)s::text, 'seq', %(seq)s::integer){held}
  FROM moved, unnest(%(effects)s::text[]) AS handler
  RETURNING id
)
SELECT id, ARRAY(SELECT id FROM put) FROM moved
"""
EFFECTS = _TALLIED_AND_PUT.format(held_column="", held="")
_HELD_EFFECTS = _TALLIED_AND_PUT.format(
    held_column=", available_at",
    held=", statement_timestamp() + make_interval(secs => %(hold_seconds)s::integer)",
)
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
    has_timers: statement(_MOVED, _ITEM, timers.CHANGED if has_timers else "", EVENT, _HELD_EFFECTS)
    for has_timers in (False, True)
}
_QUESTIONS_ALONE = statement(TOUCHED, timers.CHANGED, ASKED, SETTLED, EVENT, EFFECTS)
_CLAIM = statement(
    """
WITH moved AS (
  UPDATE workflow_case SET event_seq = %(seq)s, event_hash = %(hash)s
  WHERE id = %(case)s AND event_seq = %(seq)s::integer - 1
  RETURNING id
), held AS (
  UPDATE workflow_workitem SET claimed_by_id = %(holder)s, claimed_at = %(claimed_at)s,
    lease_until = %(lease_until)s
  WHERE case_id = %(case)s AND id = %(item)s AND closed_at IS NULL AND (SELECT count(*) FROM moved) = 1
)""",
    EVENT,
    "SELECT id FROM moved",
)
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
    (has_timers, is_heard): statement(
        _STARTED,
        timers.BEGUN if has_timers else "",
        EVENT,
        EFFECTS if is_heard else "SELECT id, NULL FROM moved",
    )
    for has_timers in (False, True)
    for is_heard in (False, True)
}


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


@dataclass(frozen=True, slots=True)
class Hold:
    """Who holds an item, since when, and until when where a lease limits it. `NOBODY` holds none."""

    by_id: int | None
    since: dt.datetime | None
    until: dt.datetime | None = None


NOBODY = Hold(None, None)


def advance(change: Change) -> None:
    """One statement; the outbox is nudged after the commit."""
    case, event, step = change.standing.case, change.event, change.route.case_step
    parameters = {
        **event_columns(event, case.event_hash),
        **clock_columns(change.deadline),
        **effect_columns(case, event, change.effects, change.measures),
        "step": step.code,
        "outcome": step.outcome,
        "closed_at": event.at if step.is_final else None,
    }
    join = change.route.join
    if change.timers is not None:
        parameters |= timers.parameters(change.timers)
    if join is None:
        item = change.standing.item
        parameters |= _item(step, case.unit_id, change.deadline)
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
    case: CaseSnapshot,
    event: Event,
    questions: Questions,
    timer_change: TimerChange,
    effects: tuple[str, ...],
) -> None:
    """What happens to the questions of a case that stays where it stands. One statement."""
    parameters = {
        **event_columns(event, case.event_hash),
        **effect_columns(case, event, effects, ()),
        **timers.parameters(timer_change),
        **question_parameters(questions),
    }
    finish(run(_QUESTIONS_ALONE, parameters), case.reference)


def finish(rows: list[tuple[Any, ...]], reference: str) -> None:
    """What was put into the outbox is carried out after the commit."""
    _, ids = the_only(rows, reference)
    if ids:
        transaction.on_commit(lambda: relay.nudge(ids), robust=True)


def effect_columns(
    case: CaseSnapshot, event: Event, effects: tuple[str, ...], measures: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "case": case.id,
        "reference": case.reference,
        "day": clock.day_of(event.at),
        "category": case.category,
        "measures": measures,
        "effects": effects,
    }


def claim(standing: Standing, event: Event, held: Hold) -> None:
    """Give the open item to somebody, or back to its queue. One statement."""
    case, item = standing.case, standing.item
    parameters = {
        **event_columns(event, case.event_hash),
        "case": case.id,
        "item": item.id if item else None,
        "holder": held.by_id,
        "claimed_at": held.since,
        "lease_until": held.until,
    }
    the_only(run(_CLAIM, parameters), case.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case that was decided to begin, ready to be written."""

    sha256: str
    procedure: str
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
    rows = run(
        _START[new.timers is not None, bool(new.effects)],
        {
            **event_columns(new.event, GENESIS),
            **_item(new.initial, new.event.unit_id, new.deadline),
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
            "day": clock.day_of(new.event.at),
            "measures": (),
            "effects": new.effects,
        },
    )
    if not rows:
        return None
    case_id, ids = rows[0]
    if ids:
        transaction.on_commit(lambda: relay.nudge(ids), robust=True)
    return int(case_id)


def the_only(rows: list[tuple[Any, ...]], reference: str) -> tuple[Any, ...]:
    if len(rows) != 1:
        message = f"case {reference} changed although it was locked"
        raise RuntimeError(message)
    return rows[0]


def event_columns(event: Event, prev_hash: bytes) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "code": event.code,
        "transition": event.transition,
        "from_step": event.from_step,
        "to_step": event.to_step,
        "version": event.version,
        "actor": event.actor_id,
        "role": event.role,
        "on_behalf_of": event.on_behalf_of_id,
        "unit": event.unit_id,
        "at": event.at,
        "data": event.data,
        "key": event.key,
        "body_hash": event.body_hash,
        "prev_hash": prev_hash,
        "hash": chained(prev_hash, event),
    }


def clock_columns(deadline: Deadline) -> dict[str, Any]:
    return {
        "received_at": deadline.received_at,
        "due_at": deadline.due_at,
        "paused_at": deadline.paused_at,
        "pause_reason": deadline.pause_reason,
        "remaining_minutes": deadline.remaining_minutes,
        "paused_minutes_total": deadline.paused_minutes_total,
        "clock_ended_at": deadline.clock_ended_at,
    }


def _item(step: Step, unit_id: int, deadline: Deadline) -> dict[str, Any]:
    """The item a step opens: in the queue of its role at the unit, due with the case."""
    is_due = step.clock is Clock.RUNS
    return {
        "queue": f"{unit_id}:{step.role}" if step.owner is Owner.DESK else None,
        "item_due_at": deadline.due_at if is_due else None,
    }


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
