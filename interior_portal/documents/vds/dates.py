"""Dates as integers: MMDDYYYY in three bytes and its relatives (Doc 9303-13 section 2.3.1).

Masked dates and datetimes follow ICAO's "Datastructure for Barcode".
"""

import datetime as dt
import re

DATE_LENGTH = 3
MASKED_DATE_LENGTH = 4
DATETIME_LENGTH = 6
NO_DATE = bytes(DATE_LENGTH)
ISO_DATE = re.compile(r"([0-9x]{4})-([0-9x]{2})-([0-9x]{2})")


def encode_date(date: dt.date | None) -> bytes:
    """Three bytes; no date is three zeros."""
    if date is None:
        return NO_DATE
    return int(f"{date.month:02d}{date.day:02d}{date.year:04d}").to_bytes(DATE_LENGTH, "big")


def decode_date(data: bytes) -> dt.date | None:
    """The date of three bytes, None for three zeros. Raises ValueError for no real day."""
    if len(data) != DATE_LENGTH:
        raise ValueError("a date has three bytes")
    if data == NO_DATE:
        return None
    month_and_day, year = divmod(int.from_bytes(data, "big"), 10_000)
    month, day = divmod(month_and_day, 100)
    return dt.date(year, month, day)


def encode_masked_date(text: str) -> bytes:
    """Encode `YYYY-MM-DD` where any digit may be an unknown `x`: a mask byte, then the date."""
    found = ISO_DATE.fullmatch(text.lower())
    if found is None:
        raise ValueError("a masked date reads YYYY-MM-DD, with x for what is not known")
    year, month, day = found.groups()
    digits = month + day + year
    mask = sum(0x80 >> at for at, digit in enumerate(digits) if digit == "x")
    number = int(digits.replace("x", "0"))
    masked = bytes([mask]) + number.to_bytes(DATE_LENGTH, "big")
    decode_masked_date(masked)
    return masked


def decode_masked_date(data: bytes) -> str:
    """`YYYY-MM-DD` with `x` for every masked digit. Raises ValueError for what cannot be a date."""
    if len(data) != MASKED_DATE_LENGTH:
        raise ValueError("a masked date has four bytes")
    number = f"{int.from_bytes(data[1:], 'big'):08d}"
    is_masked = [bool(data[0] & (0x80 >> at)) for at in range(8)]
    if any(masked and digit != "0" for masked, digit in zip(is_masked, number, strict=True)):
        raise ValueError("a masked digit must be written as zero")
    digits = "".join(
        "x" if masked else digit for masked, digit in zip(is_masked, number, strict=True)
    )
    month, day, year = digits[:2], digits[2:4], digits[4:]
    if not any(is_masked):
        return dt.date(int(year), int(month), int(day)).isoformat()
    if not (_could_be(month, range(1, 13)) and _could_be(day, range(1, 32))):
        raise ValueError(f"{digits} cannot be a date")
    return f"{year}-{month}-{day}"


def _could_be(digits: str, numbers: range) -> bool:
    pattern = re.compile(digits.replace("x", "[0-9]"))
    return any(pattern.fullmatch(f"{number:02d}") for number in numbers)


def encode_datetime(moment: dt.datetime) -> bytes:
    """Six bytes: MMDDYYYYhhmmss as an integer; the zone is not written."""
    digits = f"{moment.month:02d}{moment.day:02d}{moment.year:04d}{moment:%H%M%S}"
    return int(digits).to_bytes(DATETIME_LENGTH, "big")


def decode_datetime(data: bytes) -> dt.datetime:
    """The naive moment of six bytes. Raises ValueError for what is no moment."""
    if len(data) != DATETIME_LENGTH:
        raise ValueError("a datetime has six bytes")
    digits = f"{int.from_bytes(data, 'big'):014d}"
    month, day, year = int(digits[:-12]), int(digits[-12:-10]), int(digits[-10:-6])
    hour, minute, second = int(digits[-6:-4]), int(digits[-4:-2]), int(digits[-2:])
    return dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (the field has no zone)
