"""The numbers of an edition asked for again, by the queries that were kept with them."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from interior_portal.tallies.boards import Board, get_figure
from reports.models import FigureRow, Snapshot
from reports.queries.annual.areas import values_of
from reports.queries.annual.board_chapters import parts_of
from reports.queries.figures import Readings, read
from reports.rules.annual.numbers import Number, digest_of, rounded
from reports.rules.periods import find_span


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of the report, and what its query says now."""

    row: FigureRow
    now: Decimal | None


def differences(snapshot: Snapshot) -> list[Difference]:
    """The numbers whose query says something else today: corrected later, or wrong. A few statements a board."""
    rows = list(snapshot.rows.all())
    deriver = Deriver(rows)
    found = []
    for row in rows:
        now = deriver.value(row.query)
        if now != row.value:
            found.append(Difference(row, now))
    return found


def broken(snapshot: Snapshot) -> list[str]:
    """What no longer fits its hash: the ids of numbers, and `snapshot` where the whole does not."""
    numbers = [number_of(row) for row in snapshot.rows.all()]
    rows = {row.number: row.digest for row in snapshot.rows.all()}
    found = [each.number for each in numbers if each.digest != rows[each.number]]
    if digest_of(numbers, snapshot.content) != snapshot.digest:
        found.append("snapshot")
    return found


def number_of(row: FigureRow) -> Number:
    """A kept number as it was when it was taken."""
    label = {"ar": row.label_ar, "kmr": row.label_kmr}
    return Number(
        row.number, row.chapter, label, row.query, row.way, row.currency, rounded(row.value)
    )


class Deriver:
    """Reads each board and span once, and the areas of each year once."""

    def __init__(self, rows: Collection[FigureRow]) -> None:
        self._readings: dict[tuple[str, str, str], Readings] = {}
        self._years: dict[int, Mapping[Any, Decimal | int | None]] = {}
        for row in rows:
            if "figure" in row.query:
                board = get_figure(row.query["figure"])[0]
                self._read(board, row.query["span"], row.query.get("within", ""))

    def value(self, query: Mapping[str, Any]) -> Decimal | None:
        """What a query says now."""
        if "figure" in query:
            return self._figure(query)
        year = query["year"]
        if year not in self._years:
            self._years[year] = values_of(year)
        found = self._years[year].get((query["area"], query["of"], query["what"]))
        return rounded(Decimal(found)) if found is not None else None

    def _figure(self, query: Mapping[str, Any]) -> Decimal | None:
        board, figure = get_figure(query["figure"])
        where: dict[str, Any] = {}
        if "month" in query:
            where["month"] = dt.date.fromisoformat(query["month"])
        if "unit" in query:
            where["units"] = (query["unit"],)
        if "category" in query:
            where["category"] = query["category"]
        readings = self._readings[board.code, query["span"], query.get("within", "")]
        value = readings.value(figure, 0, **where)
        parts = {code: number for _way, number, code in parts_of(figure, value)}
        return rounded(parts.get(query.get("currency", "")))

    def _read(self, board: Board, code: str, within: str) -> None:
        if (board.code, code, within) in self._readings:
            return
        span = find_span(code)
        if span is None:
            raise ValueError(f"a number was kept with no span: {code}")
        unit_ids = [int(pk) for pk in within.split(",")] if within else None
        apart = ("month", "unit", "category")
        found = read(board.figures, [span], unit_ids=unit_ids, apart=apart)
        self._readings[board.code, code, within] = found
