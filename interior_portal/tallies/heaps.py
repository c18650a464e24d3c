"""Counting in bulk: heaps of deltas gathered in memory, then written beside those of single commits."""

import datetime as dt
from decimal import Decimal
from typing import Any

from interior_portal.shared.copying import Sheet
from interior_portal.tallies.spread import spread_of

Key = tuple[dt.date, str, int, str]  # day, measure, unit, category
Numbers = tuple[int, Decimal | int | None, int | None]  # count, amount, spread


class Heap:
    """Counts, amounts and spreads by their key; `write` leaves one delta for each key, which a fold merges."""

    def __init__(self) -> None:
        self.told: dict[Key, Numbers] = {}

    def count(
        self,
        day: dt.date,
        measure: str,
        unit_id: int,
        category: str,
        *,
        bucket: int | None = None,
        count: int = 1,
        amount: Decimal | int | None = None,
    ) -> None:
        """One thing more, or several; the bucket is that of a measure which is spread."""
        spread = None if bucket is None else spread_of(bucket, count)
        self._put((day, measure, unit_id, category), (count, amount, spread))

    def add(self, other: "Heap") -> None:
        """What another heap holds too."""
        for key, numbers in other.told.items():
            self._put(key, numbers)

    def write(self) -> int:
        """All of it as deltas, in the caller's transaction; how many."""
        columns = ("day", "measure", "unit_id", "category", "count", "amount", "spread")
        sheet = Sheet("tallies_tallydelta", columns)
        for key, numbers in sorted(self.told.items()):
            sheet.add(*key, *numbers)
        written = len(sheet)
        sheet.write()
        self.told = {}
        return written

    def _put(self, key: Key, more: Numbers) -> None:
        before = self.told.get(key)
        if before is None:
            self.told[key] = more
        else:
            self.told[key] = (
                before[0] + more[0],
                _sum(before[1], more[1]),
                _sum(before[2], more[2]),
            )


def _sum(one: Any, other: Any) -> Any:
    """Of what is of one kind; nothing added to nothing stays nothing."""
    if one is None or other is None:
        return other if one is None else one
    return one + other
