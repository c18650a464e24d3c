"""Finds the most urgent free item and locks its case, passing over cases that somebody has locked."""

import datetime as dt
from collections.abc import Collection, Iterator

from interior_portal.accounts.models import User
from interior_portal.workflow import registry
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.sql.cursor import run, statement

MOST = 50  # how many of the most urgent are looked at for one whose case nobody has locked
# An item is left out where the person's own earlier step bars all that a holder could do there.
_LOCK_FREE = statement("""
SELECT i.id FROM (
  SELECT found.id, found.case_id, found.due_at
  FROM unnest(%(queues)s::text[]) AS q(code) CROSS JOIN LATERAL (
    SELECT w.id, w.case_id, w.due_at
    FROM workflow_workitem w JOIN workflow_case c ON c.id = w.case_id
    WHERE w.queue = q.code AND w.closed_at IS NULL
      AND (w.claimed_by_id IS NULL OR w.lease_until <= %(at)s::timestamptz)
      AND w.id <> ALL(%(without)s::bigint[]) AND c.applicant_id <> %(by)s::bigint
      AND NOT EXISTS (
        SELECT FROM unnest(%(procedures)s::text[], %(steps)s::text[], %(codes)s::text[])
          AS bar(procedure, step, code)
        WHERE bar.procedure = c.procedure AND bar.step = w.step AND %(by)s::bigint = (
          SELECT e.actor_id FROM workflow_caseevent e
          WHERE e.case_id = c.id AND e.transition = bar.code ORDER BY e.seq DESC LIMIT 1))
    ORDER BY w.due_at, w.id LIMIT %(most)s::integer
  ) AS found
  ORDER BY found.due_at NULLS LAST, found.id LIMIT %(most)s::integer
) AS i
JOIN workflow_case c ON c.id = i.case_id
ORDER BY i.due_at NULLS LAST, i.id
LIMIT 1 FOR NO KEY UPDATE OF c SKIP LOCKED
""")


def lock_free(
    queues: Collection[str], *, by: User, at: dt.datetime, without: Collection[int]
) -> int | None:
    """The item, its case locked until the transaction ends; None when none is free. One statement.

    Whether it may be taken is decided afterwards, from what is read under the lock.
    """
    bars = sorted(_bars())
    rows = run(
        _LOCK_FREE,
        {
            "queues": tuple(queues),
            "by": by.pk,
            "at": at,
            "without": tuple(str(item_id) for item_id in without),
            "procedures": tuple(procedure for procedure, _step, _code in bars),
            "steps": tuple(step for _procedure, step, _code in bars),
            "codes": tuple(code for _procedure, _step, code in bars),
            "most": MOST,
        },
    )
    return int(rows[0][0]) if rows else None


def _bars() -> set[tuple[str, str, str]]:
    """Procedure, step and the transition whose actor can do nothing there, in every known version."""
    found: dict[tuple[str, str], set[str]] = {}
    for procedure in registry.versions():
        for step, codes in _barring(procedure):
            found.setdefault((procedure.code, step), codes).intersection_update(codes)
    return {(*place, code) for place, codes in found.items() for code in codes}


def _barring(procedure: Procedure) -> Iterator[tuple[str, set[str]]]:
    for step in procedure.steps:
        kept = [set(t.not_by) for t in procedure.transitions_from(step.code) if t.needs_claim]
        if kept:
            yield step.code, set.intersection(*kept)
