"""What every write of a case has: its event, its tallies and outbox rows, and their columns."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.workflow.context import CaseSnapshot
from interior_portal.workflow.counting import Counted
from interior_portal.workflow.ledger.chain import Event, chained
from interior_portal.workflow.procedures import Clock, Owner, Step
from interior_portal.workflow.timing.deadline import Deadline

EVENT = """
, event AS (
  INSERT INTO workflow_caseevent (case_id, seq, code, transition, from_step, to_step, version,
    actor_id, role, on_behalf_of_id, unit_id, at, data, key, body_hash, prev_hash, hash)
  SELECT id, %(seq)s, %(code)s, %(transition)s, %(from_step)s, %(to_step)s, %(version)s,
    %(actor)s, %(role)s, %(on_behalf_of)s, %(unit)s, %(at)s, %(data)s,
    %(key)s, %(body_hash)s, %(prev_hash)s, %(hash)s FROM moved
)
"""
TALLIED = """
, tallied AS (
  INSERT INTO tallies_tallydelta (day, measure, unit_id, category, count, amount, spread)
  SELECT %(day)s::date, measure, %(unit)s, %(category)s, count, amount, spread
  FROM moved, unnest(%(measures)s::text[], %(counts)s::bigint[], %(amounts)s::numeric[],
    %(spreads)s::numeric[]) AS counted(measure, count, amount, spread)
)
"""
_PUT = """
, put AS (
  INSERT INTO outbox_outboxrow (handler, key, payload{held_column})
  SELECT handler, concat_ws(':', %(reference)s::text, %(seq)s::integer, handler),
    jsonb_build_object('case', id, 'reference', %(reference)s::text, 'seq', %(seq)s::integer){held}
  FROM moved, unnest(%(effects)s::text[]) AS handler
  RETURNING id
)
SELECT id, ARRAY(SELECT id FROM put) FROM moved
"""
EFFECTS = TALLIED + _PUT.format(held_column="", held="")
HELD_EFFECTS = TALLIED + _PUT.format(
    held_column=", available_at",
    held=", statement_timestamp() + make_interval(secs => %(hold_seconds)s::integer)",
)


def finish(rows: list[tuple[Any, ...]], reference: str) -> None:
    """What was put into the outbox is carried out after the commit."""
    _, ids = the_only(rows, reference)
    if ids:
        transaction.on_commit(lambda: relay.nudge(ids), robust=True)


def effect_columns(
    case: CaseSnapshot, event: Event, effects: tuple[str, ...], counted: Iterable[Counted]
) -> dict[str, Any]:
    return {
        "case": case.id,
        "reference": case.reference,
        "category": case.category,
        "effects": effects,
        **counted_columns(event.at, counted),
    }


def counted_columns(at: dt.datetime, counted: Iterable[Counted], sign: int = 1) -> dict[str, Any]:
    """What is counted on the day of `at`, or with a sign of -1 taken back."""
    rows = tuple(counted)
    return {
        "day": clock.day_of(at),
        "measures": tuple(row.measure for row in rows),
        "counts": tuple(str(sign * row.count) for row in rows),
        "amounts": tuple("NULL" if row.amount is None else str(sign * row.amount) for row in rows),
        "spreads": tuple(row.spread(sign) for row in rows),
    }


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


def item_columns(step: Step, unit_id: int, deadline: Deadline) -> dict[str, Any]:
    """The item a step opens: in the queue of its role at the unit, due with the case."""
    is_due = step.clock is Clock.RUNS
    return {
        "queue": f"{unit_id}:{step.role}" if step.owner is Owner.DESK else None,
        "item_due_at": deadline.due_at if is_due else None,
    }
