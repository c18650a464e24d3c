"""Latin names in the letters of the zone: the whole table of section 6.A."""

import json
import unicodedata
from pathlib import Path

import pytest

from interior_portal.people.mrz import NoIcaoMapping, from_latin

SPECIMENS = Path(__file__).parents[1] / "specimens"
TABLE = json.loads((SPECIMENS / "arabic_letters.json").read_text())

# Section 6.A: all rows with the letter itself after its mark is gone, then the other rows.
WITHOUT_MARK = {
    "A": "ÀÁÂÃĀĂĄ", "C": "ÇĆĈĊČ", "D": "ÐĎĐ", "E": "ÈÉÊËĒĔĖĘĚ", "G": "ĜĞĠĢ", "H": "ĤĦ",
    "I": "ÌÍÎÏĨĪĬĮİı", "J": "Ĵ", "K": "Ķ", "L": "ĹĻĽĿŁ", "N": "ÑŃŅŇŊ", "O": "ÒÓÔÕŌŎŐ", "R": "ŔŖŘ",
    "S": "ŚŜŞŠ", "T": "ŢŤŦ", "U": "ÙÚÛŨŪŬŮŰŲ", "W": "Ŵ", "Y": "ÝŶŸ", "Z": "ŹŻŽ",
}  # fmt: skip
OTHER = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ö": "OE", "Ø": "OE", "Ü": "UE", "Þ": "TH", "Ĳ": "IJ", "Œ": "OE",
    "ẞ": "SS", "ß": "SS",
}  # fmt: skip
ROWS = {c: base for base, letters in WITHOUT_MARK.items() for c in letters} | OTHER


@pytest.mark.parametrize(("letter", "mrz"), ROWS.items())
def test_a_letter_of_the_table(letter: str, mrz: str) -> None:
    assert from_latin(letter) == mrz
    assert from_latin(letter.lower()) == mrz
    assert from_latin(unicodedata.normalize("NFD", letter)) == mrz


@pytest.mark.parametrize("row", TABLE["latin_multi_choice"], ids=lambda row: row["char"])
def test_a_letter_with_a_choice_takes_one_of_the_listed(row: dict[str, str]) -> None:
    assert from_latin(row["char"]) in row["mrz"].split("|")


@pytest.mark.parametrize(("letter", "mrz"), TABLE["kurmanji_letters"].items())
def test_kurmanji_letters(letter: str, mrz: str) -> None:
    assert from_latin(letter) == mrz


@pytest.mark.parametrize("pair", TABLE["kurmanji_latin"], ids=lambda pair: pair["mrz"])
def test_kurmanji_names(pair: dict[str, str]) -> None:
    assert from_latin(pair["latin"]) == pair["mrz"]


@pytest.mark.parametrize(
    ("name", "mrz"),
    [
        ("D'ARTAGNAN", "DARTAGNAN"),
        ("D’Artagnan", "DARTAGNAN"),
        ("O´Connor", "OCONNOR"),
        ("ʿAlāʾ", "ALA"),
        ("MARIE-ELISE", "MARIE<ELISE"),
        ("Marie\u2013Elise", "MARIE<ELISE"),
        ("ANNA, MARIA", "ANNA<MARIA"),
        ("St. John", "ST<JOHN"),
        ("A - B", "A<B"),
        ("Cem/Cemal (Beg)", "CEMCEMAL<BEG"),
        ("i̇stanbul", "ISTANBUL"),
        ("Nguyễn Đặng", "NGUYEN<DANG"),
        ("Ștefan Țepeș", "STEFAN<TEPES"),
        ("ﬁdan", "FIDAN"),
        ("  ", ""),
    ],
)
def test_punctuation_and_letters_beyond_the_table(name: str, mrz: str) -> None:
    assert from_latin(name) == mrz


@pytest.mark.parametrize(
    ("name", "letters"), [("Əli", "Ə"), ("Ahmad 2", "2"), ("Иван", "ВИАН"), ("علي", "علي")]
)
def test_letters_without_a_mapping_are_named(name: str, letters: str) -> None:
    with pytest.raises(NoIcaoMapping) as caught:
        from_latin(name)
    assert caught.value.letters == "".join(sorted(letters))
