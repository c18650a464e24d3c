"""What happened to a case, and how long cases take in truth."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from interior_portal.shared import clock
from interior_portal.workflow import registry
from interior_portal.workflow.models import Case
from interior_portal.workflow.procedures import Owner, Procedure

HONEST_DAYS = 30
FEWEST_CASES = 10


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event. Names are empty for the system; `on_behalf_of_name` where a clerk acted for them."""

    seq: int
    code: str
    transition: str
    from_step: str
    to_step: str
    at: dt.datetime
    actor_id: int | None
    actor_name: str
    role: str
    on_behalf_of_name: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HandlingRange:
    """Days from receipt to answer: a fifth of the cases took fewer than `low`, a fifth more than `high`."""

    low_days: int
    high_days: int
    cases: int


_TIMELINE = """
SELECT e.seq, e.code, e.transition, e.from_step, e.to_step, e.at, e.actor_id,
  coalesce(a.name, ''), e.role, coalesce(o.name, ''), e.data
FROM workflow_caseevent e
LEFT JOIN accounts_user a ON a.id = e.actor_id
LEFT JOIN accounts_user o ON o.id = e.on_behalf_of_id
WHERE e.case_id = %s ORDER BY e.seq
"""
# Local days, as a person counts them from the day of receipt; the day itself is 0.
_HANDLING = """
SELECT count(*),
  percentile_disc(ARRAY[0.2, 0.8]) WITHIN GROUP (ORDER BY
    (clock_ended_at AT TIME ZONE %(zone)s)::date - (received_at AT TIME ZONE %(zone)s)::date)
FROM workflow_case
WHERE procedure = %(procedure)s AND clock_ended_at >= %(since)s AND received_at IS NOT NULL
  AND (%(category)s::text IS NULL OR category = %(category)s)
  AND outcome <> ALL(%(without)s)
"""


def timeline(case: Case) -> list[TimelineEntry]:
    """All events of the case in order, with the names of those who acted. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TIMELINE, [case.pk])
        return [TimelineEntry(*(*row[:-1], json.loads(row[-1]))) for row in cursor.fetchall()]


def handling_range(procedure: str, category: str | None = None) -> HandlingRange | None:
    """How long the cases answered in the last 30 days took; None when they were fewer than 10.

    Cases that the applicant ended say nothing about us and are left out. One query.
    """
    parameters = {
        "procedure": procedure,
        "category": category,
        "since": clock.now() - dt.timedelta(days=HONEST_DAYS),
        "zone": timezone.get_default_timezone_name(),
        "without": _ended_by_applicant(registry.get_procedure(procedure)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HANDLING, parameters)
        cases, days = cursor.fetchone()
    return HandlingRange(days[0], days[1], cases) if cases >= FEWEST_CASES else None


def _ended_by_applicant(procedure: Procedure) -> list[str]:
    """Outcomes that only the applicant brings about."""
    finals = {step.code: step.outcome for step in procedure.steps if step.is_final}
    others = {t.target for t in procedure.transitions if t.by is not Owner.APPLICANT}
    return [outcome for code, outcome in finals.items() if code not in others]
