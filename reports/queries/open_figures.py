"""Open figures: what everybody may read of a month, once it has been over for ten days.

Whole months only: of a running month that grows from day to day, the difference of two days would tell single cases.
What is open at the end of a month is not told, since it would tell small numbers of months that withhold theirs.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from interior_portal.tallies.boards import Board, Figure, Way, boards
from reports.queries.figures import Readings, read
from reports.rules import periods
from reports.rules.disclosure import FEWEST, may_share, publish
from reports.rules.values import Value

LATE = dt.timedelta(days=10)
FEWEST_FOR_P95 = 20  # of fewer cases the 95th of 100 is one of the last two
PARTS = ("category", "unit")
UNTOLD = frozenset({Way.OPEN, Way.AGE})


@dataclass(frozen=True, slots=True)
class OpenCell:
    """A figure of a month, whole or of one part; `value` is None where it is withheld.

    `by` is "", "category" or "unit", `part` its code and `name` its name. Of money there is a cell for each currency.
    """

    month: dt.date
    figure: Figure
    by: str
    part: str
    name: str
    value: Value | None


def open_boards() -> list[Board]:
    return [board for board in boards() if board.is_open]


def open_figures(board: Board) -> list[Figure]:
    """The figures of a board that are published."""
    return [figure for figure in board.figures if figure.way not in UNTOLD]


def open_months(year: int) -> list[dt.date]:
    """The months of a year that have been over for ten days."""
    return [
        month
        for month in periods.year(year).months()
        if periods.month_of(month).last + LATE <= clock.today()
    ]


def newest_year() -> int:
    """The year of the newest month that is published."""
    following = clock.today() - LATE + dt.timedelta(days=1)
    return (following.replace(day=1) - dt.timedelta(days=1)).year


def cells(board: Board, year: int) -> list[OpenCell]:
    """All that is published of a board and a year, month by month. Four statements, however many figures."""
    months = open_months(year)
    if not months:
        return []
    names = {"category": board.categories(), "unit": _unit_names()}
    figures = open_figures(board)
    counted = [figure for figure in figures if figure.way is Way.COUNT]
    others = [figure for figure in figures if figure.way is not Way.COUNT]
    spans = [periods.month_of(month) for month in months]
    counts, whole = read(counted, spans, apart=PARTS), read(others, spans)
    found: list[OpenCell] = []
    for place, month in enumerate(months):
        found += _counts(counted, counts, place, month, names)
        for figure in others:
            found += _whole(figure, whole.value(figure, place), month)
    return found


def _unit_names() -> dict[str, str]:
    return {str(unit.pk): unit.name for unit in Unit.objects.all()}


def _counts(
    figures: Sequence[Figure],
    read_: Readings,
    place: int,
    month: dt.date,
    names: Mapping[str, Mapping[str, str]],
) -> Iterator[OpenCell]:
    """Counts, whole and by parts; each respect is a table of its own with the same totals."""
    totals = [read_.value(figure, place).count for figure in figures]
    for by in PARTS:
        keys = _keys(figures, read_, by)
        table = {key: [_part(figure, read_, place, by, key) for figure in figures] for key in keys}
        told = publish(totals, {key: row for key, row in table.items() if any(row)})
        if by == PARTS[0]:
            yield from (
                OpenCell(month, figure, "", "", "", _count(total))
                for figure, total in zip(figures, told.totals, strict=True)
            )
        for key, row in told.parts.items():
            name = names[by].get(key, key)
            yield from (
                OpenCell(month, figure, by, key, name, _count(count))
                for figure, count in zip(figures, row, strict=True)
            )


def _keys(figures: Sequence[Figure], read_: Readings, by: str) -> list[str]:
    return read_.categories(figures) if by == "category" else [str(pk) for pk in read_.units()]


def _part(figure: Figure, read_: Readings, place: int, by: str, key: str) -> int:
    if by == "category":
        return read_.value(figure, place, category=key).count
    return read_.value(figure, place, units=[int(key)]).count


def _count(count: int | None) -> Value | None:
    return None if count is None else Value(count, count)


def _whole(figure: Figure, value: Value, month: dt.date) -> Iterator[OpenCell]:
    """Shares, times and money are told of the whole only."""
    told: Value | None = value if _may_tell(figure, value) else None
    if figure.way is not Way.MONEY:
        yield OpenCell(month, figure, "", "", "", _coarse(figure, told))
        return
    for code, amount in value.amounts.items():
        kept = None if told is None else Value(None, 0, {code: amount})
        yield OpenCell(month, figure, "currency", code, code, kept)


def _may_tell(figure: Figure, value: Value) -> bool:
    if value.number is None:
        return True  # there was nothing to tell of
    if figure.way is Way.SHARE:
        return may_share(round(value.number * value.count), value.count)
    return value.count >= (FEWEST_FOR_P95 if figure.way is Way.P95 else FEWEST)


def _coarse(figure: Figure, value: Value | None) -> Value | None:
    """Shares in whole per cent: with a total that is withheld they would tell it."""
    if value is None or value.number is None or figure.way is not Way.SHARE:
        return value
    return Value(round(value.number, 2), value.count)
