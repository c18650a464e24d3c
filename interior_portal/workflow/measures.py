"""What the engine counts, whatever the directorate, and how all it counts is counted again from the ledger."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.registry import Kind, Measure, Recount
from interior_portal.workflow import counting

# What transitions count in the version that a case runs under: the moves of the ledger that were not undone. A
# decision is undone by the very next event. Moves are counted before they are named, and the few that were undone
# are gathered first instead of looked for beside every move.
OF_MOVES = Recount(
    "moves of cases",
    """
WITH counting AS (
  SELECT v.id AS procedure_version_id, t ->> 'code' AS transition, measure
  FROM workflow_procedureversion v, jsonb_array_elements(v.definition -> 'transitions') t,
    jsonb_array_elements_text(t -> 'measures') AS measure
  WHERE measure = ANY(%(measures)s)
)
, undone AS MATERIALIZED (
  SELECT case_id, seq - 1 AS seq FROM workflow_caseevent WHERE at >= %(since)s AND code = 'workflow.undone'
), moved AS MATERIALIZED (
  SELECT c.procedure_version_id, e.transition, (e.at AT TIME ZONE %(zone)s)::date AS day, e.unit_id, c.category,
    count(*) AS moves
  FROM workflow_caseevent e JOIN workflow_case c ON c.id = e.case_id
  WHERE e.at >= %(since)s AND e.at < %(until)s AND e.transition = ANY(ARRAY(SELECT transition FROM counting))
    AND (e.case_id, e.seq) NOT IN (SELECT case_id, seq FROM undone)
  GROUP BY 1, 2, 3, 4, 5
)
SELECT measure, day, unit_id, category, 0 AS bucket, sum(moves)::bigint AS count, NULL::numeric AS amount
FROM moved JOIN counting USING (procedure_version_id, transition)
GROUP BY 1, 2, 3, 4
""",
)
_CODED = """
SELECT measure, (e.at AT TIME ZONE %(zone)s)::date AS day, e.unit_id, c.category, 0 AS bucket,
  count(*) AS count, NULL::numeric AS amount
FROM workflow_caseevent e JOIN workflow_case c ON c.id = e.case_id, unnest(%(measures)s::text[]) AS measure
WHERE e.at >= %(since)s AND e.at < %(until)s AND e.code = measure
GROUP BY 1, 2, 3, 4
"""
OF_EVENTS = Recount("events of cases", _CODED)
# The promise of every case: where it began and ended. Cases are counted before they are named, and a
# version, whose definition is large, is read once and not for every case.
_OF_CLOCKS = Recount(
    "promises of cases",
    """
WITH versions AS MATERIALIZED (
  SELECT id, definition ->> 'directorate' AS directorate FROM workflow_procedureversion
), answered AS (
  SELECT c.id, c.procedure_version_id, c.clock_ended_at, c.due_at, c.unit_id, c.category, c.entered_by_id,
    floor(extract(epoch FROM c.clock_ended_at - c.received_at))::bigint AS seconds, min(e.seq) AS events
  FROM workflow_case c LEFT JOIN workflow_caseevent e ON e.case_id = c.id AND e.at = c.clock_ended_at
  WHERE c.clock_ended_at >= %(since)s AND c.clock_ended_at < %(until)s AND c.received_at IS NOT NULL
  GROUP BY c.id
), ended AS (
  SELECT procedure_version_id, (clock_ended_at AT TIME ZONE %(zone)s)::date AS day, unit_id, category,
    width_bucket(seconds, %(edges)s::bigint[]) AS bucket, count(*) AS cases, sum(seconds) AS seconds,
    sum(events) AS events, count(*) FILTER (WHERE clock_ended_at <= due_at) AS kept, count(entered_by_id) AS at_counter
  FROM answered GROUP BY 1, 2, 3, 4, 5
), begun AS (
  SELECT procedure_version_id, (received_at AT TIME ZONE %(zone)s)::date AS day, unit_id, category, count(*) AS cases
  FROM workflow_case WHERE received_at >= %(since)s AND received_at < %(until)s GROUP BY 1, 2, 3, 4
), counted AS (
  SELECT procedure_version_id, day, unit_id, category, 'handled' AS name, bucket, cases AS count, seconds AS amount
  FROM ended
  UNION ALL
  SELECT procedure_version_id, day, unit_id, category, told.name, 0, told.count, told.amount
  FROM (
    SELECT procedure_version_id, day, unit_id, category, sum(cases) AS cases, sum(events) AS events,
      sum(kept) AS kept, sum(at_counter) AS at_counter
    FROM ended GROUP BY 1, 2, 3, 4
  ) AS whole, LATERAL (VALUES
    ('kept', kept, NULL), ('steps', cases, events), ('at_counter', at_counter, NULL)
  ) AS told(name, count, amount)
  UNION ALL
  SELECT procedure_version_id, day, unit_id, category, 'begun', 0, cases, NULL FROM begun
)
SELECT v.directorate || '.' || name AS measure, day, unit_id, category, bucket,
  sum(count)::bigint AS count, sum(amount) AS amount
FROM counted JOIN versions v ON v.id = procedure_version_id
WHERE v.directorate || '.' || name = ANY(%(measures)s)
GROUP BY 1, 2, 3, 4, 5
""",
)
# What is open at the end of a day, once for each day that a case is open at the end of.
_OF_NIGHTS = Recount(
    "open cases at night",
    """
WITH versions AS MATERIALIZED (
  SELECT id, definition ->> 'directorate' AS directorate FROM workflow_procedureversion
), opened AS (
  SELECT c.procedure_version_id, c.unit_id, c.received_at,
    (c.received_at AT TIME ZONE %(zone)s)::date AS received_on,
    (c.clock_ended_at AT TIME ZONE %(zone)s)::date AS ended_on
  FROM workflow_case c
  WHERE c.received_at < %(until)s AND (c.clock_ended_at IS NULL OR c.clock_ended_at >= %(since)s)
    AND (c.clock_ended_at AT TIME ZONE %(zone)s)::date IS DISTINCT FROM (c.received_at AT TIME ZONE %(zone)s)::date
), nights AS (
  SELECT procedure_version_id, unit_id, night::date AS day,
    floor(extract(epoch FROM ((night + interval '1 day') AT TIME ZONE %(zone)s) - received_at))::bigint AS seconds
  FROM opened, generate_series(
    greatest(received_on, %(first)s::date)::timestamp,
    least(ended_on - 1, %(last)s::date, %(over)s::date)::timestamp,
    interval '1 day'
  ) AS night
), counted AS MATERIALIZED (
  SELECT procedure_version_id, unit_id, day, width_bucket(seconds, %(edges)s::bigint[]) AS bucket,
    count(*) AS cases, sum(seconds) AS seconds
  FROM nights GROUP BY 1, 2, 3, 4
)
SELECT v.directorate || '.open_age' AS measure, day, unit_id, '' AS category, bucket,
  sum(cases)::bigint AS count, sum(seconds) AS amount
FROM counted JOIN versions v ON v.id = procedure_version_id
WHERE v.directorate || '.open_age' = ANY(%(measures)s)
GROUP BY 1, 2, 3, 5
""",
)
_OF_QUESTIONS = Recount(
    "questions of cases",
    """
WITH versions AS MATERIALIZED (
  SELECT id, definition ->> 'directorate' AS directorate FROM workflow_procedureversion
), asked AS (
  SELECT c.procedure_version_id, (r.asked_at AT TIME ZONE %(zone)s)::date AS day, c.unit_id, c.category,
    count(*) AS questions, count(*) FILTER (WHERE r.is_automatic) AS at_once
  FROM workflow_referral r JOIN workflow_case c ON c.id = r.case_id
  WHERE r.asked_at >= %(since)s AND r.asked_at < %(until)s GROUP BY 1, 2, 3, 4
)
SELECT v.directorate || '.' || name AS measure, day, unit_id, category, 0 AS bucket,
  sum(count)::bigint AS count, NULL::numeric AS amount
FROM asked JOIN versions v ON v.id = procedure_version_id,
  LATERAL (VALUES ('asked', questions), ('answered_at_once', at_once)) AS told(name, count)
WHERE v.directorate || '.' || name = ANY(%(measures)s)
GROUP BY 1, 2, 3, 4
""",
)
MEASURES = (
    Measure(
        "workflow.breached",
        _("Promises not kept"),
        _(
            "Cases that were not done by the day they were promised for, on that day; once a promise."
        ),
        OF_EVENTS,
    ),
)


def counted_by_moves(code: str, label: str | Promise, definition: str | Promise) -> Measure:
    """A measure that transitions name: the engine counts it in the commit of the move."""
    return Measure(code, label, definition, OF_MOVES)


def of_directorate(code: str) -> tuple[Measure, ...]:
    """What the engine counts of the cases of every directorate."""
    return (*_of_clocks(code), *_of_questions(code))


def _of_clocks(code: str) -> tuple[Measure, ...]:
    return (
        Measure(
            f"{code}.{counting.BEGUN}",
            _("Promises begun"),
            _("Cases whose promised time began to run, on that day."),
            _OF_CLOCKS,
        ),
        Measure(
            f"{code}.{counting.HANDLED}",
            _("Time until the answer"),
            _(
                "From the beginning of the promise to its end, pauses included, on the day it ended."
            ),
            _OF_CLOCKS,
            Kind.TIME,
        ),
        Measure(
            f"{code}.{counting.KEPT}",
            _("Promises kept"),
            _("Cases that were answered by the moment they were promised for, on that day."),
            _OF_CLOCKS,
        ),
        Measure(
            f"{code}.{counting.STEPS}",
            _("Steps of a case"),
            _("Entries in the ledger of a case until its answer, on the day of the answer."),
            _OF_CLOCKS,
            Kind.SUM,
        ),
        Measure(
            f"{code}.{counting.AT_COUNTER}",
            _("Cases entered at a counter"),
            _("Answered cases for which somebody had come to a counter, on the day of the answer."),
            _OF_CLOCKS,
        ),
        Measure(
            f"{code}.{counting.OPEN_AGE}",
            _("Age of open cases"),
            _("How long the cases that were open at the end of a day had been open, each day."),
            _OF_NIGHTS,
            Kind.LEVEL,
        ),
    )


def _of_questions(code: str) -> tuple[Measure, ...]:
    return (
        Measure(
            f"{code}.{counting.ASKED}",
            _("Questions to other directorates"),
            _("Questions that cases put to other directorates, on the day they were asked."),
            _OF_QUESTIONS,
        ),
        Measure(
            f"{code}.{counting.ANSWERED_AT_ONCE}",
            _("Questions answered at once"),
            _("Questions that were answered by the machine in the moment they were asked."),
            _OF_QUESTIONS,
        ),
    )
