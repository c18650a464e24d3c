"""Numbers that fit a machine readable zone and survive being read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.documents.numbers import clean_number, new_number
from interior_portal.shared.ids import ALPHABET


def test_a_number_has_nine_characters_and_reads_back() -> None:
    for _ in range(200):
        number = new_number("V")
        assert len(number) == 9
        assert clean_number(number) == number


def test_what_people_make_of_a_number_is_understood() -> None:
    number = "V" + "10KV23M"
    number += next(c for c in ALPHABET if clean_number(number + c))
    tail = number[-1]
    for typed in (
        number.lower(),
        f" {number[:5]} - {number[5:]} ",
        f"{number}<<<",
        f"VIOKV23M{tail}",
        f"vloku23m{tail}",
        f"V١٠KV٢٣M{tail}",
        f"\u202b{number}\u202c",
    ):
        assert clean_number(typed) == number, typed


@given(st.integers(1, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(place: int, letter: str) -> None:
    number = "V" + "7K3M92Q"
    number += next(c for c in ALPHABET if clean_number(number + c))
    changed = number[:place] + letter + number[place + 1 :]
    same_by_weight = changed == number or _is_blind_spot(number[place], letter)
    assert (clean_number(changed) == "") != same_by_weight


def _is_blind_spot(one: str, other: str) -> bool:
    """31 divides the distance of 0 and Z: the one pair that a check modulo 31 cannot tell apart."""
    return {one, other} == {"0", "Z"}


@pytest.mark.parametrize(
    "typed", ["", "V", "hello", "V" * 40, "V7K3M92Q", "٠" * 9, "1234567890", "<>&'\";--"]
)
def test_what_is_no_number_gives_nothing(typed: str) -> None:
    assert clean_number(typed) == ""
