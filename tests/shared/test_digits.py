import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.shared.digits import to_latin_digits


@pytest.mark.parametrize(
    ("typed", "latin"),
    [
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("०१२३४५६७८९", "0123456789"),
        ("\N{FULLWIDTH DIGIT SEVEN}", "7"),
        ("\N{MATHEMATICAL BOLD DIGIT FOUR}", "4"),
        ("محضر رقم ٥٨/ب", "محضر رقم 58/ب"),
        ("x² ½ Ⅷ", "x² ½ Ⅷ"),
        ("", ""),
    ],
)
def test_decimal_digits_of_any_script_become_latin(typed: str, latin: str) -> None:
    assert to_latin_digits(typed) == latin


@given(st.text())
def test_nothing_but_digits_changes_and_no_foreign_digit_stays(text: str) -> None:
    result = to_latin_digits(text)
    assert len(result) == len(text)
    for before, after in zip(text, result, strict=True):
        if unicodedata.category(before) == "Nd":
            assert after == str(unicodedata.digit(before))
        else:
            assert after == before
