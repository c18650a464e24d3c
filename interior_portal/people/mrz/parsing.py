"""Lines of the right length as a zone."""

import datetime as dt
from collections.abc import Iterator, Sequence

from interior_portal.people.mrz.check_digits import FILLER
from interior_portal.people.mrz.checking import check_digits, document_number, wrong_check_digit
from interior_portal.people.mrz.dates import is_number, read_birth, read_expiry
from interior_portal.people.mrz.findings import fields_of, missing, problem, wrong_characters
from interior_portal.people.mrz.layouts import Layout
from interior_portal.people.mrz.names import BETWEEN_IDENTIFIERS
from interior_portal.people.mrz.records import Mrz, PartialDate, Problem

UNSPECIFIED = "X"
_SEX = {"M": "M", "F": "F", FILLER: UNSPECIFIED}


def parse(layout: Layout, lines: Sequence[str], today: dt.date) -> Mrz:
    """The zone in lines that have the layout's width."""
    surname, _, given = layout.name.of(lines).partition(BETWEEN_IDENTIFIERS)
    number = document_number(layout, lines)
    born = read_birth(layout.birth.of(lines), today) or PartialDate()
    return Mrz(
        format=layout.format,
        type=layout.type.of(lines).rstrip(FILLER),
        issuer=layout.issuer.of(lines).rstrip(FILLER),
        surname=_spaced(surname),
        given=_spaced(given),
        name_may_be_truncated=layout.name.of(lines)[-1] != FILLER,
        number=number.text.rstrip(FILLER),
        nationality=layout.nationality.of(lines).rstrip(FILLER),
        birth=born.exact,
        born=born,
        sex=_SEX.get(layout.sex.of(lines), ""),
        expiry=read_expiry(layout.expiry.of(lines), today),
        optional=number.optional.rstrip(FILLER),
        optional2=layout.optional2.of(lines).rstrip(FILLER) if layout.optional2 else "",
        lines=tuple(lines),
        check_digits=tuple(check for check, _ in check_digits(layout, lines)),
        problems=tuple(_problems(layout, lines, today)),
    )


def _spaced(identifier: str) -> str:
    return " ".join(filter(None, identifier.split(FILLER)))


def _problems(layout: Layout, lines: Sequence[str], today: dt.date) -> Iterator[Problem]:
    """Causes first: a wrong character before the check digits that it spoils."""
    if not layout.is_known_code(code := layout.type.of(lines)):
        yield problem("unknown_document_code", "document_code", layout.type, found=code)
    for field in fields_of(layout):
        yield from wrong_characters(field, lines)
        yield from missing(field, lines)
    yield from _impossible_dates(layout, lines, today)
    if (sex := layout.sex.of(lines)) not in _SEX:
        expected = FILLER if sex == UNSPECIFIED else ""
        yield problem("unknown_sex_code", "sex", layout.sex, found=sex, expected=expected)
    for check, slot in check_digits(layout, lines):
        if not check.ok:
            yield wrong_check_digit(check, slot)


def _impossible_dates(layout: Layout, lines: Sequence[str], today: dt.date) -> Iterator[Problem]:
    """Dates of the right characters that no calendar has."""
    birth, expiry = layout.birth.of(lines), layout.expiry.of(lines)
    if is_number(birth.replace(FILLER, "0")) and read_birth(birth, today) is None:
        yield problem("impossible_date", "birth_date", layout.birth, found=birth)
    if is_number(expiry) and read_expiry(expiry, today) is None:
        yield problem("impossible_date", "expiry_date", layout.expiry, found=expiry)
