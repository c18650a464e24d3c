"""Spans: how they stand in an address, what came before them, how people read them."""

import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from reports.rules import periods
from reports.rules.periods import Span, SpanKind, find_span

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-11-22", "2026-11-22", "2026-11-22"),
        ("2026-01-05..2026-02-01", "2026-01-05", "2026-02-01"),
    ],
)
def test_a_span_stands_in_an_address_as_its_code(code: str, first: str, last: str) -> None:
    span = find_span(code)
    assert span is not None
    assert (str(span.first), str(span.last), span.code) == (first, last, code)


@pytest.mark.parametrize(
    "code",
    ["", "26", "2026-13", "2026-Q5", "2026-W54", "2026-02-01..2026-01-01", "0000", "2000-01-01..2026-01-01",
     "2026 OR 1", "٢٠٢٦-١١"],
)  # fmt: skip
def test_what_is_no_span_is_none(code: str) -> None:
    assert find_span(code) is None


@given(DAYS, st.sampled_from(["year", "quarter", "month", "week", "day", "days"]))
def test_what_was_before_ends_the_day_before_and_is_as_long_as_its_kind(
    day: dt.date, kind: str
) -> None:
    codes = {
        "year": f"{day:%Y}",
        "quarter": f"{day:%Y}-Q{(day.month + 2) // 3}",
        "month": f"{day:%Y-%m}",
        "week": "{}-W{:02d}".format(*day.isocalendar()[:2]),
        "day": f"{day:%Y-%m-%d}",
        "days": f"{day:%Y-%m-%d}..{day + dt.timedelta(days=9):%Y-%m-%d}",
    }
    span = find_span(codes[kind])
    assert span is not None
    before = span.before()
    assert before.last == span.first - dt.timedelta(days=1)
    assert before.kind is span.kind is SpanKind(kind)
    assert find_span(before.code) == before
    assert span.a_year_before().kind is span.kind
    if kind in {"week", "day", "days"}:
        assert before.days == span.days
    if kind == "week":
        assert span.a_year_before().first.isoweekday() == span.first.isoweekday()


def test_a_running_year_is_held_against_as_much_of_the_last() -> None:
    running = periods.year(2026).until(dt.date(2026, 3, 31))
    assert running == Span(SpanKind.DAYS, dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert running.a_year_before().code == "2025-01-01..2025-03-31"
    assert periods.year(2025).until(dt.date(2026, 3, 31)) == periods.year(2025)
    assert periods.year(2026).until(dt.date(2026, 1, 1)).code == "2026-01-01"


def test_months_are_those_it_touches() -> None:
    span = periods.between(dt.date(2025, 12, 31), dt.date(2026, 2, 1))
    assert [f"{month:%Y-%m}" for month in span.months()] == ["2025-12", "2026-01", "2026-02"]


def test_people_read_months_by_their_names() -> None:
    month, quarter = periods.month_of(dt.date(2026, 11, 22)), find_span("2026-Q4")
    assert quarter is not None
    with override("ar"):
        assert (month.label, quarter.label) == ("تشرين الثاني 2026", "الربع 4 من 2026")
    with override("kmr"):
        assert month.label == "Mijdar 2026"
    with override("en"):
        assert (
            periods.between(dt.date(2026, 1, 5), dt.date(2026, 2, 1)).label
            == "5 January 2026 to 1 February 2026"
        )
