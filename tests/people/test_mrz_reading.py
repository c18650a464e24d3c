"""Zones of the published specimens, of people who type, and of nobody."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.people.mrz import (
    CheckDigit,
    Mrz,
    MrzFormat,
    PartialDate,
    Problem,
    check_digit,
    read,
)

TODAY = dt.date(2026, 11, 22)
SPECIMENS = Path(__file__).parents[1] / "specimens"
DOCUMENTS: list[dict[str, Any]] = json.loads((SPECIMENS / "mrz.json").read_text())["documents"]

PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
VISA = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C<3UTO6908061F9406236ZE184226B<<<<<<<",
)
SMALL_VISA = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "L898902C<3UTO6908061F9406236ZE184226",
)


def codes(mrz: Mrz) -> list[str]:
    return [problem.code for problem in mrz.problems]


def passport(**fields: str) -> tuple[str, str]:
    """The published passport with other fields and right check digits."""
    number = fields.get("number", "L898902C3")
    birth, sex = fields.get("birth", "740812"), fields.get("sex", "F")
    expiry, optional = fields.get("expiry", "120415"), fields.get("optional", "ZE184226B")
    optional = optional.ljust(14, "<")
    parts = [text + check_digit(text) for text in (number, birth, expiry, optional)]
    composite = check_digit("".join(parts))
    number, birth, expiry, optional = parts
    return PASSPORT[0], f"{number}UTO{birth}{sex}{expiry}{optional}{composite}"


@pytest.mark.parametrize("specimen", DOCUMENTS, ids=[d["id"] for d in DOCUMENTS])
def test_a_published_specimen(specimen: dict[str, Any]) -> None:
    mrz = read(specimen["lines"], today=TODAY)
    assert mrz.format == specimen["format"]
    assert mrz.is_valid is specimen["valid"]
    assert {name: str(getattr(mrz, name)) for name in specimen["expected"]} == specimen["expected"]
    assert {
        check.name: {
            "over": check.over,
            "printed": check.printed,
            "computed": check.computed,
            "ok": check.ok,
        }
        for check in mrz.check_digits
    } == specimen["check_digits"]
    assert codes(mrz) == [
        f"wrong_check_digit:{name}"
        for name, check in specimen["check_digits"].items()
        if not check["ok"]
    ]


def test_all_that_a_passport_says() -> None:
    mrz = read(PASSPORT, today=TODAY)
    assert mrz == Mrz(
        format=MrzFormat.TD3,
        type="P",
        issuer="UTO",
        surname="ERIKSSON",
        given="ANNA MARIA",
        number="L898902C3",
        nationality="UTO",
        birth=dt.date(1974, 8, 12),
        born=PartialDate(1974, 8, 12),
        sex="F",
        expiry=dt.date(2012, 4, 15),
        optional="ZE184226B",
        lines=PASSPORT,
        check_digits=(
            CheckDigit("document_number", "L898902C3", "6", "6", ok=True),
            CheckDigit("birth_date", "740812", "2", "2", ok=True),
            CheckDigit("expiry_date", "120415", "9", "9", ok=True),
            CheckDigit("optional", "ZE184226B<<<<<", "1", "1", ok=True),
            CheckDigit("composite", "L898902C3674081221204159ZE184226B<<<<<1", "0", "0", ok=True),
        ),
    )


def test_visas_have_no_composite_and_no_optional_check_digit() -> None:
    expected = ["document_number", "birth_date", "expiry_date"]
    assert [check.name for check in read(VISA, today=TODAY).check_digits] == expected
    assert [check.name for check in read(SMALL_VISA, today=TODAY).check_digits] == expected


@pytest.mark.parametrize(
    "lines",
    [
        ("I<YTOD231458907<<<<<<<<<<<<<<<", "3407127M9507122YTO<<<<<<<<<<<2", "A<<B".ljust(30, "<")),
        ("I<YTOA<<B".ljust(36, "<"), "HA672242<6YTO5802254M9601086<<<<<<<8"),
        ("P<YTOA<<B".ljust(44, "<"), "HA672242<6YTO5802254M9601086<<<<<<<<<<<<<<08"),
        ("P<YTOA<<B".ljust(44, "<"), "HA672242<6YTO5802254M9601086<<<<<<<<<<<<<<<8"),
    ],
    ids=["TD1", "TD2", "TD3 with zero", "TD3 with filler for an unused optional field"],
)
def test_composite_examples_of_part_3_appendix_a(lines: tuple[str, ...]) -> None:
    assert codes(read(lines, today=TODAY)) == []


def test_a_filler_is_no_check_digit_of_a_used_optional_field() -> None:
    optional, other = "ZE184226B<<<<<", PASSPORT[1][:28]
    composite = check_digit(other[:10] + other[13:20] + other[21:28] + optional + "<")
    lower = other + optional + "<" + composite
    assert codes(read((PASSPORT[0], lower), today=TODAY)) == ["wrong_check_digit:optional"]


def test_a_long_number_of_a_card_goes_on_in_the_optional_field() -> None:
    upper, middle = "I<UTOD23145890<7349<BC<DE<<<<<", "3407127M9507122UTO<<<<<<<<<<<"
    composite = check_digit(upper[5:30] + middle[0:7] + middle[8:15] + middle[18:29])
    mrz = read((upper, middle + composite, CARD[2]), today=TODAY)
    assert (mrz.number, mrz.optional, codes(mrz)) == ("D23145890734", "BC<DE", [])
    assert mrz.check_digits[0] == CheckDigit("document_number", "D23145890734", "9", "9", ok=True)


def test_a_long_number_of_a_td2() -> None:
    lines = ("I<UTOSTEVENSON<<PETER".ljust(36, "<"), "D23145890<UTO3407127M95071227349<<<8")
    mrz = read(lines, today=TODAY)
    assert (mrz.number, mrz.optional, codes(mrz)) == ("D23145890734", "", [])


def test_a_wrong_check_digit_of_a_long_number_is_found_where_it_stands() -> None:
    lines = ("I<UTOSTEVENSON<<PETER".ljust(36, "<"), "D23145890<UTO3407127M95071227348<<<8")
    assert read(lines, today=TODAY).problems[0] == Problem(
        "wrong_check_digit:document_number", line=2, column=32, found="8", expected="9"
    )


def test_a_passport_has_no_long_numbers() -> None:
    lower = PASSPORT[1][:9] + "<" + PASSPORT[1][10:]
    assert read((PASSPORT[0], lower), today=TODAY).problems[0] == Problem(
        "wrong_check_digit:document_number", line=2, column=10, found="<", expected="6"
    )


def test_both_optional_fields_of_a_card() -> None:
    upper, middle = "I<UTOD231458907AB<1<<<<<<<<<<<", "7408122F1204159UTO123456789<<"
    composite = check_digit(upper[5:30] + middle[0:7] + middle[8:15] + middle[18:29])
    mrz = read((upper, middle + composite, CARD[2]), today=TODAY)
    assert (mrz.optional, mrz.optional2, codes(mrz)) == ("AB<1", "123456789", [])


@pytest.mark.parametrize(
    ("name", "surname", "given", "may_be_truncated"),
    [
        ("VAN<DER<MUELLEN<<MARTIN", "VAN DER MUELLEN", "MARTIN", False),
        ("ARKFREITH", "ARKFREITH", "", False),
        ("SATRIYA<SUDARPA", "SATRIYA SUDARPA", "", False),
        (
            "PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR",
            "PAPANDROPOULOUS",
            "JONATHON WARREN TREVOR",
            True,
        ),
    ],
)
def test_names(name: str, surname: str, given: str, *, may_be_truncated: bool) -> None:
    mrz = read(("PPUTO" + name.ljust(39, "<"), PASSPORT[1]), today=TODAY)
    assert (mrz.surname, mrz.given) == (surname, given)
    assert mrz.name_may_be_truncated is may_be_truncated
    assert (mrz.type, codes(mrz)) == ("PP", [])


def test_a_state_code_of_one_letter() -> None:
    lines = ("P<D<<" + PASSPORT[0][5:], PASSPORT[1].replace("UTO", "D<<"))
    mrz = read(lines, today=TODAY)
    assert (mrz.issuer, mrz.nationality, codes(mrz)) == ("D", "D", [])


# --- dates and sex ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "born", "date"),
    [
        ("261122", PartialDate(2026, 11, 22), dt.date(2026, 11, 22)),
        ("261123", PartialDate(1926, 11, 23), dt.date(1926, 11, 23)),
        ("000229", PartialDate(2000, 2, 29), dt.date(2000, 2, 29)),
        ("74<<<<", PartialDate(1974), None),
        ("7408<<", PartialDate(1974, 8), None),
        ("26<<<<", PartialDate(2026), None),
        ("2612<<", PartialDate(1926, 12), None),
        ("<<0229", PartialDate(None, 2, 29), None),
        ("74<<31", PartialDate(1974, None, 31), None),
        ("<<<<<<", PartialDate(), None),
    ],
)
def test_birth_lies_in_the_past_and_may_be_known_in_part(
    birth: str, born: PartialDate, date: dt.date | None
) -> None:
    mrz = read(passport(birth=birth), today=TODAY)
    assert (mrz.born, mrz.birth, codes(mrz)) == (born, date, [])


@pytest.mark.parametrize(
    "birth",
    ["741301", "740010", "740800", "740832", "750229", "740631", "<<0230", "7<0812", "74<<32"],
)
def test_an_impossible_date_of_birth(birth: str) -> None:
    mrz = read(passport(birth=birth), today=TODAY)
    assert (mrz.birth, mrz.born) == (None, PartialDate())
    assert mrz.problems == (Problem("impossible_date:birth_date", 2, 14, found=birth),)


@pytest.mark.parametrize(
    ("expiry", "date"),
    [
        ("761231", dt.date(2076, 12, 31)),
        ("770101", dt.date(1977, 1, 1)),
        ("940623", dt.date(1994, 6, 23)),
        ("261121", dt.date(2026, 11, 21)),
        ("280229", dt.date(2028, 2, 29)),
    ],
)
def test_expiry_lies_within_fifty_years(expiry: str, date: dt.date) -> None:
    mrz = read(passport(expiry=expiry), today=TODAY)
    assert (mrz.expiry, codes(mrz)) == (date, [])


def test_an_unknown_month_counts_as_the_first() -> None:
    assert read(passport(birth="26<<<<"), today=dt.date(2026, 1, 1)).born == PartialDate(2026)


def test_the_window_of_expiry_moves_with_the_century() -> None:
    assert read(passport(expiry="030101"), today=dt.date(2060, 1, 1)).expiry == dt.date(2103, 1, 1)


def test_an_impossible_date_of_expiry() -> None:
    mrz = read(passport(expiry="270229"), today=TODAY)
    assert mrz.expiry is None
    assert mrz.problems == (Problem("impossible_date:expiry_date", 2, 22, found="270229"),)


def test_expiry_must_be_known() -> None:
    mrz = read(passport(expiry="<<<<<<"), today=TODAY)
    assert mrz.problems == (Problem("missing:expiry_date", 2, 22, found="<<<<<<"),)


@pytest.mark.parametrize(("printed", "sex"), [("M", "M"), ("F", "F"), ("<", "X")])
def test_sex(printed: str, sex: str) -> None:
    mrz = read(passport(sex=printed), today=TODAY)
    assert (mrz.sex, codes(mrz)) == (sex, [])


@pytest.mark.parametrize(("printed", "expected"), [("X", "<"), ("K", ""), ("1", "")])
def test_an_unknown_sex_code(printed: str, expected: str) -> None:
    mrz = read(passport(sex=printed), today=TODAY)
    assert mrz.sex == ""
    assert mrz.problems == (
        Problem("unknown_sex_code:sex", 2, 21, found=printed, expected=expected),
    )


def test_without_a_date_the_clock_says_what_is_past(monkeypatch: pytest.MonkeyPatch) -> None:
    from interior_portal.shared import clock

    monkeypatch.setattr(clock, "today", lambda: dt.date(2074, 8, 12))
    assert read(PASSPORT).birth == dt.date(2074, 8, 12)


# --- problems by name and place -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "name"),
    [(10, "document_number"), (20, "birth_date"), (28, "expiry_date"), (43, "optional")],
)
def test_a_wrong_check_digit_is_named_with_the_composite_that_it_spoils(
    column: int, name: str
) -> None:
    lower = PASSPORT[1]
    other = str((int(lower[column - 1]) + 1) % 10)
    typed = lower[: column - 1] + other + lower[column:]
    problem, composite = read((PASSPORT[0], typed), today=TODAY).problems
    assert problem.code == f"wrong_check_digit:{name}"
    assert (problem.line, problem.column) == (2, column)
    assert (problem.found, problem.expected) == (other, lower[column - 1])
    assert (problem.kind, problem.field, str(problem)) == (
        "wrong_check_digit",
        name,
        f"wrong_check_digit:{name}",
    )
    assert composite.code == "wrong_check_digit:composite"


def test_a_wrong_composite_alone() -> None:
    assert read((PASSPORT[0], PASSPORT[1][:-1] + "5"), today=TODAY).problems == (
        Problem("wrong_check_digit:composite", 2, 44, found="5", expected="0"),
    )


def test_a_letter_o_for_a_zero_in_a_number_is_proposed() -> None:
    lower = PASSPORT[1].replace("L898902C3", "L8989O2C3")
    assert read((PASSPORT[0], lower), today=TODAY).problems[0].suggestion == "L898902C3"


def test_a_proposed_number_has_no_fillers() -> None:
    lower = VISA[1].replace("L898902C<", "L8989O2C<")
    assert read((VISA[0], lower), today=TODAY).problems[0].suggestion == "L898902C"


def test_a_letter_o_for_a_zero_in_a_date_is_pointed_at() -> None:
    lower = PASSPORT[1].replace("120415", "12O415")
    assert read((PASSPORT[0], lower), today=TODAY).problems[0] == Problem(
        "bad_character:expiry_date", 2, 24, found="O", expected="0"
    )


def test_a_digit_and_a_letter_with_a_mark_in_a_name() -> None:
    upper = PASSPORT[0].replace("ERIKSSON", "ERIK5ŞON")
    assert read((upper, PASSPORT[1]), today=TODAY).problems == (
        Problem("bad_character:name", 1, 10, found="5", expected="S"),
        Problem("bad_character:name", 1, 11, found="Ş", expected="S"),
    )


def test_a_sign_that_no_zone_has() -> None:
    upper = PASSPORT[0].replace("ANNA<MARIA", "ANNA_MARIA")
    assert read((upper, PASSPORT[1]), today=TODAY).problems == (
        Problem("bad_character:name", 1, 20, found="_"),
    )


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("A" + PASSPORT[0][1:], PASSPORT[1]), "A<"),
        (("X" + CARD[0][1:], *CARD[1:]), "X<"),
        (("IV" + CARD[0][2:], *CARD[1:]), "IV"),
        (("AI" + CARD[0][2:], *CARD[1:]), "AI"),
    ],
)
def test_an_unknown_document_code(lines: tuple[str, ...], code: str) -> None:
    assert read(lines, today=TODAY).problems == (
        Problem("unknown_document_code:document_code", 1, 1, found=code),
    )


@pytest.mark.parametrize(
    ("lines", "document"),
    [(("ID" + CARD[0][2:], *CARD[1:]), "ID"), (("AC" + CARD[0][2:], *CARD[1:]), "AC")],
)
def test_card_codes(lines: tuple[str, ...], document: str) -> None:
    mrz = read(lines, today=TODAY)
    assert (mrz.type, codes(mrz)) == (document, [])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("UTOERIKSSON", "<<<ERIKSSON", "missing:issuer"),
        ("ERIKSSON<<ANNA<MARIA", "<<<<<<<<<<<<<<<<<<<<", "missing:name"),
        ("ERIKSSON<<ANNA<MARIA", "<<ERIKSSON<ANNA<MARI", "missing:name"),
    ],
)
def test_what_every_document_says_is_missing(old: str, new: str, code: str) -> None:
    assert codes(read((PASSPORT[0].replace(old, new), PASSPORT[1]), today=TODAY)) == [code]


def test_a_missing_number() -> None:
    assert codes(read(passport(number="<<<<<<<<<"), today=TODAY)) == ["missing:document_number"]


@given(st.data())
def test_one_wrong_character_is_noticed_unless_the_check_digit_collides(
    data: st.DataObject,
) -> None:
    fields = {"document_number": (0, 9), "birth_date": (13, 19), "expiry_date": (21, 27)}
    name = data.draw(st.sampled_from(sorted(fields)))
    start, end = fields[name]
    place = data.draw(st.integers(start, end - 1))
    character = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"))
    lower = PASSPORT[1][:place] + character + PASSPORT[1][place + 1 :]
    mrz = read((PASSPORT[0], lower), today=TODAY)
    collides = check_digit(lower[start:end]) == check_digit(PASSPORT[1][start:end])
    assert (f"wrong_check_digit:{name}" in codes(mrz)) is not collides


@given(st.text(alphabet=st.characters()))
def test_no_text_makes_it_raise(text: str) -> None:
    assert read(text, today=TODAY).is_valid is False


@given(
    st.lists(
        st.text(
            alphabet=st.sampled_from("PVIAUTO<<<<0123456789 \u200f«ßŞ٣\n\t"),
            min_size=25,
            max_size=48,
        ),
        max_size=4,
    )
)
def test_no_lines_of_likely_length_make_it_raise(lines: list[str]) -> None:
    mrz = read(lines, today=TODAY)
    for problem in mrz.problems:
        assert problem.line >= 1
        assert problem.column >= 1
