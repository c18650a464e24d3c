"""Counting in bulk: heaps of deltas gathered in memory, then written beside those of single commits."""

import datetime as dt
from decimal import Decimal

from interior_portal.shared.copying import Sheet

Key = tuple[dt.date, str, int, str, int]  # day, measure, unit, category, bucket


class Heap:
    """Counts and amounts by their key; `write` leaves one delta for each key, which a fold merges."""

    def __init__(self) -> None:
        self.counts: dict[Key, tuple[int, Decimal | int | None]] = {}

    def count(
        self,
        day: dt.date,
        measure: str,
        unit_id: int,
        category: str,
        *,
        bucket: int = 0,
        count: int = 1,
        amount: Decimal | int | None = None,
    ) -> None:
        key = (day, measure, unit_id, category, bucket)
        before = self.counts.get(key)
        if before is None:
            self.counts[key] = (count, amount)
        else:
            self.counts[key] = (before[0] + count, _sum(before[1], amount))

    def add(self, other: "Heap") -> None:
        """What another heap holds too."""
        for (day, measure, unit, category, bucket), (count, amount) in other.counts.items():
            self.count(day, measure, unit, category, bucket=bucket, count=count, amount=amount)

    def write(self) -> int:
        """All of it as deltas, in the caller's transaction; how many."""
        columns = ("day", "measure", "unit_id", "category", "bucket", "count", "amount")
        sheet = Sheet("tallies_tallydelta", columns)
        for key, (count, amount) in sorted(self.counts.items()):
            sheet.add(*key, count, amount)
        written = len(sheet)
        sheet.write()
        self.counts = {}
        return written


def _sum(one: Decimal | int | None, other: Decimal | int | None) -> Decimal | int | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other
