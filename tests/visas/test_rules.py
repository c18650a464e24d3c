"""The law, rule by rule, without a database."""

import datetime as dt

import pytest

from interior_portal.shared.refusals import Refusal
from visas import rules

TODAY = dt.date(2026, 11, 22)


def code(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (TODAY - dt.timedelta(days=1), "arrival_past"),
        (TODAY, ""),
        (TODAY + dt.timedelta(days=365), ""),
        (TODAY + dt.timedelta(days=366), "arrival_too_far"),
    ],
)
def test_arrival(day: dt.date, expected: str) -> None:
    assert code(rules.why_not_arrival(arrives_on=day, today=TODAY)) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "stay_length"), (1, ""), (30, ""), (31, "stay_length")]
)
def test_stay(days: int, expected: str) -> None:
    assert code(rules.why_not_stay(stay_days=days, longest=30)) == expected


@pytest.mark.parametrize(
    ("expires_on", "expected"),
    [
        (dt.date(2026, 11, 30), "passport_expired"),
        (dt.date(2027, 5, 31), "passport_too_short"),
        (dt.date(2027, 6, 1), ""),
    ],
)
def test_passport(expires_on: dt.date, expected: str) -> None:
    refusal = rules.why_not_passport(
        expires_on=expires_on, arrives_on=dt.date(2026, 12, 1), months=6
    )
    assert code(refusal) == expected


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (TODAY, ""),
        (TODAY + dt.timedelta(days=1), "birth_future"),
        (dt.date(1906, 11, 22), ""),
        (dt.date(1906, 11, 21), "birth_too_early"),
    ],
)
def test_birth(born_on: dt.date, expected: str) -> None:
    assert code(rules.why_not_birth(born_on=born_on, today=TODAY)) == expected


def test_a_visa_never_outlives_the_passport() -> None:
    days = rules.validity(
        granted_on=TODAY,
        arrives_on=dt.date(2026, 12, 1),
        validity_days=90,
        document_expires_on=dt.date(2027, 1, 15),
    )
    assert days == rules.Validity(TODAY, dt.date(2027, 1, 15))


def test_a_visa_is_usable_on_a_late_day_of_arrival() -> None:
    days = rules.validity(
        granted_on=TODAY,
        arrives_on=dt.date(2027, 6, 1),
        validity_days=90,
        document_expires_on=None,
    )
    assert days == rules.Validity(TODAY, dt.date(2027, 8, 29))
