"""The proof of the figures: every measure is counted again from the records and compared with its tallies."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from interior_portal.shared import clock
from interior_portal.shared.months import add_months
from interior_portal.tallies import registry
from interior_portal.tallies.actions import ADDED
from interior_portal.tallies.models import Proof
from interior_portal.tallies.queries import Period
from interior_portal.tallies.registry import Kind, Measure, Recount
from interior_portal.tallies.spread import DIGITS, EDGES

LOCK = 0x7A11  # the advisory lock of mending
WORK_MEM, WORKERS = "256MB", "2"
_CHOSEN = "WHERE measure = ANY(%(measures)s) AND day BETWEEN %(first)s AND %(last)s"
_BY_DAY = """
SELECT {numbers} FROM tallies_dailytally {chosen}
UNION ALL SELECT {numbers} FROM tallies_tallydelta {chosen}
"""
_BY_MONTH = "SELECT {numbers} FROM tallies_monthlytally {chosen}"
_MONTHS_OF_DAYS = """
SELECT measure, date_trunc('month', day)::date AS day, unit_id, category, count, amount, spread
FROM tallies_dailytally {chosen}
"""
# The counts of buckets, as the tallies keep them.
_RECOUNTED = """
SELECT {key}, count, amount,
  CASE WHEN measure = ANY(%(spread)s) THEN count * ('1e' || %(digits)s::integer * bucket)::numeric END AS spread
FROM ({recount}) AS by_bucket
"""
# One snapshot for both sides: what is counted meanwhile is on both or on none.
_COMPARED = """
WITH counted AS MATERIALIZED (
  SELECT {key}, sum(count) AS count, coalesce(sum(amount), 0) AS amount, coalesce(sum(spread), 0) AS spread
  FROM ({counted}) AS tally GROUP BY {key}
  HAVING sum(count) <> 0 OR coalesce(sum(amount), 0) <> 0 OR coalesce(sum(spread), 0) <> 0
), recounted AS MATERIALIZED (
  SELECT {key}, sum(count) AS count, coalesce(sum(amount), 0) AS amount, coalesce(sum(spread), 0) AS spread
  FROM ({again}) AS again GROUP BY {key}
  HAVING sum(count) <> 0 OR coalesce(sum(amount), 0) <> 0 OR coalesce(sum(spread), 0) <> 0
), compared AS (
  SELECT {key}, c.count AS counted, c.amount AS counted_amount, c.spread AS counted_spread,
    r.count AS recounted, r.amount AS recounted_amount, r.spread AS recounted_spread,
    (c.count, c.amount, c.spread) IS DISTINCT FROM (r.count, r.amount, r.spread) AS differs
  FROM counted c FULL JOIN recounted r USING ({key})
)
"""
_TOLD = """
SELECT whole.*, told.* FROM (
  SELECT count(*), count(*) FILTER (WHERE differs) FROM compared
) AS whole LEFT JOIN (
  SELECT {key}, counted, counted_amount, recounted, recounted_amount,
    counted_spread IS DISTINCT FROM recounted_spread
  FROM compared WHERE differs ORDER BY {key} LIMIT 100
) AS told ON true
"""
# What is lacking or too much, as further deltas: right also when something is counted at the same time.
_LACKING = """
SELECT {key}, coalesce(recounted, 0) - coalesce(counted, 0),
  nullif(coalesce(recounted_amount, 0) - coalesce(counted_amount, 0), 0),
  nullif(coalesce(recounted_spread, 0) - coalesce(counted_spread, 0), 0)
FROM compared WHERE differs
"""
_MENDED = "INSERT INTO tallies_tallydelta ({key}, count, amount, spread)" + _LACKING
_MENDED_MONTHS = (
    "INSERT INTO tallies_monthlytally AS tally ({key}, count, amount, spread)" + _LACKING + ADDED
)
_KEY = "measure, day, unit_id, category"


def _sql(text: str, **parts: str) -> str:
    return text.format(key=_KEY, numbers=f"{_KEY}, count, amount, spread", chosen=_CHOSEN, **parts)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what the records say; None where one side has no such figure.

    `is_spread` when its times lie in other buckets, though there may be as many of them.
    """

    measure: str
    day: dt.date
    unit_id: int
    category: str
    counted: int | None
    counted_amount: Decimal | None
    recounted: int | None
    recounted_amount: Decimal | None
    is_spread: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many figures were compared, how many differ, and the first hundred of these."""

    compared: int
    differences: int
    told: tuple[Difference, ...]


def comparisons(period: Period) -> Iterator[tuple[str, Comparison]]:
    """Each way of counting again with what it found, in one statement each; then months against days.

    Days of the zone of the Authority. Reads all records of the period: minutes for millions.
    """
    for recount, codes in _shared(registry.measures()):
        yield recount.name, _compared(_sql(_BY_DAY), _again(recount), codes, period)
    codes = [measure.code for measure in registry.measures()]
    yield "months", _compared(_sql(_BY_MONTH), _sql(_MONTHS_OF_DAYS), codes, _whole_months(period))


def prove(period: Period) -> tuple[Proof, tuple[Difference, ...]]:
    """Compare everything and keep what came of it; the proof and the first differences of each way."""
    found = [comparison for _name, comparison in comparisons(period)]
    proof = Proof.objects.create(
        first=period.first,
        last=period.last,
        at=clock.now(),
        compared=sum(each.compared for each in found),
        differences=sum(each.differences for each in found),
    )
    return proof, tuple(itertools.chain.from_iterable(each.told for each in found))


@transaction.atomic
def mend(period: Period) -> int:
    """Count what lacks and take back what is too much, so that the figures say what the records say; how many.

    For measures that are new to an installation, and after a fault; then months that are not the sum of their
    days. Each way in one statement; one such mending at a time, or both would count what lacks.
    """
    mended = _mend_days(period, registry.measures())
    compared = _sql(_COMPARED, counted=_sql(_BY_MONTH), again=_sql(_MONTHS_OF_DAYS))
    codes = [measure.code for measure in registry.measures()]
    with connection.cursor() as cursor:
        cursor.execute(compared + _sql(_MENDED_MONTHS), _parameters(codes, _whole_months(period)))
        return mended + int(cursor.rowcount)


@transaction.atomic
def take_levels(period: Period) -> int:
    """Count what was open at the end of each day that is over; nothing else counts levels. How many figures changed.

    Any number of times: a day that was taken is only mended.
    """
    return _mend_days(period, [m for m in registry.measures() if m.kind is Kind.LEVEL])


def _mend_days(period: Period, measures: Iterable[Measure]) -> int:
    """One at a time, or two would both count what lacks."""
    mended = 0
    with _widely() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for recount, codes in _shared(measures):
            compared = _sql(_COMPARED, counted=_sql(_BY_DAY), again=_again(recount))
            cursor.execute(compared + _sql(_MENDED), _parameters(codes, period))
            mended += cursor.rowcount
    return mended


@contextmanager
def _widely() -> Iterator[CursorWrapper]:
    """A transaction that may take the memory and the processes that millions of rows need, and no page may."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('work_mem', %s, true), set_config('max_parallel_workers_per_gather', %s, true)",
            [WORK_MEM, WORKERS],
        )
        yield cursor


def _again(recount: Recount) -> str:
    return _sql(_RECOUNTED, recount=recount.sql)


def moments_of(period: Period) -> tuple[dt.datetime, dt.datetime]:
    """When the period begins and when it is over, where the Authority works."""
    return _midnight(period.first), _midnight(period.last + dt.timedelta(days=1))


def _shared(measures: Iterable[Measure]) -> Iterator[tuple[Recount, list[str]]]:
    """The ways of counting again, each with the measures that share it."""
    ordered = sorted(measures, key=lambda measure: measure.recount.name)
    for recount, group in itertools.groupby(ordered, key=attrgetter("recount")):
        yield recount, [measure.code for measure in group]


def _compared(counted: str, again: str, codes: list[str], period: Period) -> Comparison:
    sql = _sql(_COMPARED, counted=counted, again=again) + _sql(_TOLD)
    with _widely() as cursor:
        cursor.execute(sql, _parameters(codes, period))
        rows = cursor.fetchall()
    compared, differences = rows[0][:2]
    told = tuple(Difference(*row[2:]) for row in rows if row[2] is not None)
    return Comparison(int(compared), int(differences), told)


def _parameters(codes: list[str], period: Period) -> dict[str, Any]:
    since, until = moments_of(period)
    return {
        "measures": codes,
        "first": period.first,
        "last": period.last,
        "since": since,
        "until": until,
        "over": clock.today() - dt.timedelta(days=1),
        "zone": settings.TIME_ZONE,
        "edges": list(EDGES),
        "spread": [code for code in codes if registry.get_measure(code).kind in registry.SPREAD],
        "digits": DIGITS,
    }


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _whole_months(period: Period) -> Period:
    """The months that the period touches."""
    after = add_months(period.last.replace(day=1), 1)
    return Period(period.first.replace(day=1), after - dt.timedelta(days=1))
