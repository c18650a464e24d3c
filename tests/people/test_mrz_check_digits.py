import json
from pathlib import Path

import pytest

from interior_portal.people.mrz import check_digit
from interior_portal.people.mrz.check_digits import proposal, weigh

SPECIMENS = Path(__file__).parents[1] / "specimens"
VECTORS = json.loads((SPECIMENS / "mrz.json").read_text())["check_digit"]


@pytest.mark.parametrize("vector", VECTORS, ids=[v["input"] for v in VECTORS])
def test_published_check_digits(vector: dict[str, str]) -> None:
    assert check_digit(vector["input"]) == vector["check_digit"]


@pytest.mark.parametrize(("text", "digit"), [("", "0"), ("<<<<<<", "0"), ("Z", "5"), ("<1", "3")])
def test_fillers_count_as_nothing(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize("text", ["a", "12 4", "Ş", "١"])
def test_other_characters_have_no_check_digit(text: str) -> None:
    with pytest.raises(ValueError, match="not a character of the machine readable zone"):
        check_digit(text)


def test_a_wrong_character_weighs_nothing() -> None:
    assert weigh("1Ş2") == check_digit("1<2")


@pytest.mark.parametrize(
    ("typed", "printed", "meant"),
    [
        ("L8989O2C3", "6", "L898902C3"),
        ("AC2I34<<<", "8", "AC2134<<<"),
        ("AB2134<<<", "5", ""),
        ("XYWKLM<<<", "1", ""),
    ],
    ids=["O for 0", "I for 1", "nothing to mend", "no look-alike in it"],
)
def test_the_one_look_alike_that_makes_it_right(typed: str, printed: str, meant: str) -> None:
    assert proposal(typed, printed) == meant


def test_no_proposal_when_several_would_do() -> None:
    # Weights repeat after three places, so that either O may have been meant as 0.
    typed = "OAAOAA<<<"
    assert proposal(typed, check_digit("0AAOAA<<<")) == ""
