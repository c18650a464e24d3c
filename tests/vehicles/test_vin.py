"""Chassis numbers: the published specimens, and what clerks type."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vehicles.rules import check_digit, vin_findings

SPECIMENS = json.loads((Path(__file__).parents[1] / "specimens" / "vin.json").read_text())
ALLOWED = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
FINDINGS: dict[str, list[str]] = {
    "valid": [],
    "format_ok_no_check_digit": [],
    "bad_length": ["bad_length"],
    "bad_character": ["bad_character"],
}


@pytest.mark.parametrize("case", SPECIMENS["cases"], ids=lambda case: case["vin"])
def test_a_specimen_is_judged_as_published(case: dict[str, Any]) -> None:
    assert [finding.code for finding in vin_findings(case["vin"])] == FINDINGS[case["class"]]
    if "computed_check_digit" in case:
        assert check_digit(case["vin"]) == case["computed_check_digit"]


def test_a_wrong_check_digit_only_warns_and_only_where_there_is_one() -> None:
    (american,) = vin_findings("1HGCM82633A004353")
    (chinese,) = vin_findings("LSGPC52U1AF102551")
    assert (american.code, american.blocks) == ("check_digit", False)
    assert (chinese.code, chinese.blocks) == ("check_digit", False)
    assert vin_findings("WVWZZZ1KZAW123456") == ()


def test_a_look_alike_is_named_with_its_place_and_what_it_probably_is() -> None:
    (finding,) = vin_findings("1HGCM82633AO04352")
    assert finding.blocks
    assert finding.refusal.params == {"place": 12, "letter": "O", "digit": "0"}
    assert "Character 12 is the letter O" in str(finding)


def test_spaces_hyphens_and_small_letters_do_not_matter() -> None:
    assert vin_findings("1hgcm 82633-a004352") == ()


def test_letters_of_another_script_block() -> None:
    assert [f.code for f in vin_findings("1HGCM82633А004352")] == ["bad_character"]


@pytest.mark.parametrize(
    ("vin", "year", "codes"),
    [
        ("QI2345", 1975, []),
        ("QI2345", 1981, ["bad_length", "bad_character", "bad_character"]),
        ("QI2345", None, ["bad_length", "bad_character", "bad_character"]),
        ("123", 1975, ["bad_length"]),
        ("123456789012345678", 1975, ["bad_length"]),
    ],
)
def test_before_1981_a_shorter_number_is_what_the_vehicle_bears(
    vin: str, year: int | None, codes: list[str]
) -> None:
    assert [finding.code for finding in vin_findings(vin, model_year=year)] == codes


@given(st.text(ALLOWED, min_size=17, max_size=17))
def test_every_number_of_the_standard_passes_once_its_check_digit_is_right(vin: str) -> None:
    right = vin[:8] + check_digit(vin) + vin[9:]
    assert vin_findings(right) == ()
    assert all(not finding.blocks for finding in vin_findings(vin))


@given(st.text(max_size=30))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    assert all(str(finding) for finding in vin_findings(text))
