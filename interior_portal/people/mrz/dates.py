"""Six-digit dates and their century (Doc 9303-3 section 4.8)."""

import calendar
import datetime as dt

from interior_portal.people.mrz.check_digits import FILLER
from interior_portal.people.mrz.records import PartialDate

WINDOW_YEARS = 50
_UNKNOWN = FILLER * 2
_LEAP_YEAR = 2000
_MONTHS, _LONGEST_MONTH = 12, 31


def read_birth(text: str, today: dt.date) -> PartialDate | None:
    """YYMMDD with `<<` for each unknown part; None when there is no such date.

    A birth lies in the past: the century is the latest that gives no date after today. A person
    over a hundred years old therefore reads as a child, as on every reader.
    """
    parts = [text[0:2], text[2:4], text[4:6]]
    if any(part != _UNKNOWN and not is_number(part) for part in parts):
        return None
    year, month, day = (None if part == _UNKNOWN else int(part) for part in parts)
    if year is not None:
        year += today.year - today.year % 100
        if (year, month or 1, day or 1) > (today.year, today.month, today.day):
            year -= 100
    return PartialDate(year, month, day) if _exists(year, month, day) else None


def read_expiry(text: str, today: dt.date) -> dt.date | None:
    """YYMMDD; None when there is no such date.

    The year is the one after 50 years ago and up to 50 years ahead.
    """
    if not is_number(text):
        return None
    year = today.year - today.year % 100 + int(text[0:2])
    if year > today.year + WINDOW_YEARS:
        year -= 100
    elif year <= today.year - WINDOW_YEARS:
        year += 100
    month, day = int(text[2:4]), int(text[4:6])
    return dt.date(year, month, day) if _exists(year, month, day) else None


def write_date(date: dt.date | PartialDate | None) -> str:
    """YYMMDD, with `<<` for what is unknown."""
    if date is None:
        date = PartialDate()
    year = None if date.year is None else date.year % 100
    return "".join(
        _UNKNOWN if part is None else f"{part:02}" for part in (year, date.month, date.day)
    )


def is_number(text: str) -> bool:
    """Whether the text has Latin digits alone."""
    return text.isascii() and text.isdigit()


def _exists(year: int | None, month: int | None, day: int | None) -> bool:
    """Whether the known parts can belong to one date."""
    if month is not None and not 1 <= month <= _MONTHS:
        return False
    if day is None:
        return True
    # Without a month any day up to 31 may be, without a year also 29 February.
    last = calendar.monthrange(year or _LEAP_YEAR, month)[1] if month else _LONGEST_MONTH
    return 1 <= day <= last
