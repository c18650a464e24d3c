import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.shared.text import _LINE_BREAK, _REFUSED, normalise


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  أحمد   العلي \u200f", "أحمد العلي"),
        ("+٩٦٣ ٩٣٣", "+963 933"),
        ("\u202b12-3456\u202c", "12-3456"),
        ("a\u00a0\u2003b\tc", "a b c"),
        ("S\u0327erko", "Şerko"),
        ("one  two \r\n three\u2028four\r\rfive", "one two\nthree\nfour\n\nfive"),
        ("\n\n  first\n\nlast \n", "first\n\nlast"),
        ("nul\x00and bell\x07", "nuland bell"),
        ("lone \ud800surrogate", "lone surrogate"),
        ("نامه\u200cکان", "نامه\u200cکان"),
        (" \t\n ", ""),
    ],
)
def test_typed_text_as_stored(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


def test_a_mark_between_letter_and_accent_does_not_keep_them_apart() -> None:
    assert normalise("e\u200b\u0302") == "ê"


@given(st.text(alphabet=st.characters()))
def test_once_is_enough(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet=st.characters()))
def test_postgresql_takes_whatever_comes_out(text: str) -> None:
    result = normalise(text)
    assert "\x00" not in result
    result.encode("utf-8")


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_letters_come_out_as_by_the_long_way(text: str) -> None:
    """A letter that is not ASCII makes the same text take the long way."""
    assert normalise(f"ê{text}ê") == "ê" + normalise(f"x{text}x")[1:-1] + "ê"


def test_what_is_refused_are_controls_and_lone_surrogates() -> None:
    kept_controls = {"\t", *(c for c in map(chr, range(0x110000)) if _LINE_BREAK.match(c))}
    controls = {c for c in map(chr, range(0x110000)) if unicodedata.category(c) in {"Cc", "Cs"}}
    refused = {c for c in map(chr, range(0x110000)) if _REFUSED.match(c)}
    assert refused - kept_controls == controls - kept_controls
    assert "\t" not in refused
