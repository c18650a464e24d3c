import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.shared.bidi import MARKS, isolate, strip_marks

EXPECTED_MARKS = [
    0x200B,
    0x200E,
    0x200F,
    0x061C,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
]


def test_the_list_of_marks() -> None:
    assert sorted(map(ord, MARKS)) == sorted(EXPECTED_MARKS)


@pytest.mark.parametrize("mark", EXPECTED_MARKS)
def test_a_mark_is_removed_wherever_it_stands(mark: int) -> None:
    assert strip_marks(f"{chr(mark)}12{chr(mark)}-34{chr(mark)}") == "12-34"


def test_joiners_of_kurdish_spelling_stay() -> None:
    assert strip_marks("نامه\u200cکان") == "نامه\u200cکان"


def test_an_isolated_identifier_carries_exactly_one_pair() -> None:
    assert isolate("12-3456") == "\u206812-3456\u2069"


def test_nothing_is_put_around_nothing() -> None:
    assert isolate("") == ""
    assert isolate("\u200f") == ""


@given(st.text(alphabet=st.sampled_from("ab ١-\u200f\u202e\u2066\u2068\u2069")))
def test_an_isolate_cannot_be_closed_from_within(text: str) -> None:
    result = isolate(text)
    formats = [c for c in result if unicodedata.category(c) == "Cf"]
    assert formats == (["\u2068", "\u2069"] if result else [])
