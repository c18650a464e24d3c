"""Arabic names in the letters of the zone: the whole published table and its examples."""

import json
import unicodedata
from pathlib import Path

import pytest

from interior_portal.people.mrz import NoIcaoMapping, from_arabic

SPECIMENS = Path(__file__).parents[1] / "specimens"
TABLE = json.loads((SPECIMENS / "arabic_letters.json").read_text())
LETTERS = [row for row in TABLE["letters"] if row["char"] not in {"ة", "\u0651"}]


@pytest.mark.parametrize("row", LETTERS, ids=[row["codepoint"] for row in LETTERS])
def test_a_letter_of_the_table(row: dict[str, str]) -> None:
    assert from_arabic(f"ب{row['char']}") == f"B{row['mrz']}"


@pytest.mark.parametrize("pair", TABLE["pairs"], ids=[pair["mrz"] for pair in TABLE["pairs"]])
def test_a_published_name(pair: dict[str, str]) -> None:
    assert from_arabic(pair["arabic"]) == pair["mrz"]
    assert from_arabic(unicodedata.normalize("NFD", pair["arabic"])) == pair["mrz"]


@pytest.mark.parametrize(
    ("arabic", "mrz"),
    [
        ("فاطمة", "FAXTTMXAH"),
        ("فاطمة الزهراء", "FAXTTMXAH<ALZHRAXE"),
        ("فاطمةٌ", "FAXTTMXAH"),
        ("فاطمتي", "FAXTTMTY"),
        ("فاطمةي", "FAXTTMXTAY"),
        ("فضّة", "FXDZXDZXAH"),
        ("مُحَمَّد", "MXHMMD"),
        ("محمّد", "MXHMMD"),
        ("ّمحمد", "MXHMD"),
        ("محـــمد", "MXHMD"),
        ("عبد-الله", "EBD<ALLH"),
        ("علي، حسن", "ELY<XHSN"),
        ("(علي)", "ELY"),
        ("  علي   حسن ", "ELY<XHSN"),
        ("ﻣﺤﻤﺪ", "MXHMD"),
        ("عبد \u200fالله", "EBD<ALLH"),
        ("می\u200cلاد", "MXYALAD"),
        ("", ""),
    ],
    ids=[
        "final teh marbuta",
        "final of each component",
        "final before a vowel sign",
        "an open teh is no teh marbuta",
        "inside",
        "shadda repeats the sequence",
        "shadda after a vowel sign",
        "shadda",
        "shadda with nothing before it",
        "tatweel",
        "hyphen",
        "comma",
        "other punctuation",
        "spaces",
        "presentation forms",
        "bidi mark",
        "zero width non-joiner",
        "nothing",
    ],
)
def test_the_rules_around_the_table(arabic: str, mrz: str) -> None:
    assert from_arabic(arabic) == mrz


@pytest.mark.parametrize(
    "letter", list("ڕڵۆێەۊ") + [chr(c) for c in range(0x710, 0x72D) if c != 0x711]
)
def test_letters_that_the_standard_does_not_map_are_named(letter: str) -> None:
    with pytest.raises(NoIcaoMapping) as caught:
        from_arabic(f"علي {letter}{letter}")
    assert caught.value.letters == letter


def test_all_unknown_letters_are_named_once_in_order() -> None:
    with pytest.raises(NoIcaoMapping, match="no letters of the machine readable zone") as caught:
        from_arabic("ڕێبوار ڕۆژ 7A")
    assert caught.value.letters == "7Aڕۆێ"
