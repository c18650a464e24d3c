"""Counts, and merges what was counted."""

import datetime as dt
from decimal import Decimal

from django.db import connection

from interior_portal.shared import clock
from interior_portal.tallies import registry
from interior_portal.tallies.models import TallyDelta

FOLD_SIZE = 5000

# One statement, so a reader sees every delta either unmerged or merged. Locked deltas belong to
# another fold; the order of the upsert keeps two folds from waiting for each other in a circle.
# The batch is chosen once: as a subquery it may be run again for each row, and skip what it has locked.
_FOLD = """
WITH batch AS MATERIALIZED (
  SELECT id FROM tallies_tallydelta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM tallies_tallydelta WHERE id IN (SELECT id FROM batch)
  RETURNING day, measure, unit_id, category, count, amount
), merged AS (
  INSERT INTO tallies_dailytally AS tally (day, measure, unit_id, category, count, amount)
  SELECT day, measure, unit_id, category, sum(count), sum(amount) FROM gone
  GROUP BY measure, day, unit_id, category ORDER BY measure, day, unit_id, category
  ON CONFLICT (measure, day, unit_id, category) DO UPDATE
  SET count = tally.count + excluded.count,
      amount = CASE WHEN tally.amount IS NULL THEN excluded.amount
                    ELSE tally.amount + coalesce(excluded.amount, 0) END
  RETURNING 1
)
SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM merged)
"""


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

    `at` (now by default) decides the day, which is the local one. One statement. `LookupError` for a
    measure nobody registered.
    """
    registry.get_measure(measure)
    TallyDelta.objects.create(
        day=clock.day_of(at or clock.now()),
        measure=measure,
        unit_id=unit_id,
        category=category,
        count=count,
        amount=amount,
    )


def fold(limit: int = FOLD_SIZE) -> int:
    """Merge up to `limit` deltas into the daily tallies; how many were merged.

    One statement; any number of folds may run at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, [limit])
        return int(cursor.fetchone()[0])
