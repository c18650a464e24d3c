"""What a procedure costs those who go through it: steps, hands, visits, and who waited for whom."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from interior_portal.workflow.procedures import Owner, Procedure
from interior_portal.workflow.queries import kept

MOST = 5000
# The cases that were answered last in the period, read by the index of handling times; then their
# events, each by the index of its case. The time between two events belongs to the step of the first,
# counted from receipt to answer. Questions that overlap wait once: ranges are joined before they count.
_ROUTINE = """
WITH chosen AS (
  SELECT id, received_at, clock_ended_at, entered_by_id FROM workflow_case
  WHERE procedure = %(procedure)s AND received_at IS NOT NULL
    AND clock_ended_at >= %(since)s AND clock_ended_at < %(until)s
    AND unit_id = ANY(%(units)s::bigint[])
  ORDER BY clock_ended_at DESC LIMIT %(most)s
), told AS (
  SELECT c.id, e.transition, e.to_step, e.role, e.on_behalf_of_id,
    greatest(e.at, c.received_at) AS begins,
    least(lead(e.at) OVER of_case, c.clock_ended_at) AS ends,
    e.actor_id <> lag(e.actor_id) OVER (
      PARTITION BY c.id, e.role <> '' AND e.on_behalf_of_id IS NULL ORDER BY e.seq
    ) AND e.role <> '' AND e.on_behalf_of_id IS NULL AS is_handed_over
  FROM chosen c JOIN workflow_caseevent e ON e.case_id = c.id
  WINDOW of_case AS (PARTITION BY c.id ORDER BY e.seq)
), walked AS (
  SELECT id, count(*) FILTER (WHERE transition <> '') AS steps,
    count(*) FILTER (WHERE is_handed_over) AS hand_overs,
    coalesce(sum(ends - begins) FILTER (
      WHERE ends > begins AND to_step = ANY(%(applicant)s::text[])), '0') AS for_applicant,
    coalesce(sum(ends - begins) FILTER (
      WHERE ends > begins AND to_step = ANY(%(system)s::text[])), '0') AS for_system
  FROM told GROUP BY id
), asked AS (
  SELECT c.id, count(*) AS referrals, range_agg(tstzrange(
    least(greatest(r.asked_at, c.received_at), c.clock_ended_at),
    greatest(c.received_at,
      least(coalesce(r.answered_at, r.withdrawn_at, c.clock_ended_at), c.clock_ended_at))))
    FILTER (WHERE r.mode <> 'GO_ON') AS waits
  FROM chosen c JOIN workflow_referral r ON r.case_id = c.id GROUP BY c.id
)
SELECT count(*), coalesce(avg(w.steps), 0), coalesce(avg(coalesce(a.referrals, 0)), 0),
  coalesce(avg(w.hand_overs), 0), count(c.entered_by_id),
  coalesce(sum(c.clock_ended_at - c.received_at), '0'),
  coalesce(sum(w.for_applicant), '0'), coalesce(sum(w.for_system), '0'),
  coalesce(sum((SELECT sum(upper(span) - lower(span)) FROM unnest(a.waits) AS span)), '0'),
  percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY c.clock_ended_at - c.received_at)
FROM chosen c JOIN walked w USING (id) LEFT JOIN asked a USING (id)
"""


@dataclass(frozen=True, slots=True)
class Routine:
    """Means over the cases that were looked at, at most `MOST`, the last ones answered.

    `visits` are cases that a clerk entered at a counter. `waiting_*` and `at_desks` are shares, 0 to 1,
    of the whole time from receipt to answer; times are as the clock on the wall goes.
    """

    cases: int
    steps: float
    referrals: float
    hand_overs: float
    visits: int
    waiting_applicant: float
    waiting_directorate: float
    at_desks: float
    by_machine: float
    median: dt.timedelta
    p95: dt.timedelta

    @property
    def is_sample(self) -> bool:
        """Whether there may have been more cases in the period than were looked at."""
        return self.cases == MOST

    @property
    def visits_share(self) -> float:
        return self.visits / self.cases


def routine(
    procedure: Procedure, unit_ids: Collection[int], first: dt.date, last: dt.date
) -> Routine | None:
    """The cases of these units that were answered from `first` to `last`, both included; None without any.

    Cases that ended before they were received say nothing about the work. One query, kept for a minute.
    """
    units = sorted(unit_ids)
    about = procedure.sha256, first, last, *units
    found = kept.for_a_minute("routine", about, lambda: _read(procedure, units, first, last))
    return found if found.cases else None


def _read(procedure: Procedure, units: list[int], first: dt.date, last: dt.date) -> Routine:
    parameters: dict[str, Any] = {
        "procedure": procedure.code,
        "units": units,
        "since": _midnight(first),
        "until": _midnight(last + dt.timedelta(days=1)),
        "most": MOST,
        "applicant": [s.code for s in procedure.steps if s.owner is Owner.APPLICANT],
        "system": [s.code for s in procedure.steps if s.owner is Owner.SYSTEM],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROUTINE, parameters)
        cases, steps, referrals, hands, visits, *spans, times = cursor.fetchone()
    whole, *parts = (span.total_seconds() for span in spans)
    applicant, machine, directorate = (part / whole if whole else 0.0 for part in parts)
    median, p95 = times or (dt.timedelta(), dt.timedelta())
    return Routine(
        cases=cases,
        steps=float(steps),
        referrals=float(referrals),
        hand_overs=float(hands),
        visits=visits,
        waiting_applicant=applicant,
        waiting_directorate=directorate,
        at_desks=max(0.0, 1 - applicant - machine - directorate) if whole else 0.0,
        by_machine=machine,
        median=median,
        p95=p95,
    )


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
