"""The law of vehicles without a database: plates as typed, terms, shares, readiness."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interior_portal.ui import dates
from vehicles import rules
from vehicles.rules import PlateText, licence_term, read_plate
from vehicles.rules.ownership import WHOLE, why_not_shares, why_not_transfer

TODAY = dt.date(2026, 3, 10)
DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2080, 12, 31))


@pytest.mark.parametrize(
    ("text", "number", "letters"),
    [
        ("123456", "123456", ""),
        ("١٢٣٤٥٦", "123456", ""),
        ("۱۲۳۴۵۶", "123456", ""),
        ("12-34 56", "123456", ""),
        ("000123", "000123", ""),
        ("قامشلو 123456", "123456", "قامشلو"),
        ("١٢٣٤٥٦ القامشلي", "123456", "القامشلي"),
        ("Qamişlo-12345", "12345", "QAMIŞLO"),
        ("qm 4711", "4711", "QM"),
        ("Girkê Legê 77", "77", "GIRKÊLEGÊ"),
        ("\u200f١٢٣\u200f", "123", ""),
    ],
)
def test_a_plate_is_read_as_people_write_it(text: str, number: str, letters: str) -> None:
    assert read_plate(text) == PlateText(number, letters)


@pytest.mark.parametrize("text", ["", "   ", "القامشلي", "12 A 34", "12345678901", "-"])
def test_what_has_no_digits_or_digits_in_two_places_is_no_plate(text: str) -> None:
    assert read_plate(text) is None


@given(st.text(max_size=30))
def test_whatever_is_typed_as_a_plate_is_read_or_not(text: str) -> None:
    plate = read_plate(text)
    assert plate is None or (plate.number.isascii() and plate.number.isdigit())


@given(st.from_regex(r"[0-9]{1,10}", fullmatch=True), st.sampled_from("٠۰०"))
def test_digits_of_any_script_are_the_same_plate(number: str, nought: str) -> None:
    other = "".join(chr(ord(nought) + int(digit)) for digit in number)
    assert read_plate(other) == read_plate(number) == PlateText(number, "")


@pytest.mark.parametrize(
    ("issued", "current", "term"),
    [
        ((2026, 3, 10), None, ((2026, 3, 10), (2027, 3, 9))),
        ((2026, 3, 10), (2026, 4, 30), ((2026, 3, 10), (2027, 4, 30))),
        ((2026, 3, 10), (2026, 3, 10), ((2026, 3, 10), (2027, 3, 10))),
        ((2026, 3, 10), (2026, 3, 9), ((2026, 3, 10), (2027, 3, 9))),
        ((2026, 3, 10), (2024, 1, 1), ((2026, 3, 10), (2027, 3, 9))),
        ((2024, 2, 29), None, ((2024, 2, 29), (2025, 2, 27))),
    ],
)
def test_who_renews_early_loses_no_day_and_who_renews_late_gets_none(
    issued: tuple[int, int, int], current: tuple[int, int, int] | None, term: tuple[Any, Any]
) -> None:
    until = dt.date(*current) if current else None
    found = licence_term(issued_on=dt.date(*issued), current_until=until, months=12)
    assert found == (dt.date(*term[0]), dt.date(*term[1]))


@given(DAYS, st.none() | DAYS, st.integers(1, 36))
def test_a_term_holds_on_its_first_day_and_never_shortens(
    issued: dt.date, current: dt.date | None, months: int
) -> None:
    first, last = licence_term(issued_on=issued, current_until=current, months=months)
    assert first == issued <= last
    assert last >= issued + dt.timedelta(days=28 * months - 1)
    if current is not None and current >= issued:
        assert last > current


HOLDINGS = st.dictionaries(st.integers(1, 6), st.integers(1, WHOLE), min_size=1, max_size=6)


@given(st.lists(st.integers(1, 600), min_size=1, max_size=8))
def test_only_whole_and_positive_shares_are_an_ownership(parts: list[int]) -> None:
    assume(sum(parts) < WHOLE)
    assert why_not_shares([*parts, WHOLE - sum(parts)]) is None
    for wrong, code in (
        ([*parts, WHOLE - sum(parts) + 1], "shares_not_whole"),
        ([*parts, WHOLE - sum(parts), 0], "share_too_small"),
        (parts, "shares_not_whole"),
    ):
        refusal = why_not_shares(wrong)
        assert refusal is not None
        assert refusal.code == code


@given(HOLDINGS, st.data())
def test_an_allowed_transfer_keeps_the_sum_and_gives_nobody_less_than_nothing(
    held: Mapping[int, int], data: st.DataObject
) -> None:
    given_up = data.draw(HOLDINGS)
    taken = data.draw(HOLDINGS)
    refusal = why_not_transfer(held=held, given=given_up, taken=taken)
    after = {
        person: held.get(person, 0) - given_up.get(person, 0) + taken.get(person, 0)
        for person in {*held, *given_up, *taken}
    }
    gives_too_much = any(share > held.get(person, 0) for person, share in given_up.items())
    is_even = sum(given_up.values()) == sum(taken.values())
    if refusal is None:
        assert sum(after.values()) == sum(held.values())
        assert min(after.values()) >= 0
    else:
        assert refusal.code == ("not_the_owner" if gives_too_much else "shares_do_not_meet")
        assert gives_too_much or not is_even


@given(HOLDINGS, st.data())
def test_whoever_owns_may_give_any_part_of_it(held: dict[int, int], data: st.DataObject) -> None:
    person = data.draw(st.sampled_from(sorted(held)))
    share = data.draw(st.integers(1, held[person]))
    assert why_not_transfer(held=held, given={person: share}, taken={99: share}) is None
    beyond = {person: held[person] + 1}
    refusal = why_not_transfer(held=held, given=beyond, taken={99: held[person] + 1})
    assert refusal is not None
    assert refusal.code == "not_the_owner"


@pytest.mark.parametrize(
    ("given_up", "taken"), [({}, {}), ({}, {2: 5}), ({1: 0}, {2: 0}), ({1: 5}, {2: -5})]
)
def test_a_transfer_of_nothing_is_none(given_up: dict[int, int], taken: dict[int, int]) -> None:
    refusal = why_not_transfer(held={1: WHOLE}, given=given_up, taken=taken)
    assert refusal is not None
    assert refusal.code == "nothing_given"


@pytest.mark.parametrize(
    ("until", "read", "code"),
    [
        (TODAY, "V1", None),
        (TODAY - DAY, "V1", "no_inspection"),
        (None, "", "no_inspection"),
        (TODAY, "V2", "vin_differs"),
        (TODAY - DAY, "V2", "no_inspection"),
    ],
)
def test_an_inspection_holds_to_its_last_day_for_the_vehicle_that_was_seen(
    until: dt.date | None, read: str, code: str | None
) -> None:
    refusal = rules.why_not_inspected(valid_until=until, vin_read=read, vin="V1", today=TODAY)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("first", "last", "is_insured"),
    [
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY + DAY, TODAY + DAY, False),
        (TODAY - DAY, TODAY - DAY, False),
        (None, None, False),
    ],
)
def test_a_policy_is_in_force_from_its_first_to_its_last_day(
    first: dt.date | None, last: dt.date | None, *, is_insured: bool
) -> None:
    refusal = rules.why_not_insured(valid_from=first, valid_until=last, today=TODAY)
    assert (refusal is None) is is_insured


@pytest.mark.parametrize(
    ("kinds", "for_disposal", "for_the_rest"),
    [
        ([], True, True),
        (["LIEN"], False, True),
        (["SEIZURE"], False, False),
        (["STOLEN"], False, False),
        (["WANTED"], False, False),
        (["LIEN", "WANTED"], False, False),
    ],
)
def test_a_lien_keeps_the_vehicle_with_its_owner_and_the_other_marks_stop_everything(
    kinds: list[str], *, for_disposal: bool, for_the_rest: bool
) -> None:
    assert (rules.why_not_with_marks(kinds, is_disposal=True) is None) is for_disposal
    assert (rules.why_not_with_marks(kinds, is_disposal=False) is None) is for_the_rest


@pytest.mark.parametrize(("days", "may"), [(-500, True), (0, True), (62, True), (63, False)])
def test_a_licence_is_renewed_in_its_last_two_months_or_later(days: int, *, may: bool) -> None:
    until = TODAY + dt.timedelta(days=days)
    refusal = rules.why_not_renew_now(current_until=until, today=TODAY)
    assert (refusal is None) is may
    assert refusal is None or dates.day(until) in str(refusal)
    assert rules.why_not_renew_now(current_until=None, today=TODAY) is None
