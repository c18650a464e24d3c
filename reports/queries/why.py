"""What is needed to say why a figure changed: its values before and now, whole and in parts."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from interior_portal.tallies.boards import Figure, Way
from reports.queries.figures import Readings, read
from reports.rules.periods import Span
from reports.rules.values import NOTHING, Value
from reports.rules.why import Pair

NOW, BEFORE = 0, 1


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of two spans. Parts are by the name of a group of units, by category, by month (of the span now)."""

    figure: Figure
    spans: tuple[Span, Span]
    whole: Pair
    units: Mapping[str, Pair]
    categories: Mapping[str, Pair]
    months: Mapping[dt.date, Pair]


def compare(
    figure: Figure,
    now: Span,
    before: Span,
    *,
    unit_ids: Collection[int] | None,
    groups: Callable[[Iterable[int]], Mapping[str, Collection[int]]],
) -> Compared:
    """The figure of both spans at the units, and in parts; `groups` names units it was counted at. One statement."""
    found = read([figure], [now, before], unit_ids=unit_ids, apart=["month", "unit", "category"])
    return Compared(
        figure,
        (now, before),
        Pair(found.value(figure, BEFORE), found.value(figure, NOW)),
        {
            name: Pair(found.value(figure, BEFORE, units=ids), found.value(figure, NOW, units=ids))
            for name, ids in groups(found.units()).items()
        },
        {
            code: Pair(
                found.value(figure, BEFORE, category=code), found.value(figure, NOW, category=code)
            )
            for code in found.categories([figure])
        },
        _by_month(found, figure, now, before),
    )


def _by_month(found: Readings, figure: Figure, now: Span, before: Span) -> dict[dt.date, Pair]:
    """Months beside each other: the first of one span and of the other. What is open is of a day, and has none."""
    if figure.way is Way.OPEN:
        return {}
    pairs = zip_longest(now.months(), before.months())

    def value(span: int, month: dt.date | None) -> Value:
        return NOTHING if month is None else found.value(figure, span, month=month)

    return {ours or theirs: Pair(value(BEFORE, theirs), value(NOW, ours)) for ours, theirs in pairs}
