"""What a figure is, from sums of its measures: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from interior_portal.tallies.boards import Figure, Way
from interior_portal.tallies.registry import Kind, get_measure
from interior_portal.tallies.spread import counts_of, quantile

SHARES = {Way.MEDIAN: 0.5, Way.P95: 0.95, Way.AGE: 0.5}


class Part(Protocol):
    """A sum of a measure (`tallies.queries.Sum`)."""

    @property
    def category(self) -> str | None: ...
    @property
    def count(self) -> int: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def spread(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of a span. `number` is None without anything to tell of: a share of nothing, a median of none.

    Counts and what is open are whole, shares lie between 0 and 1, times are seconds. Of money, `amounts` has the sum
    of each currency, and `number` is how many payments there were. `count` is how many things stand behind it.
    """

    number: float | None
    count: int
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


NOTHING = Value(None, 0)


def is_time(figure: Figure) -> bool:
    """Whether its number is a length of time, in seconds."""
    if figure.way in SHARES:
        return True
    return figure.way is Way.MEAN and get_measure(figure.measure).kind is Kind.TIME


def value_of(figure: Figure, measured: Iterable[Part], over: Iterable[Part] = ()) -> Value:
    """The value of a figure from all sums of its `measure` and of what it is held `over`."""
    parts, others = list(measured), list(over)
    count, whole = _count(parts), _count(others)
    match figure.way:
        case Way.COUNT:
            return Value(count, count)
        case Way.MONEY:
            return Value(count, count, _amounts(parts))
        case Way.OPEN:
            return Value(count - whole, count - whole)
        case Way.SHARE:
            return Value(count / whole, whole) if whole > 0 else NOTHING
        case Way.MEAN:
            return _mean(parts, count, whole if figure.over else count)
        case Way.MEDIAN | Way.P95 | Way.AGE:
            spread = sum(part.spread or 0 for part in parts)
            return Value(quantile(counts_of(spread), SHARES[figure.way]), count)


def _count(parts: Iterable[Part]) -> int:
    return sum(part.count for part in parts)


def _mean(parts: Iterable[Part], count: int, whole: int) -> Value:
    amounts = [part.amount for part in parts if part.amount is not None]
    added = float(sum(amounts, Decimal())) if amounts else float(count)
    return Value(added / whole, whole) if whole > 0 else NOTHING


def _amounts(parts: Iterable[Part]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for part in parts:
        code = part.category or ""
        found[code] = found.get(code, Decimal()) + (part.amount or Decimal())
    return dict(sorted(found.items()))
