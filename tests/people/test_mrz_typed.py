"""What people type means what is printed, as long as there is no doubt."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.people.mrz import Mrz, MrzFormat, Problem, read
from tests.people.test_mrz_reading import CARD, PASSPORT, SMALL_VISA, TODAY, VISA, codes

UPPER, LOWER = PASSPORT
LARGE_CARD = (
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "D231458907UTO7408122F1204159<<<<<<<6",
)
DOCUMENTS = [PASSPORT, CARD, LARGE_CARD, VISA, SMALL_VISA]


def spoken(mrz: Mrz) -> tuple[object, ...]:
    return (mrz.surname, mrz.given, mrz.number, mrz.birth, mrz.expiry, mrz.optional, codes(mrz))


READ = spoken(read(PASSPORT, today=TODAY))


@pytest.mark.parametrize(
    "typed",
    [
        f"{UPPER}\n{LOWER}",
        f"\r\n  {UPPER}\r\n\r\n{LOWER}\r\n",
        f"{UPPER}{LOWER}",
        f"{UPPER} {LOWER}",
        f"{UPPER[:40]}\n{UPPER[40:]}{LOWER[:30]}\n{LOWER[30:]}",
        f"{UPPER.lower()}\n{LOWER.lower()}",
        f"{UPPER[:10]} {UPPER[10:]}\n{LOWER[:9]}\u00a0{LOWER[9:13]}\t{LOWER[13:]}",
        f"{UPPER}\n{LOWER.translate(str.maketrans('0123456789', '٠١٢٣٤٥٦٧٨٩'))}",
        f"{UPPER}\n{LOWER.translate(str.maketrans('0123456789', '۰۱۲۳۴۵۶۷۸۹'))}",
        f"\u202b{UPPER}\u202c\n\u200e{LOWER[:20]}\u200f{LOWER[20:]}\ufeff",
        f"{UPPER}\n{LOWER}".replace("<", ">"),
        f"{UPPER}\n{LOWER}".replace("<<", "«"),
        f"{UPPER}\n{LOWER}".translate(str.maketrans("PUTO<0", "ＰＵＴＯ＜０")),
        f"{UPPER}\n{LOWER}".replace("<", " "),
        f"{UPPER.rstrip('<')}\n{LOWER}",
        f"{UPPER}<<<<<<\n{LOWER}",
        f"{UPPER.rstrip('<')}\n{LOWER.replace('<<<<<', '<')}",
        f"{UPPER.rstrip('<')} {LOWER.replace('<<<<<', '<')}",
        f"{UPPER}\n{LOWER.replace('<<<<<', '<<<<<<<<')}",
    ],
    ids=[
        "two lines",
        "stray line breaks",
        "in one piece",
        "with a space between",
        "broken anywhere",
        "lower case",
        "stray spaces",
        "Arabic digits",
        "Persian digits",
        "bidi marks",
        "mirrored chevrons",
        "quotation marks",
        "wide letters",
        "spaces for fillers",
        "no fillers at the end",
        "surplus fillers at the end",
        "too few fillers inside",
        "too few fillers and one line",
        "too many fillers inside",
    ],
)
def test_a_passport_as_people_type_it(typed: str) -> None:
    mrz = read(typed, today=TODAY)
    assert spoken(mrz) == READ
    assert mrz.lines == PASSPORT


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_whole_document_in_one_piece(document: tuple[str, ...]) -> None:
    assert read("".join(document), today=TODAY) == read(document, today=TODAY)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_missing_fillers_at_the_ends_of_lines(document: tuple[str, ...]) -> None:
    mrz = read([line.rstrip("<") for line in document], today=TODAY)
    assert (mrz.lines, codes(mrz)) == (document, [])


@pytest.mark.parametrize("document", [PASSPORT, CARD, LARGE_CARD])
@pytest.mark.parametrize("count", ["<<<", "<<<<<<<<<<<<<<<<"])
def test_another_count_of_fillers_before_the_last_check_digit(
    document: tuple[str, ...], count: str
) -> None:
    head, _, end = document[1].rpartition("<<<<<")
    typed = (document[0], head.rstrip("<") + count + end, *document[2:])
    mrz = read(typed, today=TODAY)
    assert (mrz.lines, codes(mrz)) == (document, [])


@pytest.mark.parametrize("document", [CARD, LARGE_CARD])
def test_a_lost_check_digit_is_not_taken_for_a_filler(document: tuple[str, ...]) -> None:
    mrz = read((document[0], document[1][:-1], *document[2:]), today=TODAY)
    assert codes(mrz) == ["bad_length:line_2", "wrong_check_digit:composite"]


@given(
    st.sampled_from(DOCUMENTS),
    st.lists(st.tuples(st.integers(0, 95), st.sampled_from([" ", "\u200f", "\u00a0", "\ufeff"]))),
)
def test_stray_spaces_and_marks_anywhere(
    document: tuple[str, ...], strays: list[tuple[int, str]]
) -> None:
    text = "\n".join(document)
    for place, stray in strays:
        text = text[:place] + stray + text[place:]
    assert read(text, today=TODAY) == read(document, today=TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  \n ",
        "abc",
        "hello\nworld",
        "V\nA",
        "one\ntwo\nthree\nfour",
        "P" * 2000,
    ],
)
def test_what_is_no_zone_at_all(typed: str) -> None:
    mrz = read(typed, today=TODAY)
    assert (mrz.format, codes(mrz)) == (None, ["unknown_format:format"])


def test_one_letter_of_a_name_is_enough_to_fill_up_a_line() -> None:
    mrz = read(("P<UTOA", LOWER), today=TODAY)
    assert (mrz.surname, codes(mrz)) == ("A", [])
    assert codes(read(("P<UTO", LOWER), today=TODAY)) == ["bad_length:line_1"]


def test_a_line_that_is_too_long() -> None:
    mrz = read((UPPER[:-1] + "AB", LOWER), today=TODAY)
    assert (mrz.format, mrz.problems) == (
        MrzFormat.TD3,
        (Problem("bad_length:line_1", 1, 45, found="45", expected="44"),),
    )


def test_a_line_that_is_too_short() -> None:
    mrz = read((UPPER, LOWER[:35]), today=TODAY)
    assert (mrz.format, mrz.problems) == (
        MrzFormat.TD3,
        (Problem("bad_length:line_2", 2, 36, found="35", expected="44"),),
    )


def test_a_lost_character_is_told_before_what_it_spoils() -> None:
    mrz = read((UPPER, LOWER.replace("740812", "74812")), today=TODAY)
    assert mrz.problems[0] == Problem("bad_length:line_2", 2, 44, found="43", expected="44")
    assert "wrong_check_digit:birth_date" in codes(mrz)


def test_a_visa_whose_lower_line_is_cut_is_no_passport() -> None:
    mrz = read((VISA[0], VISA[1][:37]), today=TODAY)
    assert (mrz.format, mrz.expiry, codes(mrz)) == (MrzFormat.MRV_A, dt.date(1994, 6, 23), [])
