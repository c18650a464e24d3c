"""Tallies of two years for tests/bench/figures.py: written straight into the tables of days and months.

Cells are what so many cases would leave: a busy one always, a rare one by chance. The same units, categories
and measures for any number of cases; times are spread log-normally over their buckets.
"""

import datetime as dt
import random
from typing import Any

from django.db import connection

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit
from interior_portal.shared.copying import Sheet
from interior_portal.tallies.registry import SPREAD, Kind, measures
from interior_portal.tallies.spread import DIGITS, EDGES

YEAR = 2026
UNITS = 8
CATEGORIES = {
    "visas": ("entry", "travel"),
    "vehicles": (
        "FIRST_REGISTRATION", "RENEWAL", "CHANGE_OF_OWNER", "CHANGE_OF_DETAILS", "DUPLICATE",
        "PLATE_EXCHANGE", "SUSPENSION", "SCRAPPING", "CORRECTION",
    ),
    "payments": ("USD", "SYP"),
}  # fmt: skip
SHARES = {"visas": 0.7, "vehicles": 0.3}
MEDIAN_SECONDS, SIGMA = 90_000, 1.1
# Each cell has its expected count; a fraction of one comes by chance.
_DAYS = """
INSERT INTO tallies_dailytally (day, measure, unit_id, category, count, amount, spread)
SELECT day, measure, unit, category, sum(cell), sum(cell * each),
  sum(cell * ('1e' || %(digits)s::integer * bucket)::numeric)
FROM (
  SELECT day, c.*, unit, floor(c.expected + random())::bigint AS cell
  FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS d(day),
    unnest(%(units)s::bigint[]) AS unit, bench_cell c
) AS drawn WHERE cell > 0
GROUP BY measure, day, unit, category ORDER BY measure, day, unit, category
"""
_MONTHS = """
INSERT INTO tallies_monthlytally (day, measure, unit_id, category, count, amount, spread)
SELECT date_trunc('month', day)::date, measure, unit_id, category, sum(count), sum(amount), sum(spread)
FROM tallies_dailytally GROUP BY 2, 1, 3, 4 ORDER BY 2, 1, 3, 4
"""


def fill(cases: int) -> tuple[int, int]:
    """The tallies of so many cases a year; how many rows of days and of months there are."""
    cast.create()
    units = _units()
    first, last = dt.date(YEAR - 1, 1, 1), dt.date(YEAR, 12, 31)
    days = (last - first).days + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_cell (measure text, category text, bucket integer,"
            " expected double precision, each numeric)"
        )
        sheet = Sheet("bench_cell", ("measure", "category", "bucket", "expected", "each"))
        for measure, category, bucket, share, each in _cells():
            sheet.add(measure, category, bucket, repr(2 * cases * share / days / len(units)), each)
        sheet.write()
        cursor.execute(_DAYS, {"first": first, "last": last, "units": units, "digits": DIGITS})
        counted = cursor.rowcount
        cursor.execute(_MONTHS)
        months = cursor.rowcount
        cursor.execute("DROP TABLE bench_cell")
        cursor.execute("VACUUM ANALYZE tallies_dailytally, tallies_monthlytally")
    return counted, months


def _units() -> list[int]:
    authority = Unit.objects.get(kind=Unit.Kind.AUTHORITY)
    made = [
        Unit.objects.create(
            code=f"bench-{number}",
            kind=Unit.Kind.CENTRE,
            parent=authority,
            name_ar=f"مركز {number}",
            name_kmr=f"Navend {number}",
            name_en=f"Centre {number}",
        )
        for number in range(UNITS)
    ]
    return [unit.pk for unit in made]


def _cells() -> list[tuple[str, str, int | None, float, Any]]:
    """Measure, category, bucket, how many of each case of the year, and the amount of one."""
    spread = _spread()
    found: list[tuple[str, str, int | None, float, Any]] = []
    for measure in measures():
        directorate = measure.code.partition(".")[0]
        if directorate not in {*CATEGORIES, "workflow"}:
            continue
        of = CATEGORIES.get(directorate) or (*CATEGORIES["visas"], *CATEGORIES["vehicles"])
        for category in of:
            share = SHARES.get(directorate, 1.0) / len(of)
            if measure.kind in SPREAD:
                found += [
                    (measure.code, category, bucket, share * part, EDGES[bucket])
                    for bucket, part in spread.items()
                ]
            else:
                each = {Kind.COUNT: None, Kind.MONEY: 30, Kind.SUM: 5}[measure.kind]
                found.append((measure.code, category, None, share, each))
    return found


def _spread() -> dict[int, float]:
    """How times fall into the buckets."""
    from interior_portal.tallies.spread import bucket_of

    dice, drawn, found = random.Random(11), 200_000, dict[int, float]()
    for _ in range(drawn):
        seconds = int(MEDIAN_SECONDS * dice.lognormvariate(0, SIGMA))
        bucket = bucket_of(seconds)
        found[bucket] = found.get(bucket, 0) + 1 / drawn
    return found


def drawn(dice: random.Random) -> tuple[str, int, str]:
    """Measure, unit and category of one more delta."""
    directorate = dice.choice(("visas", "vehicles"))
    name = dice.choice(("submitted", "begun", "kept"))
    return (
        f"{directorate}.{name}",
        dice.randrange(12, 12 + UNITS),
        dice.choice(CATEGORIES[directorate]),
    )


def write_deltas(count: int, dice: random.Random) -> None:
    """So many deltas at once."""
    sheet = Sheet("tallies_tallydelta", ("day", "measure", "unit_id", "category", "count"))
    day = dt.date(YEAR, 10, 14)
    for _ in range(count):
        measure, unit, category = drawn(dice)
        sheet.add(day - dt.timedelta(dice.randrange(3)), measure, unit, category, 1)
    sheet.write()
