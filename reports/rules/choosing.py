"""Which spans a page of figures offers, and which months its lines show."""

import datetime as dt

from interior_portal.shared.months import add_months
from reports.rules import periods
from reports.rules.periods import Span, SpanKind

TREND = 12  # months of a line


def trend(span: Span) -> tuple[Span, Span]:
    """The months that a line shows, and those a year before: a year has its own, else twelve up to the end."""
    if span.kind is SpanKind.YEAR or len(list(span.months())) >= TREND:
        return span, span.a_year_before()
    last = add_months(span.last.replace(day=1), 1) - dt.timedelta(days=1)
    whole = periods.between(add_months(last.replace(day=1), 1 - TREND), last)
    return whole, whole.a_year_before()


def last_twelve(today: dt.date) -> Span:
    """The twelve whole months before this one."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    return periods.between(add_months(last.replace(day=1), 1 - TREND), last)


def presets(today: dt.date) -> list[Span]:
    """What is offered at once: today, this month, the last, the quarter, the year, twelve months, the year before."""
    month = today.replace(day=1)
    quarter = periods.find_span(f"{today.year}-Q{(today.month + 2) // 3}")
    return [
        periods.day_of(today),
        periods.month_of(today),
        periods.month_of(add_months(month, -1)),
        *([quarter] if quarter else []),
        periods.year(today.year),
        last_twelve(today),
        periods.year(today.year - 1),
    ]


def morning(today: dt.date) -> Span:
    """What a head reads about in the morning: this month up to yesterday; on its first day the month before."""
    yesterday = today - dt.timedelta(days=1)
    return periods.month_of(yesterday).until(yesterday)


def as_much(other: Span, *, now: Span, span: Span) -> Span:
    """As many days of another span as `now` has of `span`: a running month is held against as much of the last."""
    return other if now == span else other.until(other.first + dt.timedelta(days=now.days - 1))


def last_day_over(span: Span, today: dt.date) -> dt.date:
    """The last day of a span that is over, whose night was counted; the first where none is."""
    return max(span.first, min(span.last, today - dt.timedelta(days=1)))
