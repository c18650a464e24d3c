"""Figures: the merged tallies and what has not been merged yet, read in one statement each."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

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
