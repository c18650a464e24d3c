"""Figures of spans, read from the tallies and nothing else, in three statements at most."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from interior_portal.shared import clock
from interior_portal.tallies import queries
from interior_portal.tallies.boards import Figure, Way
from interior_portal.tallies.queries import Period, Sum
from reports.rules.periods import Span, month_of
from reports.rules.values import SHARES, Value, value_of

SINCE = dt.date(2000, 1, 1)  # nothing was counted before it
APART = ("month", "unit", "category")
Key = tuple[int, str, str, object]  # the span, the measure, apart by what, and which of those


@dataclass(frozen=True, slots=True)
class Where:
    """What part of a span is asked for: at most one of a month, units, a category."""

    span: int
    month: dt.date | None
    units: Collection[int] | None
    category: str | None

    def chosen(self) -> tuple[str, list[Any]]:
        """Apart by what, and which of those."""
        asked = {
            "month": None if self.month is None else [self.month],
            "unit": None if self.units is None else list(self.units),
            "category": None if self.category is None else [self.category],
        }
        given = [(by, which) for by, which in asked.items() if which is not None]
        if len(given) > 1:
            raise KeyError("figures are not read by two things at once")
        return given[0] if given else ("", [None])


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read; `value` makes a figure of it without asking again."""

    spans: tuple[Span, ...]
    apart: tuple[str, ...]
    _counted: dict[Key, list[Sum]] = field(repr=False)
    _since: dict[Key, list[Sum]] = field(repr=False)  # of measures that tell what is open
    _ages: dict[Key, list[Sum]] = field(repr=False)  # of measures of a day

    def value(
        self,
        figure: Figure,
        span: int = 0,
        *,
        month: dt.date | None = None,
        units: Collection[int] | None = None,
        category: str | None = None,
    ) -> Value:
        """A figure of a span (its place among those asked for), or of one month, units or category of it.

        `KeyError` where it was not read apart by that.
        """
        where = Where(span, month, units, category)
        return value_of(
            figure, *(self._parts(figure, measure, where) for measure in figure.measures)
        )

    def units(self, span: int | None = None) -> list[int]:
        """The units that anything was counted at, in any of the spans or in one."""
        return sorted(
            {
                which
                for number, _measure, by, which in self._keys()
                if by == "unit" and isinstance(which, int) and span in {None, number}
            }
        )

    def categories(self, figures: Iterable[Figure]) -> list[str]:
        """The categories that these figures were counted in; of money they are currencies."""
        measures = {measure for figure in figures for measure in figure.measures}
        return sorted(
            {
                str(which)
                for _span, measure, by, which in self._keys()
                if by == "category" and measure in measures
            }
        )

    def _keys(self) -> set[Key]:
        return self._counted.keys() | self._since.keys() | self._ages.keys()

    def _parts(self, figure: Figure, measure: str, where: Where) -> list[Sum]:
        is_open = figure.way is Way.OPEN
        kept = {Way.OPEN: self._since, Way.AGE: self._ages}.get(figure.way, self._counted)
        by, chosen = where.chosen()
        if by and by not in self.apart:
            raise KeyError(f"not read apart by {by}")
        if is_open and by == "month":
            # What is open at the end of a month is all that came since the beginning.
            months = (
                which
                for span, name, of, which in kept
                if (span, name, of) == (where.span, measure, by)
            )
            chosen = sorted(m for m in months if isinstance(m, dt.date) and m <= chosen[0])
        return [each for one in chosen for each in kept.get((where.span, measure, by, one), [])]


def read(
    figures: Sequence[Figure],
    spans: Sequence[Span],
    *,
    unit_ids: Collection[int] | None = None,
    apart: Collection[str] = (),
) -> Readings:
    """The figures of the spans at the units (all unless named), each also apart by month, unit or category.

    One statement, one more where a figure tells what is open, which is read from the beginning of all records, and
    one more for its age, which is read of last days. An age is not apart by category.
    """
    if unknown := set(apart) - set(APART):
        raise ValueError(f"figures are never apart by {sorted(unknown)}")
    counted = [figure for figure in figures if figure.way not in {Way.OPEN, Way.AGE}]
    opened = [figure for figure in figures if figure.way is Way.OPEN]
    aged = [figure for figure in figures if figure.way is Way.AGE]
    periods = [span.period for span in spans]
    since = [Period(SINCE, period.last) for period in periods]
    return Readings(
        tuple(spans),
        tuple(apart),
        _sums(counted, periods, unit_ids, apart),
        _sums(opened, since, unit_ids, apart),
        _last_days(aged, spans, unit_ids, apart),
    )


def _sums(
    figures: Sequence[Figure],
    periods: Sequence[Period],
    unit_ids: Collection[int] | None,
    apart: Collection[str],
) -> dict[Key, list[Sum]]:
    found: dict[Key, list[Sum]] = defaultdict(list)
    if not figures:
        return found
    measures = sorted({measure for figure in figures for measure in figure.measures})
    figured = {figure.way for figure in figures}
    # Money is always apart by its currencies.
    finer = ("category",) if Way.MONEY in figured else ()
    ways = {tuple(dict.fromkeys((*filter(None, [by]), *finer))) for by in ("", *apart)}
    spread = not figured.isdisjoint(SHARES)
    for each in queries.sums(
        measures, periods, apart=sorted(ways), unit_ids=unit_ids, spread=spread
    ):
        for by, which in _places(each, finer):
            found[each.period, each.measure, by, which].append(each)
    return found


def _last_days(
    figures: Sequence[Figure],
    spans: Sequence[Span],
    unit_ids: Collection[int] | None,
    apart: Collection[str],
) -> dict[Key, list[Sum]]:
    """Sums of the last day of each span, and of the last days of its months."""
    found: dict[Key, list[Sum]] = defaultdict(list)
    if not figures:
        return found
    asked: dict[dt.date, list[tuple[int, dt.date | None]]] = defaultdict(list)
    for place, span in enumerate(spans):
        asked[_last_day(span)].append((place, None))
        if "month" in apart:
            for begins in span.months():
                asked[_last_day(month_of(begins).until(span.last))].append((place, begins))
    measures = sorted({measure for figure in figures for measure in figure.measures})
    days = list(asked)
    for each in queries.sums_of_days(measures, days, unit_ids=unit_ids):
        for place, month in asked[days[each.period]]:
            if each.unit is None:
                by, which = ("", None) if month is None else ("month", month)
                found[place, each.measure, by, which].append(each)
            elif month is None and "unit" in apart:
                found[place, each.measure, "unit", each.unit].append(each)
    return found


def _last_day(span: Span) -> dt.date:
    """The last day that is over; the first where none is."""
    return max(span.first, min(span.last, clock.today() - dt.timedelta(days=1)))


def _places(each: Sum, finer: Collection[str]) -> Iterator[tuple[str, object]]:
    """Where a sum belongs; one that is always apart by category tells of the whole too."""
    if each.month is not None:
        yield "month", each.month
    elif each.unit is not None:
        yield "unit", each.unit
    else:
        if each.category is not None:
            yield "category", each.category
        if each.category is None or "category" in finer:
            yield "", None
