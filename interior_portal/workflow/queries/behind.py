"""The cases behind a figure: the very rows that are counted, newest first."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from interior_portal.tallies.queries import Period
from interior_portal.tallies.recounting import moments_of
from interior_portal.tallies.registry import get_measure
from interior_portal.tallies.spread import EDGES

PAGE = 50
# What each way of counting again (`workflow.measures`) adds up, one row a thing with its case; a test compares both.
_MOVES = """
WITH counting AS (
  SELECT v.id AS procedure_version_id, t ->> 'code' AS transition, measure
  FROM workflow_procedureversion v, jsonb_array_elements(v.definition -> 'transitions') t,
    jsonb_array_elements_text(t -> 'measures') AS measure
  WHERE measure = ANY(%(measures)s)
)
SELECT measure, e.at, e.unit_id, c.category, 0 AS bucket, NULL::numeric AS amount, c.id AS case_id
FROM workflow_caseevent e JOIN workflow_case c ON c.id = e.case_id
JOIN counting USING (procedure_version_id, transition)
WHERE e.at >= %(since)s AND e.at < %(until)s AND NOT EXISTS (
  SELECT FROM workflow_caseevent u
  WHERE u.case_id = e.case_id AND u.seq = e.seq + 1 AND u.code = 'workflow.undone')
"""
_EVENTS = """
SELECT e.code AS measure, e.at, e.unit_id, c.category, 0 AS bucket, NULL::numeric AS amount, c.id AS case_id
FROM workflow_caseevent e JOIN workflow_case c ON c.id = e.case_id
WHERE e.at >= %(since)s AND e.at < %(until)s AND e.code = ANY(%(measures)s)
"""
# The promise of every case: where it began and ended.
_CLOCKS = """
WITH ended AS (
  SELECT v.definition ->> 'directorate' AS directorate, c.*,
    floor(extract(epoch FROM c.clock_ended_at - c.received_at)) AS seconds,
    (SELECT min(e.seq) FROM workflow_caseevent e WHERE e.case_id = c.id AND e.at = c.clock_ended_at) AS events
  FROM workflow_case c JOIN workflow_procedureversion v ON v.id = c.procedure_version_id
  WHERE c.clock_ended_at >= %(since)s AND c.clock_ended_at < %(until)s AND c.received_at IS NOT NULL
)
SELECT ended.directorate || '.' || name AS measure, clock_ended_at AS at, unit_id, category, bucket, amount,
  ended.id AS case_id
FROM ended, LATERAL (VALUES
  ('handled', width_bucket(seconds, %(edges)s::numeric[]), seconds, true),
  ('kept', 0, NULL, clock_ended_at <= due_at),
  ('steps', 0, events, true),
  ('at_counter', 0, NULL, entered_by_id IS NOT NULL)
) AS told(name, bucket, amount, is_true)
WHERE is_true
UNION ALL
SELECT v.definition ->> 'directorate' || '.begun', c.received_at, c.unit_id, c.category, 0, NULL, c.id
FROM workflow_case c JOIN workflow_procedureversion v ON v.id = c.procedure_version_id
WHERE c.received_at >= %(since)s AND c.received_at < %(until)s
"""
_QUESTIONS = """
SELECT v.definition ->> 'directorate' || '.' || name AS measure, r.asked_at AS at, c.unit_id, c.category,
  0 AS bucket, NULL::numeric AS amount, c.id AS case_id
FROM workflow_referral r JOIN workflow_case c ON c.id = r.case_id
JOIN workflow_procedureversion v ON v.id = c.procedure_version_id,
  LATERAL (VALUES ('asked', true), ('answered_at_once', r.is_automatic)) AS told(name, is_true)
WHERE is_true AND r.asked_at >= %(since)s AND r.asked_at < %(until)s
"""
# By the name of the recount.
ROWS = {
    "moves of cases": _MOVES,
    "events of cases": _EVENTS,
    "promises of cases": _CLOCKS,
    "questions of cases": _QUESTIONS,
}
_PAGE = """
SELECT told.at, c.id, c.reference, told.unit_id, told.category
FROM ({rows}) AS told JOIN workflow_case c ON c.id = told.case_id
WHERE told.measure = ANY(%(measures)s) AND told.unit_id = ANY(%(units)s)
  AND (%(category)s::text IS NULL OR told.category = %(category)s::text)
  AND (%(at)s::timestamptz IS NULL OR (told.at, c.id) < (%(at)s::timestamptz, %(case)s::bigint))
ORDER BY told.at DESC, c.id DESC LIMIT %(limit)s
"""
# What is open at the end of a day, as `measures` counts it night by night: what waits longest stands first.
_OPEN = """
SELECT c.received_at, c.id, c.reference, c.unit_id, c.category
FROM workflow_case c JOIN workflow_procedureversion v ON v.id = c.procedure_version_id
WHERE v.definition ->> 'directorate' = %(directorate)s AND c.received_at < %(until)s
  AND (c.clock_ended_at IS NULL OR c.clock_ended_at >= %(until)s) AND c.unit_id = ANY(%(units)s)
  AND (%(category)s::text IS NULL OR c.category = %(category)s::text)
  AND (%(at)s::timestamptz IS NULL OR (c.received_at, c.id) > (%(at)s::timestamptz, %(case)s::bigint))
ORDER BY c.received_at, c.id LIMIT %(limit)s
"""
NIGHTS = "open cases at night"


@dataclass(frozen=True, slots=True)
class Behind:
    """A case, when it was counted (of what is open: when its promise began), and where."""

    at: dt.datetime
    case_id: int
    reference: str
    unit_id: int
    category: str

    @property
    def cursor(self) -> str:
        """Where the next page goes on; `find_cursor` reads it."""
        return f"{self.at.timestamp():.6f}-{self.case_id}"


def is_of_cases(measure: str) -> bool:
    """Whether a measure counts things that happened to cases. `LookupError` for one nobody registered."""
    return get_measure(measure).recount.name in ROWS


def is_of_open_cases(measure: str) -> bool:
    """Whether a measure is taken of the cases that are open each night. `LookupError` for one nobody registered."""
    return get_measure(measure).recount.name == NIGHTS


def find_cursor(text: str) -> tuple[dt.datetime, int] | None:
    """None for what is no cursor."""
    at, _, case_id = text.partition("-")
    try:
        return dt.datetime.fromtimestamp(float(at), tz=dt.UTC), int(case_id)
    except (ValueError, OverflowError, OSError):
        return None


def cases_behind(
    measure: str,
    period: Period,
    *,
    unit_ids: Collection[int],
    category: str | None = None,
    after: tuple[dt.datetime, int] | None = None,
) -> list[Behind]:
    """Up to `PAGE` and one more, which says that there are others; a case stands there as often as it was counted.

    One statement. `LookupError` for a measure that is not counted from cases.
    """
    since, until = moments_of(period)
    at, case_id = after or (None, None)
    parameters = {
        "measures": [measure],
        "units": list(unit_ids),
        "category": category,
        "since": since,
        "until": until,
        "zone": settings.TIME_ZONE,
        "edges": list(EDGES),
        "at": at,
        "case": case_id,
        "limit": PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(rows=ROWS[get_measure(measure).recount.name]), parameters)
        return [Behind(*row) for row in cursor.fetchall()]


def open_behind(
    directorate: str,
    day: dt.date,
    *,
    unit_ids: Collection[int],
    category: str | None = None,
    after: tuple[dt.datetime, int] | None = None,
) -> list[Behind]:
    """The cases of a directorate that were open at the end of a day, as `cases_behind` gives those of a period.

    One statement.
    """
    at, case_id = after or (None, None)
    parameters: dict[str, Any] = {
        "directorate": directorate,
        "until": moments_of(Period(day, day))[1],
        "units": list(unit_ids),
        "category": category,
        "at": at,
        "case": case_id,
        "limit": PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, parameters)
        return [Behind(*row) for row in cursor.fetchall()]
