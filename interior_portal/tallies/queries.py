"""Figures: the merged tallies and what has not been merged yet, read in one statement each.

A long period is read from months, its ends from the fewer days, and what came a moment ago from the deltas.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
SELECT {number} AS period, measure{inner}, {sign}count AS count, {sign}amount AS amount, {sign}{spread} AS spread
FROM tallies_{table}
WHERE day >= %(from{number}_{part})s AND day < %(to{number}_{part})s AND {chosen}"""
# What is read is added up once as far apart as anybody asks, and these few rows once more for each way.
_SUMS = """
WITH finest AS MATERIALIZED (
  SELECT period, measure{names}, sum(count)::bigint AS count, sum(amount) AS amount, sum(spread) AS spread
  FROM ({parts}) AS tally GROUP BY period, measure{names}
)
SELECT period, measure, {outer}, sum(count), sum(amount), sum(spread)
FROM finest GROUP BY GROUPING SETS ({sets}) ORDER BY 1, 2, 3, 4, 5
"""
# Single days, such as the last of each month; the period is the place of the day.
_SUMS_OF_DAYS = """
SELECT array_position(%(days)s::date[], day) - 1, measure, unit, NULL, NULL, sum(count), sum(amount), sum(spread)
FROM (
  SELECT day, measure, unit_id AS unit, count, amount, spread FROM tallies_dailytally
  WHERE day = ANY(%(days)s) AND {chosen}
  UNION ALL
  SELECT day, measure, unit_id AS unit, count, amount, spread FROM tallies_tallydelta
  WHERE day = ANY(%(days)s) AND {chosen}
) AS tally GROUP BY GROUPING SETS ((day, measure), (day, measure, unit)) ORDER BY 1, 2, 3
"""
COLUMNS = {
    "unit": "unit_id",
    "category": "category",
    "month": "date_trunc('month', day::timestamp)::date",
}
# What is kept by months lies on the first of each.
_OF_MONTHS = {**COLUMNS, "month": "day"}


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
    """A sum of a period (its place among those asked for); what it is not apart by is None.

    `spread.counts_of` tells of the spread how many values each bucket has.
    """

    period: int
    measure: str
    unit: int | None
    category: str | None
    month: dt.date | None
    count: int
    amount: Decimal | None
    spread: int | None = None


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
    spread: bool = False,
) -> list[Sum]:
    """Sums of measures over periods, once for each way in `apart`: any of unit, category, month.

    One statement. All units unless named; spreads only where they are asked for. Periods may overlap; each is summed
    for itself.
    """
    # The span before a year is that of a year before too: it is read once.
    places: dict[Period, list[int]] = {}
    for number, period in enumerate(periods):
        places.setdefault(period, []).append(number)
    sql, days = _sums_of(list(places), apart, spread=spread)
    asked = list(places.values())
    return [
        replace(found, period=place)
        for found in _found(sql, measures, unit_ids, days)
        for place in asked[found.period]
    ]


def sums_of_days(
    measures: Collection[str],
    days: Sequence[dt.date],
    *,
    unit_ids: Collection[int] | None = None,
) -> list[Sum]:
    """Sums with spreads of single days that differ (`period` is the place among them), whole and by unit."""
    sql = _SUMS_OF_DAYS.format(chosen=_CHOSEN)
    return _found(sql, measures, unit_ids, {"days": list(days)})


def _found(
    sql: str,
    measures: Collection[str],
    unit_ids: Collection[int] | None,
    days: Mapping[str, Any],
) -> list[Sum]:
    units = None if unit_ids is None else list(unit_ids)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"measures": list(measures), "units": units, **days})
        rows = cursor.fetchall()
    return [
        Sum(
            *(period, measure, unit, category, month, int(count), amount),
            spread=None if numeral is None else int(numeral),
        )
        for period, measure, unit, category, month, count, amount, numeral in rows
    ]


def _sums_of(
    periods: Sequence[Period], apart: Sequence[Collection[str]], *, spread: bool
) -> tuple[str, dict[str, dt.date]]:
    """The statement, and the days it is about."""
    used = [name for name in COLUMNS if any(name in by for by in apart)]
    if unknown := {name for by in apart for name in by} - COLUMNS.keys():
        raise ValueError(f"sums are never apart by {sorted(unknown)}")
    parts: list[str] = []
    days: dict[str, dt.date] = {}
    for number, period in enumerate(periods):
        for part, (sign, table, begins, ends) in enumerate(_parts(period)):
            days |= {f"from{number}_{part}": begins, f"to{number}_{part}": ends}
            columns = _OF_MONTHS if table == "monthlytally" else COLUMNS
            parts.append(
                _PART.format(
                    number=number,
                    part=part,
                    sign=sign,
                    table=table,
                    inner="".join(f", {columns[name]} AS {name}" for name in used),
                    spread="spread" if spread else "NULL::numeric",
                    chosen=_CHOSEN,
                )
            )
    sql = _SUMS.format(
        parts=" UNION ALL ".join(parts),
        names="".join(f", {name}" for name in used),
        outer=", ".join(name if name in used else "NULL" for name in COLUMNS),
        sets=", ".join(f"({', '.join(('period', 'measure', *by))})" for by in apart),
    )
    return sql, days


def newest_proof() -> Proof | None:
    """The last time the figures were counted again from the records; one query."""
    return Proof.objects.order_by("-at").first()


def _parts(period: Period) -> Iterator[tuple[str, str, dt.date, dt.date]]:
    """Where a period is read: its sign, the table, the first day, the day after the last.

    Of a month that is not whole either its days are read, or all of it and the other days with a minus.
    """
    begins, after = period.first, period.last + dt.timedelta(days=1)
    first, end = _nearest_month(begins), _nearest_month(after)
    yield "+", "tallydelta", begins, after
    if first >= end:
        yield "+", "dailytally", begins, after
        return
    yield "+", "monthlytally", first, end
    if begins != first:
        sign = "+" if begins < first else "-"
        yield sign, "dailytally", min(begins, first), max(begins, first)
    if after != end:
        sign = "+" if end < after else "-"
        yield sign, "dailytally", min(after, end), max(after, end)


def _nearest_month(day: dt.date) -> dt.date:
    """The first of the month that begins nearest to a day."""
    this = day.replace(day=1)
    following = add_months(this, 1)
    return this if day - this < following - day else following


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
