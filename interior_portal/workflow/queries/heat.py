"""How many cases of a procedure stand at each step now, and for how long."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from interior_portal.shared import clock
from interior_portal.workflow.procedures import Owner, Procedure
from interior_portal.workflow.queries import kept

# A median of moments is the moment of the median age; the partial index gives the open cases alone.
_TRUNK = """
SELECT step, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY moved_at), min(moved_at),
  count(*) FILTER (WHERE due_at < %(now)s AND clock_ended_at IS NULL)
FROM workflow_case
WHERE procedure = %(procedure)s AND closed_at IS NULL AND unit_id = ANY(%(units)s::bigint[])
GROUP BY step
"""
# Where the branches stand: the version since then is that of the event which brought them there.
_BRANCHES = """
SELECT place ->> 0, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY e.at), min(e.at),
  count(*) FILTER (WHERE c.due_at < %(now)s AND c.clock_ended_at IS NULL)
FROM workflow_case c
JOIN workflow_join j ON j.case_id = c.id AND j.closed_at IS NULL
CROSS JOIN LATERAL jsonb_path_query(j.positions, '$.*') AS place
CROSS JOIN LATERAL (
  SELECT min(at) AS at FROM workflow_caseevent
  WHERE case_id = c.id AND version = (place ->> 1)::integer
) AS e
WHERE c.procedure = %(procedure)s AND c.closed_at IS NULL
  AND c.unit_id = ANY(%(units)s::bigint[]) AND place ->> 0 IS NOT NULL
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class StepHeat:
    """The open cases at a step. Ages are since they came there; `late` are past their deadline."""

    cases: int
    median_age: dt.timedelta
    oldest_age: dt.timedelta
    late: int

    @property
    def late_percent(self) -> int:
        return round(100 * self.late / self.cases) if self.cases else 0


@dataclass(frozen=True, slots=True)
class Heat:
    """What stands where, by step, as it was at `at`. Steps at which nothing stands are missing.

    `cases` counts each case once, though its branches stand at several steps.
    """

    at: dt.datetime
    cases: int
    late: int
    steps: dict[str, StepHeat]


def heat(procedure: Procedure, unit_ids: Collection[int]) -> Heat:
    """The open cases of these units. One query, two for a procedure with branches; kept for a minute.

    It reads every open case of the procedure, so that no page costs it twice within the minute.
    """
    units = sorted(unit_ids)
    about = procedure.sha256, *units
    return kept.for_a_minute("heat", about, lambda: _read(procedure, units))


def _read(procedure: Procedure, units: list[int]) -> Heat:
    now = clock.now()
    parameters = {"procedure": procedure.code, "units": units, "now": now}
    rows = _rows(_TRUNK, parameters)
    cases, late = sum(row[1] for row in rows), sum(row[4] for row in rows)
    if any(step.owner is Owner.BRANCHES for step in procedure.steps):
        rows += _rows(_BRANCHES, parameters)
    steps = {
        step: StepHeat(number, now - median, now - oldest, late_ones)
        for step, number, median, oldest, late_ones in rows
    }
    return Heat(now, cases, late, steps)


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
