"""Writes the repair of a stuck case, in one statement."""

from dataclasses import dataclass

from interior_portal.workflow.context import Standing
from interior_portal.workflow.ledger.chain import Event
from interior_portal.workflow.procedures import Clock, Step
from interior_portal.workflow.sql.cursor import run, statement
from interior_portal.workflow.sql.write.parts import EVENT, event_columns, the_only

_REPAIR = statement(
    """
WITH moved AS (
  UPDATE workflow_case SET event_seq = %(seq)s, event_hash = %(hash)s
  WHERE id = %(case)s AND event_seq = %(seq)s::integer - 1
  RETURNING id
), opened AS (
  INSERT INTO workflow_workitem (case_id, branch, step, queue, due_at, opened_at)
  SELECT id, %(branch)s, %(item_step)s::varchar, %(queue)s, %(item_due_at)s, %(at)s FROM moved
  WHERE %(item_step)s::varchar IS NOT NULL
), released AS (
  UPDATE workflow_workitem SET claimed_by_id = NULL, claimed_at = NULL, lease_until = NULL
  WHERE id = %(release)s::bigint AND case_id = %(case)s AND (SELECT count(*) FROM moved) = 1
), revived AS (
  UPDATE workflow_timer SET gave_up_at = NULL, retry_at = NULL, attempts = 0
  WHERE id = %(timer)s::bigint AND case_id = %(case)s AND (SELECT count(*) FROM moved) = 1
)""",
    EVENT,
    "SELECT id FROM moved",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What is done: an item opened at `step`, one released, or a timer tried again."""

    standing: Standing
    event: Event
    branch: str = ""
    step: Step | None = None
    release: int | None = None
    timer: int | None = None


def repair(change: Repair) -> None:
    """One statement."""
    case, step = change.standing.case, change.step
    parameters = {
        **event_columns(change.event, case.event_hash),
        "case": case.id,
        "branch": change.branch,
        "item_step": step.code if step else None,
        "queue": f"{case.unit_id}:{step.role}" if step else None,
        "item_due_at": case.deadline.due_at if step and step.clock is Clock.RUNS else None,
        "release": change.release,
        "timer": change.timer,
    }
    the_only(run(_REPAIR, parameters), case.reference)
