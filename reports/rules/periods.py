"""Spans of days as heads speak of them: a day, a week, a month, a quarter, a year, or from one day to another."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils import dateformat
from django.utils.translation import gettext

from interior_portal.shared.months import add_months
from interior_portal.tallies.queries import Period
from interior_portal.ui import dates

LONGEST = 3660  # days: ten years
_DAY = dt.timedelta(days=1)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?", re.ASCII)


class SpanKind(StrEnum):
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    DAYS = "days"  # any other


MONTHS = {SpanKind.YEAR: 12, SpanKind.QUARTER: 3, SpanKind.MONTH: 1}


@dataclass(frozen=True, slots=True)
class Span:
    """Days `first` to `last`, both included."""

    kind: SpanKind
    first: dt.date
    last: dt.date

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def code(self) -> str:
        """How it stands in an address: `2026`, `2026-Q3`, `2026-11`, `2026-W47`, `2026-11-22`, or two days
        with `..` between them.

        `find_span` reads it.
        """
        if self.kind is SpanKind.YEAR:
            return f"{self.first:%Y}"
        if self.kind is SpanKind.QUARTER:
            return f"{self.first:%Y}-Q{_quarter(self.first)}"
        if self.kind is SpanKind.MONTH:
            return f"{self.first:%Y-%m}"
        if self.kind is SpanKind.WEEK:
            return "{}-W{:02d}".format(*self.first.isocalendar()[:2])
        if self.kind is SpanKind.DAY:
            return f"{self.first:%Y-%m-%d}"
        return f"{self.first:%Y-%m-%d}..{self.last:%Y-%m-%d}"

    @property
    def label(self) -> str:
        """In the active language: `2026`, `November 2026`, `22 November 2026`."""
        if self.kind is SpanKind.YEAR:
            return f"{self.first:%Y}"
        if self.kind is SpanKind.QUARTER:
            numbers = {"number": _quarter(self.first), "year": f"{self.first:%Y}"}
            return gettext("Quarter %(number)s of %(year)s") % numbers
        if self.kind is SpanKind.MONTH:
            return dateformat.format(self.first, "F Y")
        if self.kind is SpanKind.DAY:
            return dates.day(self.first)
        ends = {"first": dates.day(self.first), "last": dates.day(self.last)}
        return gettext("%(first)s to %(last)s") % ends

    def before(self) -> "Span":
        """The span of the same kind that ends the day before this one begins."""
        if self.kind in MONTHS:
            return _of_months(self.kind, add_months(self.first, -MONTHS[self.kind]))
        length = dt.timedelta(days=self.days)
        return Span(self.kind, self.first - length, self.last - length)

    def a_year_before(self) -> "Span":
        """The same span of the year before; a week keeps its weekdays."""
        if self.kind in MONTHS:
            return _of_months(self.kind, add_months(self.first, -12))
        if self.kind is SpanKind.WEEK:
            year = dt.timedelta(weeks=52)
            return Span(self.kind, self.first - year, self.last - year)
        return Span(self.kind, add_months(self.first, -12), add_months(self.last, -12))

    def until(self, day: dt.date) -> "Span":
        """As much of the span as there is up to a day, so that a running year is held against as much of the last."""
        if not self.first <= day < self.last:
            return self
        kind = SpanKind.DAY if day == self.first else SpanKind.DAYS
        return Span(kind, self.first, day)

    def months(self) -> Iterator[dt.date]:
        """The first days of the months that it touches."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = add_months(month, 1)


def year(number: int) -> Span:
    return _of_months(SpanKind.YEAR, dt.date(number, 1, 1))


def month_of(day: dt.date) -> Span:
    return _of_months(SpanKind.MONTH, day.replace(day=1))


def day_of(day: dt.date) -> Span:
    return Span(SpanKind.DAY, day, day)


def between(first: dt.date, last: dt.date) -> Span:
    """Any days; `ValueError` when they are in the wrong order or more than ten years."""
    if not dt.timedelta() <= last - first < dt.timedelta(days=LONGEST):
        raise ValueError("a span has its first day first and is ten years long at most")
    return day_of(first) if first == last else Span(SpanKind.DAYS, first, last)


def find_span(code: str) -> Span | None:
    """The span that stands so in an address; None for what is none."""
    try:
        return _read(code)
    except (ValueError, OverflowError):
        return None


def _read(code: str) -> Span | None:
    if found := _YEAR.fullmatch(code):
        return year(int(found[1]))
    if found := _QUARTER.fullmatch(code):
        return _of_months(SpanKind.QUARTER, dt.date(int(found[1]), int(found[2]) * 3 - 2, 1))
    if found := _MONTH.fullmatch(code):
        return _of_months(SpanKind.MONTH, dt.date(int(found[1]), int(found[2]), 1))
    if found := _WEEK.fullmatch(code):
        monday = dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return Span(SpanKind.WEEK, monday, monday + 6 * _DAY)
    if found := _DAYS.fullmatch(code):
        first = dt.date.fromisoformat(found[1])
        return between(first, dt.date.fromisoformat(found[2]) if found[2] else first)
    return None


def _of_months(kind: SpanKind, first: dt.date) -> Span:
    return Span(kind, first, add_months(first, MONTHS[kind]) - _DAY)


def _quarter(day: dt.date) -> int:
    return (day.month + 2) // 3
