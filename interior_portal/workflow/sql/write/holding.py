"""Writes who holds an item, in one statement."""

import datetime as dt
from dataclasses import dataclass

from interior_portal.workflow.context import Standing
from interior_portal.workflow.ledger.chain import Event
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.sql.write.parts import EVENT, event_columns, the_only

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


@dataclass(frozen=True, slots=True)
class Hold:
    """Who holds an item, since when, and until when where a lease limits it. `NOBODY` holds none."""

    by_id: int | None
    since: dt.datetime | None
    until: dt.datetime | None = None


NOBODY = Hold(None, None)


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
