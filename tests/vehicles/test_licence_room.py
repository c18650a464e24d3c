"""The longest names, addresses and makes that the register keeps, in every format and both pairs of languages."""

import datetime as dt
import io
import itertools
import re
import subprocess
from collections import Counter
from functools import lru_cache

import pikepdf
import pytest
from django.utils import translation

from interior_portal.documents.formats import Format
from interior_portal.documents.render import Copy, TooLong
from interior_portal.documents.rows import PaperRow
from tests.vehicles import licences
from tests.vehicles.test_licence_paper import RASTERS, codes_of
from vehicles import papers
from vehicles.models import Ownership, Plate, Town

CASES = [(form, second) for form in Format for second in ("kmr", "en")]
PAGES = {Format.A4: 1, Format.CARD: 2, Format.SLIP: 1}
MARKS = {
    Format.A4: {"C.1", "C.1.1", "C.1.2", "C.1.3", "D.1", "D.2", "D.3", "P.5", "K"},
    Format.CARD: {"C.1", "C.1.3", "D.1", "D.3", "P.5"},
    Format.SLIP: {"C.1", "D.1", "D.3"},
}
LINE = 3.0  # points: words whose feet are nearer stand on one line, as the smallest are 4.5 pt high
TOUCH = 0.7  # points by which the boxes of two words may meet
ARABIC = re.compile("[\u0621-\u064a]{2,}")
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\\s]")


def _rows() -> list[PaperRow]:
    first = licences.owner(1200, licences.LONGEST_ADDRESS, **licences.LONGEST_OWNER)
    others = [licences.owner(shares) for shares in (600, 300, 300)]
    return licences.rows_of([first, *others], **licences.LONGEST_VEHICLE)


@lru_cache
def _longest(form: Format, second: str) -> bytes:
    seal = licences.seal_of("X" * papers.LONGEST_NAME)
    return licences.drawn(_rows(), form, second, seal=seal)


def _read(pdf: bytes, *how: str) -> str:
    done = subprocess.run(["pdftotext", *how, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def _arabic_words(text: str) -> Counter[str]:
    return Counter(ARABIC.findall(text))


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def _boxes(pdf: bytes) -> list[list[tuple[float, ...]]]:
    """Left, top, right and bottom of the words of each page, in points; before them the size of the page."""
    pages = []
    for page in _read(pdf, "-bbox").split("<page ")[1:]:
        rows = [re.findall(r'="([\d.]+)"', line) for line in page.splitlines()]
        pages.append([tuple(map(float, row)) for row in rows if row])
    return pages


@pytest.mark.parametrize(("form", "second"), CASES)
def test_the_longest_licence_has_as_many_pages_as_any(form: Format, second: str) -> None:
    assert _pages(_longest(form, second)) == PAGES[form]


@pytest.mark.parametrize(("form", "second"), CASES)
def test_no_word_stands_on_another_or_beyond_the_edge(form: Format, second: str) -> None:
    for size, *words in _boxes(_longest(form, second)):
        width, height = size
        assert all(word[0] > 0 and word[2] < width and word[3] - LINE < height for word in words)
        overlapping = [
            (one, other)
            for one, other in itertools.combinations(words, 2)
            if abs(one[3] - other[3]) < LINE
            and min(one[2], other[2]) - max(one[0], other[0]) > TOUCH
        ]
        assert overlapping == []


@pytest.mark.parametrize(("form", "second"), CASES)
def test_no_letter_is_lost(form: Format, second: str) -> None:
    rows = [row for row in _rows() if row.mark in MARKS[form]]
    read = _read(_longest(form, second), "-raw")
    text = BIDI.sub("", read)
    for value in (row.in_language(second)[1] for row in rows):
        assert BIDI.sub("", value) in text or ARABIC.search(value), value
    # Lines of Arabic are read from the left, so their words are counted.
    values = {row.in_language(language)[1] for row in rows for language in ("ar", second)}
    assert _arabic_words(" ".join(values)) - _arabic_words(read) == Counter()


@pytest.mark.parametrize(("form", "second"), CASES)
def test_both_codes_are_read_from_a_scan_and_from_a_thermal_print(
    form: Format, second: str
) -> None:
    link = f"http://localhost:8000/check/{'a' * 22}/".encode()
    codes = {licences.seal_of("X" * papers.LONGEST_NAME), link}
    for raster in RASTERS:
        assert codes_of(_longest(form, second), raster) == codes, raster


def test_a_copy_of_the_longest_card_has_two_sides_too() -> None:
    copy = Copy(12, dt.date(2026, 11, 22))
    assert _pages(licences.drawn(_rows(), Format.CARD, copy=copy)) == PAGES[Format.CARD]


def test_what_no_card_has_room_for_is_refused_and_not_cut() -> None:
    rows = [PaperRow("Address", "A" * 3_000, mark="C.1.3")]
    with pytest.raises(TooLong, match="instead of 2"):
        licences.drawn(rows, Format.CARD)


def _holder(owners: list[Ownership], language: str) -> str:
    (row,) = (row for row in licences.rows_of(owners) if row.mark == "C.1")
    return row.in_language(language)[1]


def test_few_owners_are_all_named_with_their_shares() -> None:
    owners = [licences.owner(800) for _number in range(3)]
    assert _holder(owners, "en") == ", ".join(["Azad Xelîl (800/2400)"] * 3)


def test_many_owners_are_counted_the_same_in_every_language() -> None:
    owners = [licences.owner(1, name_arabic="آزاد " * 12 + "خليل") for _number in range(2400)]
    for language, rest in (
        ("en", " and 2398 more owners"),
        ("ar", " و2398 مالكا آخر"),
        ("kmr", " û 2398 xwediyên din"),
    ):
        said = _holder(owners, language)
        assert said.endswith(rest)
        assert said.count("(1/2400)") == 2


def test_the_first_owner_is_named_whole_however_long() -> None:
    owners = [licences.owner(1200, **licences.LONGEST_OWNER), licences.owner(1200)]
    with translation.override("en"):
        whole = owners[0].person.full_name
    assert _holder(owners, "en") == f"{whole} (1200/2400) and 1 more owner"


def test_the_seal_never_cuts_the_number_of_a_plate_and_marks_what_it_cuts() -> None:
    plate = Plate(town=Town(name_ar="القامشلي " * 9), series="AB", number="1234567890")
    sealed = papers._sealed_plate(plate)
    assert len(sealed) <= papers.LONGEST_PLATE
    assert sealed.decode().endswith("… AB 1234567890")
    short = Plate(town=Town(**licences.TOWN), number="123456")
    assert papers._sealed_plate(short).decode() == "القامشلي 123456"
    assert papers._bytes("é" * 31, 60).decode() == "é" * 28 + "…"
