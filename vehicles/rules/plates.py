"""Plates as people write them: with or without the town, with spaces and hyphens, in digits of any script."""

import re
from dataclasses import dataclass

from interior_portal.shared.text import normalise

_SIGNS = re.compile(r"[\s\-–—/.·]+")
_PARTS = re.compile(r"(?P<before>[^\d]*)(?P<number>\d{1,10})(?P<after>[^\d]*)")


@dataclass(frozen=True, slots=True)
class PlateText:
    """What was typed, taken apart: the digits, and the letters before or after them (town or series)."""

    number: str
    letters: str


def read_plate(text: str) -> PlateText | None:
    """The plate that a text means; None when it has no digits, or digits in more than one place.

    Leading noughts are part of a number: 000123 is not 123.
    """
    cleaned = _SIGNS.sub("", normalise(text)).upper()
    found = _PARTS.fullmatch(cleaned)
    return PlateText(found["number"], found["before"] + found["after"]) if found else None
