"""What of a table of counts may be published, so that nobody is found in a small number. Pure.

One table: the figures of a month, whole and by parts (kinds, or units). Figures of a board are sums of one another
(what is answered was granted, refused or withdrawn): so a part is given whole or not at all, and of the totals at least
two are withheld or none. What is withheld adds up to `FEWEST` at least in each figure, so that no subtraction tells a
small number. The rule follows the cell suppression of official statistics (Hundepool and others, Statistical
Disclosure Control, 2012, chapter 4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5  # a smaller number of cases, other than none, is not told
Counts = Sequence[int]  # one for each figure, in one order


@dataclass(frozen=True, slots=True)
class Published:
    """What is told; None where it is withheld."""

    totals: tuple[int | None, ...]
    parts: Mapping[str, tuple[int | None, ...]]


def publish(totals: Counts, parts: Mapping[str, Counts]) -> Published:
    """What of the totals and of their parts may be told. The parts add up to the totals."""
    withheld = _withheld_parts(parts)
    nothing = (None,) * len(totals)
    told = _totals(totals)
    return Published(
        told,
        {
            key: nothing
            if key in withheld
            else tuple(
                None if total is None else count for count, total in zip(counts, told, strict=True)
            )
            for key, counts in parts.items()
        },
    )


def is_small(count: int) -> bool:
    """Corrections may have made a count negative: that tells of a few cases too."""
    return count != 0 and count < FEWEST


def may_share(top: int, over: int) -> bool:
    """Whether a share may be told: neither those who are in it nor those who are not are few."""
    return over >= FEWEST and not is_small(top) and not is_small(over - top)


def _withheld_parts(parts: Mapping[str, Counts]) -> set[str]:
    """The parts with a small number, and the next smallest until no figure gives them away."""
    withheld = {key for key, counts in parts.items() if any(map(is_small, counts))}
    if not withheld:
        return withheld
    others = sorted(
        (sum(counts), key) for key, counts in parts.items() if key not in withheld and any(counts)
    )
    for _size, key in others:
        if not _gives_away([parts[each] for each in withheld]):
            break
        withheld.add(key)
    return withheld


def _gives_away(withheld: Sequence[Counts]) -> bool:
    """Whether a figure's total less what is told leaves one part's number, or a few cases."""
    sums = [sum(counts) for counts in zip(*withheld, strict=True)]
    return any(map(is_small, sums)) or (len(withheld) == 1 and any(sums))


def _totals(totals: Counts) -> tuple[int | None, ...]:
    """Small totals are withheld, and the next smallest with them where one would stand alone."""
    hidden = {place for place, total in enumerate(totals) if is_small(total)}
    others = sorted((total, place) for place, total in enumerate(totals) if total >= FEWEST)
    for _total, place in others:
        if not hidden or (len(hidden) > 1 and sum(totals[each] for each in hidden) >= FEWEST):
            break
        hidden.add(place)
    return tuple(None if place in hidden else total for place, total in enumerate(totals))
