"""Counts, and merges what was counted."""

import datetime as dt
from decimal import Decimal

from django.db import connection

from interior_portal.shared import clock
from interior_portal.tallies import registry
from interior_portal.tallies.models import TallyDelta
from interior_portal.tallies.spread import bucket_of, spread_of

FOLD_SIZE = 5000

# To a row that is there; what neither has stays empty.
ADDED = """
  ON CONFLICT (measure, day, unit_id, category) DO UPDATE
  SET count = tally.count + excluded.count,
      amount = coalesce(tally.amount + excluded.amount, tally.amount, excluded.amount),
      spread = coalesce(tally.spread + excluded.spread, tally.spread, excluded.spread)
"""
# One statement, so a reader sees every delta either unmerged or merged. Locked deltas belong to
# another fold; the order of the upsert keeps two folds from waiting for each other in a circle.
# The batch is chosen once: as a subquery it may be run again for each row, and skip what it has locked.
_MERGED = """
  INSERT INTO {table} AS tally (day, measure, unit_id, category, count, amount, spread)
  SELECT {day}, measure, unit_id, category, sum(count), sum(amount), sum(spread) FROM gone
  GROUP BY measure, {day}, unit_id, category
  ORDER BY measure, {day}, unit_id, category
  {added} RETURNING 1
"""
MONTH = "date_trunc('month', day)::date"
_FOLD = """
WITH batch AS MATERIALIZED (
  SELECT id FROM tallies_tallydelta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM tallies_tallydelta WHERE id IN (SELECT id FROM batch)
  RETURNING day, measure, unit_id, category, count, amount, spread
), by_day AS ({by_day}), by_month AS ({by_month})
SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM by_day), (SELECT count(*) FROM by_month)
"""
_FOLDED = _FOLD.format(
    by_day=_MERGED.format(table="tallies_dailytally", day="day", added=ADDED),
    by_month=_MERGED.format(table="tallies_monthlytally", day=MONTH, added=ADDED),
)


def count(
    measure: str,
    *,
    unit_id: int,
    category: str = "",
    count: int = 1,
    amount: Decimal | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Count something in the transaction that makes it true; a correction is a negative count.

    `at` (now by default) decides the day, which is the local one. Of a measure of time the amount is in
    whole seconds and decides the bucket. One statement. `LookupError` for a measure nobody registered.
    """
    is_spread = registry.get_measure(measure).kind in registry.SPREAD
    TallyDelta.objects.create(
        day=clock.day_of(at or clock.now()),
        measure=measure,
        unit_id=unit_id,
        category=category,
        count=count,
        amount=amount,
        spread=spread_of(bucket_of(abs(int(amount or 0))), count) if is_spread else None,
    )


def fold(limit: int = FOLD_SIZE) -> int:
    """Merge up to `limit` deltas into the tallies of their days and months; how many were merged.

    One statement; any number of folds may run at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLDED, [limit])
        return int(cursor.fetchone()[0])
