"""Figures: the merged tallies and what has not been merged yet, read in one statement each.

A long period is read from months, its ends from days, and what came a moment ago from the deltas.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from interior_portal.shared.months import add_months
from interior_portal.tallies.models import Proof

# Both tables in one snapshot: a fold in between is seen whole or not at all.
_PER_DAY = """
SELECT day, sum(count), sum(amount)
FROM (
  SELECT day, measure, unit_id, category, count, amount FROM tallies_dailytally
  UNION ALL
  SELECT day, measure, unit_id, category, count, amount FROM tallies_tallydelta
) AS tally
WHERE measure = %(measure)s AND day BETWEEN %(first)s AND %(last)s
  AND (%(units)s::bigint[] IS NULL OR unit_id = ANY(%(units)s::bigint[]))
  AND (%(category)s::text IS NULL OR category = %(category)s::text)
GROUP BY day
"""
_CHOSEN = """measure = ANY(%(measures)s) AND (%(units)s::bigint[] IS NULL OR unit_id = ANY(%(units)s::bigint[]))"""
_PART = """
SELECT {number} AS period, measure{inner}, count, amount FROM tallies_{table}
WHERE day >= %(from{number}_{part})s AND day < %(to{number}_{part})s AND {chosen}"""
# One pass over the rows, however many ways they are apart.
_SUMS = """
SELECT period, measure, {outer}, sum(count), sum(amount)
FROM ({parts}) AS tally GROUP BY GROUPING SETS ({sets}) ORDER BY 1, 2, 3, 4, 5, 6
"""
COLUMNS = {
    "unit": "unit_id",
    "category": "category",
    "bucket": "bucket",
    "month": "date_trunc('month', day)::date",
}


class Period(NamedTuple):
    """Days `first` to `last`, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Total:
    """How many, and how much money where the measure has amounts."""

    count: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class DayTotal:
    """One day of a series."""

    day: dt.date
    count: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of a period (its place among those asked for); what was not asked `by` is None."""

    period: int
    measure: str
    unit: int | None
    category: str | None
    bucket: int | None
    month: dt.date | None
    count: int
    amount: Decimal | None


def total(
    measure: str,
    *,
    first: dt.date,
    last: dt.date,
    unit_ids: Collection[int] | None = None,
    category: str | None = None,
) -> Total:
    """The sum over days `first` to `last`, both included; all units and categories unless named."""
    days = _days(measure, first, last, unit_ids, category)
    amounts = [day.amount for day in days if day.amount is not None]
    return Total(sum(day.count for day in days), sum(amounts, Decimal()) if amounts else None)


def series(
    measure: str,
    *,
    first: dt.date,
    last: dt.date,
    unit_ids: Collection[int] | None = None,
    category: str | None = None,
) -> list[DayTotal]:
    """One entry for every day from `first` to `last`, days without a count included."""
    found = {day.day: day for day in _days(measure, first, last, unit_ids, category)}
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [found.get(day) or DayTotal(day, 0, None) for day in days]


def sums(
    measures: Collection[str],
    periods: Sequence[Period],
    *,
    apart: Sequence[Collection[str]] = ((),),
    unit_ids: Collection[int] | None = None,
) -> list[Sum]:
    """Sums of measures over periods, once for each way in `apart`: any of unit, category, bucket, month.

    One statement. All units unless named. Periods may overlap; each is summed for itself.
    """
    used = {name for by in apart for name in by}
    if unknown := used - COLUMNS.keys():
        raise ValueError(f"sums are never apart by {sorted(unknown)}")
    parameters: dict[str, Any] = {
        "measures": list(measures),
        "units": None if unit_ids is None else list(unit_ids),
    }
    chosen = {name: column for name, column in COLUMNS.items() if name in used}
    inner = "".join(f", {column} AS {name}" for name, column in chosen.items())
    outer = ", ".join(name if name in used else "NULL" for name in COLUMNS)
    parts = []
    # The span before a year is that of a year before too: it is read once.
    places: dict[Period, list[int]] = {}
    for number, period in enumerate(periods):
        places.setdefault(period, []).append(number)
    for number, period in enumerate(places):
        for part, (table, begins, ends) in enumerate(_parts(period)):
            parameters |= {f"from{number}_{part}": begins, f"to{number}_{part}": ends}
            parts.append(
                _PART.format(number=number, part=part, table=table, inner=inner, chosen=_CHOSEN)
            )
    sets = ", ".join(f"({', '.join(('period', 'measure', *by))})" for by in apart)
    sql = _SUMS.format(parts=" UNION ALL ".join(parts), sets=sets, outer=outer)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    asked = list(places.values())
    return [
        Sum(place, measure, unit, category, bucket, month, int(count), amount)
        for period, measure, unit, category, bucket, month, count, amount in rows
        for place in asked[period]
    ]


def newest_proof() -> Proof | None:
    """The last time the figures were counted again from the records; one query."""
    return Proof.objects.order_by("-at").first()


def _parts(period: Period) -> Iterator[tuple[str, dt.date, dt.date]]:
    """Where a period is read: table, first day, the day after the last."""
    after = period.last + dt.timedelta(days=1)
    first_month, last_month = _month_from(period.first), after.replace(day=1)
    yield "tallydelta", period.first, after
    if first_month >= last_month:
        yield "dailytally", period.first, after
        return
    yield "monthlytally", first_month, last_month
    if period.first < first_month:
        yield "dailytally", period.first, first_month
    if last_month < after:
        yield "dailytally", last_month, after


def _month_from(day: dt.date) -> dt.date:
    """The first month that begins on this day or later."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1)


def _days(
    measure: str,
    first: dt.date,
    last: dt.date,
    unit_ids: Collection[int] | None,
    category: str | None,
) -> list[DayTotal]:
    parameters: dict[str, Any] = {
        "measure": measure,
        "first": first,
        "last": last,
        "units": None if unit_ids is None else list(unit_ids),
        "category": category,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PER_DAY, parameters)
        return [DayTotal(day, int(count), amount) for day, count, amount in cursor.fetchall()]
