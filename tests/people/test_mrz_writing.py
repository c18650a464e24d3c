"""Visas as written, and read again."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.people.mrz import (
    CannotWriteMrz,
    MrzFormat,
    NoIcaoMapping,
    PartialDate,
    read,
    write_visa,
)
from tests.people.test_mrz_reading import SMALL_VISA, TODAY, VISA

ANNA: dict[str, Any] = {
    "issuer": "UTO",
    "surname": "Eriksson",
    "given": "Anna Maria",
    "number": "L898902C",
    "nationality": "UTO",
    "birth": dt.date(1969, 8, 6),
    "sex": "F",
    "valid_until": dt.date(1994, 6, 23),
    "optional": "ZE184226B",
}


def test_the_published_visa() -> None:
    assert write_visa(**ANNA) == VISA


def test_the_published_small_visa() -> None:
    facts = ANNA | {"optional": "ZE184226"}
    assert write_visa(**facts, format="MRV-B") == SMALL_VISA
    assert write_visa(**facts, format=MrzFormat.MRV_B) == SMALL_VISA


@pytest.mark.parametrize(
    ("change", "line", "start", "text"),
    [
        ({"code": "VW"}, 0, 0, "VWUTO"),
        ({"code": "v<"}, 0, 0, "V<UTO"),
        ({"issuer": "d"}, 0, 0, "V<D<<ERIKSSON"),
        ({"nationality": "xxa"}, 1, 10, "XXA"),
        ({"number": "ab 12-3٤"}, 1, 0, "AB<12<34<"),
        ({"sex": "X"}, 1, 20, "<"),
        ({"sex": ""}, 1, 20, "<"),
        ({"birth": None}, 1, 13, "<<<<<<0"),
        ({"birth": PartialDate(1969)}, 1, 13, "69<<<<9"),
        ({"birth": dt.date(2005, 1, 9)}, 1, 13, "0501091"),
        ({"optional": ""}, 1, 28, "<" * 16),
        ({"optional": "1/2 b"}, 1, 28, "1<2<B".ljust(16, "<")),
        ({"surname": "محمد", "given": "علي"}, 0, 5, "MXHMD<<ELY".ljust(39, "<")),
    ],
)
def test_how_a_value_is_written(
    change: dict[str, object], line: int, start: int, text: str
) -> None:
    written = write_visa(**ANNA | change)[line]
    assert written[start : start + len(text)] == text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"format": "TD3"}, "format"),
        ({"code": "P"}, "document_code"),
        ({"code": "VWX"}, "document_code"),
        ({"code": "V-"}, "document_code"),
        ({"issuer": ""}, "issuer"),
        ({"issuer": "UTOP"}, "issuer"),
        ({"issuer": "U1"}, "issuer"),
        ({"nationality": "U<"}, "nationality"),
        ({"number": ""}, "document_number"),
        ({"number": "--"}, "document_number"),
        ({"number": "L898902C34"}, "document_number"),
        ({"number": "Ş12"}, "document_number"),
        ({"sex": "K"}, "sex"),
        ({"optional": "1" * 17}, "optional"),
        ({"optional": "1" * 9, "format": "MRV-B"}, "optional"),
        ({"surname": " ", "given": ""}, "name"),
    ],
)
def test_a_value_that_does_not_fit_is_named(change: dict[str, object], field: str) -> None:
    with pytest.raises(CannotWriteMrz) as caught:
        write_visa(**ANNA | change)
    assert caught.value.field == field


def test_letters_without_a_mapping_are_named() -> None:
    with pytest.raises(NoIcaoMapping) as caught:
        write_visa(**ANNA | {"given": "ڕۆژ"})
    assert caught.value.letters == "ڕۆ"


letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=9)
numbers = st.text("ABCXYZ0123456789", min_size=1, max_size=8)
births = st.dates(dt.date(1926, 11, 23), TODAY)
years = st.integers(1927, 2026).map(PartialDate)


@given(
    surname=letters,
    given=st.lists(letters, max_size=2).map(" ".join),
    number=numbers,
    state=st.text("UTOX", min_size=1, max_size=3),
    birth=births | years | st.none(),
    sex=st.sampled_from("MFX"),
    valid_until=st.dates(dt.date(1977, 1, 1), dt.date(2076, 12, 31)),
    optional=numbers | st.just(""),
    layout=st.sampled_from([MrzFormat.MRV_A, MrzFormat.MRV_B]),
)
def test_what_is_written_is_read_again(
    *,
    surname: str,
    given: str,
    number: str,
    state: str,
    birth: dt.date | PartialDate | None,
    sex: str,
    valid_until: dt.date,
    optional: str,
    layout: MrzFormat,
) -> None:
    lines = write_visa(
        issuer=state,
        surname=surname,
        given=given,
        number=number,
        nationality=state,
        birth=birth,
        sex=sex,
        valid_until=valid_until,
        optional=optional,
        format=layout,
    )
    mrz = read(lines, today=TODAY)
    assert mrz.problems == ()
    assert (mrz.format, mrz.lines, mrz.type) == (layout, lines, "V")
    assert (mrz.surname, mrz.given, mrz.number) == (surname, given, number)
    assert (mrz.issuer, mrz.nationality, mrz.sex) == (state, state, sex)
    assert (mrz.expiry, mrz.optional) == (valid_until, optional)
    assert mrz.birth == (birth if isinstance(birth, dt.date) else None)
    assert mrz.born.year == (birth.year if birth else None)
