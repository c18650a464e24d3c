"""A row of a register on paper, as somebody typed it into a table: read, or refused with every reason at once."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from interior_portal.shared.text import normalise
from vehicles.rules.ownership import WHOLE, why_not_shares
from vehicles.rules.plates import read_plate
from vehicles.rules.row_problems import Problem
from vehicles.rules.stock import why_not_named
from vehicles.rules.vin import FIRST_STANDARD_YEAR, LENGTH, clean_vin, vin_findings

REQUIRED = (
    "vin", "make", "model", "year", "colour", "fuel", "class", "origin", "plate_kind", "plate", "owner",
    "registered_on",
)  # fmt: skip
OPTIONAL = ("town", "series", "engine_number", "seats", "customs_receipt", "owner_number", "shares")
COLUMNS = (*REQUIRED, *OPTIONAL)
BETWEEN = "|"  # several owners of one vehicle
LONGEST = {"make": 60, "model": 60, "engine_number": 30, "customs_receipt": 40, "series": 6}
LONGEST_NAME, LONGEST_CARD = 160, 30
OLDEST, LATEST = 1900, 2100
MOST_SEATS = 200
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class PlateKindFacts:
    """What a kind of plate asks of a number."""

    pk: int
    least: int
    most: int
    has_town: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What a cell may say, by how people write it: keys are folded names and codes."""

    colours: Mapping[str, str]
    fuels: Mapping[str, str]
    origins: Mapping[str, str]
    classes: Mapping[str, int]
    towns: Mapping[str, int]
    plate_kinds: Mapping[str, PlateKindFacts]
    fold: Callable[[str], str]
    today: dt.date


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner as the register on paper names them; `number` is that of their identity card."""

    name: str
    number: str
    shares: int


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row that can be taken over; `columns` are those of the vehicle."""

    number: int
    columns: Mapping[str, Any]
    plate: tuple[int, int | None, str, str]  # kind, town, series, number
    owners: tuple[Owner, ...]

    @property
    def vin(self) -> str:
        vin: str = self.columns["vin"]
        return vin


class _Reading:
    """The cells of one row, and what is wrong with them so far."""

    def __init__(self, cells: Mapping[str, str], words: Words) -> None:
        self.cells = {name: normalise(text) for name, text in cells.items()}
        self.words = words
        self.problems: list[Problem] = []

    def complain(self, field: str, code: str, **params: Any) -> None:
        self.problems.append(Problem(field, code, params))

    def text(self, field: str) -> str:
        """What stands there, not longer than the register keeps it."""
        value = self.cells.get(field, "")
        if len(value) > LONGEST.get(field, len(value)):
            self.complain(field, "too_long", most=LONGEST[field])
        return value

    def one_of(self, field: str, choices: Mapping[str, Any], names: str = "") -> Any:
        value = self.cells.get(field, "")
        found = choices.get(self.words.fold(value))
        if value and found is None:
            shown = names or ", ".join(sorted({str(choice) for choice in choices.values()}))
            self.complain(field, "unknown", value=value, choices=shown)
        return found

    def count(self, field: str, most: int) -> int | None:
        value = self.cells.get(field, "")
        if not value:
            return None
        if not value.isdecimal() or len(value) > len(str(most)) or int(value) > most:
            self.complain(field, "number", value=value)
            return None
        return int(value)

    def day(self, field: str) -> dt.date | None:
        value = self.cells.get(field, "")
        found = _DAY.fullmatch(value)
        if found is None:
            if value:
                self.complain(field, "day", value=value)
            return None
        try:
            day, month, year = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
            read = dt.date(int(year), int(month), int(day))
        except ValueError:
            self.complain(field, "day", value=value)
            return None
        if read > self.words.today:
            self.complain(field, "future")
        return read


def read_row(number: int, cells: Mapping[str, str], words: Words) -> PaperRow | tuple[Problem, ...]:
    """The row of this number, or all that is wrong with it. What the register holds is not asked here."""
    reading = _Reading(cells, words)
    for field in REQUIRED:
        if not reading.cells.get(field):
            reading.complain(field, "missing")
    columns = _columns(reading)
    plate = _plate(reading)
    owners = tuple(_owners(reading))
    if reading.problems or plate is None:
        return tuple(reading.problems)
    return PaperRow(number, columns, plate, owners)


def _columns(reading: _Reading) -> dict[str, Any]:
    words = reading.words
    year = reading.cells.get("year", "")
    is_year = len(year) == len(str(OLDEST)) and year.isdecimal() and OLDEST <= int(year) <= LATEST
    if year and not is_year:
        reading.complain("year", "year", value=year)
    origin = reading.one_of("origin", words.origins)
    receipt = reading.text("customs_receipt")
    if origin == "BROUGHT_IN" and not receipt:
        reading.complain("customs_receipt", "customs")
    return {
        "vin": _vin(reading, int(year) if is_year else None),
        "model_year": int(year) if is_year else None,
        "make": reading.text("make"),
        "model": reading.text("model"),
        "colour": reading.one_of("colour", words.colours),
        "fuel": reading.one_of("fuel", words.fuels),
        "vehicle_class_id": reading.one_of("class", words.classes, _listed(words.classes)),
        "origin": origin,
        "engine_number": reading.text("engine_number"),
        "seats": reading.count("seats", MOST_SEATS),
        "customs_receipt": receipt,
        "registered_on": reading.day("registered_on"),
    }


def _listed(choices: Mapping[str, Any]) -> str:
    """The first name of each choice."""
    first = {value: name for name, value in reversed(list(choices.items()))}
    return ", ".join(reversed(first.values()))


def _vin(reading: _Reading, year: int | None) -> str:
    typed = reading.cells.get("vin", "")
    # Without a year a shorter number is given the benefit of the doubt: the year is complained about.
    assumed = FIRST_STANDARD_YEAR - 1 if year is None and len(clean_vin(typed)) < LENGTH else year
    if typed:
        for finding in vin_findings(typed, model_year=assumed):
            if finding.blocks:
                reading.complain("vin", "vin", reason=finding.refusal)
    return clean_vin(typed)


def _plate(reading: _Reading) -> tuple[int, int | None, str, str] | None:
    typed = reading.cells.get("plate", "")
    kinds = reading.words.plate_kinds
    kind: PlateKindFacts | None = reading.one_of("plate_kind", kinds, ", ".join(kinds))
    town = reading.one_of("town", reading.words.towns, _listed(reading.words.towns))
    series = reading.text("series").upper()
    read = read_plate(typed)
    if typed and (read is None or read.letters):
        reading.complain("plate", "plate", value=typed)
        return None
    if kind is None or read is None:
        return None
    if not kind.least <= len(read.number) <= kind.most:
        reading.complain("plate", "plate_digits", least=kind.least, most=kind.most)
    if kind.has_town and not reading.cells.get("town"):
        reading.complain("town", "town_missing")
    if refusal := why_not_named([series]):
        reading.complain("series", "reserved", reason=refusal)
    return kind.pk, town if kind.has_town else None, series, read.number


def _owners(reading: _Reading) -> Iterator[Owner]:
    names, numbers, shares = (
        _parts(reading, field) for field in ("owner", "owner_number", "shares")
    )
    if not any(names):
        return
    for field, parts in (("owner_number", numbers), ("shares", shares)):
        if any(parts) and len(parts) != len(names):
            reading.complain(field, "owners", owners=len(names), others=len(parts))
            return
    if any(len(name) > LONGEST_NAME for name in names) or not all(names):
        reading.complain("owner", "too_long" if all(names) else "missing", most=LONGEST_NAME)
    if any(len(number) > LONGEST_CARD for number in numbers):
        reading.complain("owner_number", "too_long", most=LONGEST_CARD)
    given = [number for number in numbers if number]
    if len(set(given)) < len(given):
        reading.complain("owner_number", "owner_twice")
    if any(shares) and not all(
        share.isdecimal() and len(share) <= len(str(WHOLE)) for share in shares
    ):
        reading.complain("shares", "number", value=reading.cells["shares"])
        return
    held = [int(share) for share in shares] if any(shares) else [WHOLE] * len(names)
    if refusal := why_not_shares(held):
        reading.complain("shares", "shares", reason=refusal)
    padded = numbers if any(numbers) else [""] * len(names)
    for name, number, share in zip(names, padded, held, strict=True):
        yield Owner(name, number, share)


def _parts(reading: _Reading, field: str) -> list[str]:
    return [part.strip() for part in reading.cells.get(field, "").split(BETWEEN)]
