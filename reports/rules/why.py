"""Why a figure changed: its difference between two spans, split so that the parts always add up to the whole. Pure.

What can be added up (counts, what is open) is split by subtraction. A share or a mean changes for two reasons: its
parts changed, and their weights did. With s the weight of a part in all cases and r its own share, the part's doing is
s'r' - sr - R(s' - s), where R is the mean of the whole's two values: what came from the part itself and what from its
weight. The weights of all parts add up to 1, so their doings add up to the difference, exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.boards import Figure, Way
from reports.rules.values import Value

ADDED_UP = frozenset({Way.COUNT, Way.OPEN})
SHOWN = 4  # parts that are named; the others stand together
_CENTS = 100  # amounts have two decimals at most


class Pair(NamedTuple):
    """A value before and now."""

    before: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Doing:
    """What one part did to the whole. `key` is None for all that are not named, `values` then too."""

    key: str | None
    values: Pair | None
    by: Fraction


class _Held(NamedTuple):
    """A value as a fraction: so much of something, over so many."""

    top: Fraction
    over: int


def explained_by(figure: Figure) -> Figure | None:
    """The figure whose difference can be split. Quantiles of parts do not add up: their mean stands for them.

    None for money, whose currencies are never added up, and for ages, which are of one day.
    """
    if figure.way in {Way.MEDIAN, Way.P95}:
        return replace(
            figure,
            way=Way.MEAN,
            label=_("Average time until the answer"),
            definition=_(
                "The usual time cannot be split into parts. The average can: it is what this page explains."
            ),
        )
    return None if figure.way in {Way.MONEY, Way.AGE} else figure


def difference(figure: Figure, whole: Pair) -> Fraction | None:
    """How much a figure changed, exactly; None where it has no value in one of the spans."""
    if figure.way is Way.MONEY:
        return None  # each currency changed for itself
    if figure.way in ADDED_UP:
        return Fraction(whole.now.count - whole.before.count)
    before, now = _held(whole.before), _held(whole.now)
    if not before.over or not now.over:
        return None
    return _rate(now) - _rate(before)


def explain(figure: Figure, whole: Pair, parts: Mapping[str, Pair]) -> list[Doing]:
    """What each part did, the strongest first; parts that did nothing are left out. Their sum is the difference.

    Empty where there is no difference to explain. The parts must be all of the whole.
    """
    if difference(figure, whole) is None:
        return []
    doing = _subtracted if figure.way in ADDED_UP else _weighted
    found = [Doing(key, pair, doing(pair, whole)) for key, pair in parts.items()]
    return sorted(
        (each for each in found if each.by), key=lambda each: (-abs(each.by), each.key or "")
    )


def shortened(doings: Sequence[Doing], most: int = SHOWN) -> list[Doing]:
    """The strongest, and all others in one; the sum stays what it is."""
    if len(doings) <= most + 1:
        return list(doings)
    rest = sum((each.by for each in doings[most:]), Fraction())
    return [*doings[:most], Doing(None, None, rest)]


def rounded(shares: Sequence[Fraction], step: Fraction) -> list[int]:
    """The parts in whole steps whose sum is the sum of all, rounded: who lost most by rounding gets the rest."""
    exact = [share / step for share in shares]
    down = [each.__floor__() for each in exact]
    lacking = round(sum(exact, Fraction())) - sum(down)
    order = sorted(range(len(exact)), key=lambda place: (down[place] - exact[place], place))
    for place in order[:lacking]:
        down[place] += 1
    return down


def _subtracted(pair: Pair, _whole: Pair) -> Fraction:
    return Fraction(pair.now.count - pair.before.count)


def _weighted(pair: Pair, whole: Pair) -> Fraction:
    """The part's top over the whole's number: that is s times r, also where there was nothing of the part."""
    before, now = _held(whole.before), _held(whole.now)
    part_before, part_now = _held(pair.before), _held(pair.now)
    middle = (_rate(before) + _rate(now)) / 2
    weight = Fraction(part_now.over, now.over) - Fraction(part_before.over, before.over)
    return part_now.top / now.over - part_before.top / before.over - middle * weight


def _held(value: Value) -> _Held:
    top = Fraction(round((value.number or 0) * value.count * _CENTS), _CENTS)
    return _Held(top, value.count)


def _rate(held: _Held) -> Fraction:
    return held.top / held.over
