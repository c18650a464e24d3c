"""The name field: transliteration, separators, fillers and truncation.

Doc 9303-3 section 4.6; truncation as in parts 4 to 7, section 4.2.3, option a.
"""

from interior_portal.people.mrz.arabic import from_arabic
from interior_portal.people.mrz.check_digits import FILLER
from interior_portal.people.mrz.components import split_components
from interior_portal.people.mrz.latin import from_latin

BETWEEN_IDENTIFIERS = FILLER * 2


def name_field(surname: str, given: str, length: int) -> str:
    """Surname `<<` given names, filled up with `<` to `length` characters.

    Names may be in Latin or in Arabic letters. A person with one name only has it as the surname.
    A name that fits is never cut; one that does not fit keeps at least the first letter of the
    given name and ends in a letter at the last position. Raises NoIcaoMapping for letters without
    a mapping and ValueError when there is no name at all.
    """
    primary = _components(surname)
    secondary = _components(given)
    if not primary:
        primary, secondary = secondary, []
    if not primary:
        raise ValueError("a name is needed")
    whole = BETWEEN_IDENTIFIERS.join(map(FILLER.join, filter(None, (primary, secondary))))
    if len(whole) > length:
        whole = _truncated(primary, secondary, length)
    return whole.ljust(length, FILLER)


def _components(name: str) -> list[str]:
    return [part for word in split_components(name) for part in _letters(word).split(FILLER)]


def _letters(word: str) -> str:
    is_arabic = any("\u0600" <= c <= "\u06ff" for c in word)
    return from_arabic(word) if is_arabic else from_latin(word)


def _truncated(primary: list[str], secondary: list[str], length: int) -> str:
    # Names of one-letter components only may fill an even number of positions but not an odd
    # one: they end one position early.
    return _filled(primary, secondary, length) or _filled(primary, secondary, length - 1)


def _filled(primary: list[str], secondary: list[str], length: int) -> str:
    """The widest surname that leaves room for a given name, so that both fill their part."""
    if not secondary:
        return _cut(primary, length)
    room = length - len(BETWEEN_IDENTIFIERS)
    widest = min(_width_shown(primary, room), room - 1)
    least = min(room - widest, len(FILLER.join(secondary)))
    for width in range(least, room):
        first, second = _cut(primary, room - width), _cut(secondary, width)
        if first and second:
            return first + BETWEEN_IDENTIFIERS + second
    return ""


def _width_shown(primary: list[str], room: int) -> int:
    """The surname whole when a letter of the given name fits after it.

    Else its last component is an initial: that is what the standard's first option does.
    """
    whole = len(FILLER.join(primary))
    return whole if whole < room or len(primary) == 1 else whole - len(primary[-1]) + 1


def _cut(components: list[str], width: int) -> str:
    """Exactly `width` characters ending in a letter; empty when that cannot be.

    Cuts the last component first, each down to its initial; drops the last ones when even
    initials do not fit.
    """
    kept = components[: (width + 1) // 2]
    excess = len(FILLER.join(kept)) - width
    for place in reversed(range(len(kept))):
        cut = max(0, min(excess, len(kept[place]) - 1))
        kept[place] = kept[place][: len(kept[place]) - cut]
        excess -= cut
    return FILLER.join(kept) if excess == 0 else ""
