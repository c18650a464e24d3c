"""What a head asks for in an address: `?period=2026-11&against=year&unit=visas-qamishlo`."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from interior_portal.shared import clock
from reports.rules.choosing import as_much
from reports.rules.periods import Span, SpanKind, find_span, month_of


class Against(StrEnum):
    """What a span is held against."""

    BEFORE = "before"  # the span before it
    YEAR = "year"  # the same a year before


@dataclass(frozen=True, slots=True)
class Asked:
    """`now` is as much of `span` as there is today, `before` as much of the other."""

    span: Span
    now: Span
    before: Span
    against: Against
    unit: str

    @property
    def other(self) -> Span:
        """The whole of what the span is held against."""
        is_before = self.against is Against.BEFORE
        return self.span.before() if is_before else self.span.a_year_before()

    @property
    def labels(self) -> tuple[str, str]:
        """How both are called above a column."""
        return self.span.label, self.other.label

    @property
    def words(self) -> tuple[str, str]:
        """How both are called inside a sentence."""
        return in_words(self.span, self.other)

    def address(self, **changes: str) -> str:
        """The same with changes, as it stands behind a `?`."""
        asked = {"period": self.span.code, "against": self.against.value, "unit": self.unit}
        return urlencode({key: value for key, value in (asked | changes).items() if value})


def in_words(span: Span, other: Span) -> tuple[str, str]:
    """Two spans inside a sentence; two days have no name that could stand there."""
    if span.kind in {SpanKind.DAYS, SpanKind.WEEK}:
        return gettext("this period"), gettext("the period it is held against")
    return span.label, other.label


def asked(request: HttpRequest) -> Asked:
    """What stands in the address; this month against the last where nothing does. 404 for what cannot be."""
    today = clock.today()
    span = find_span(request.GET["period"]) if request.GET.get("period") else month_of(today)
    if span is None or span.first > today:
        raise Http404
    try:
        against = Against(request.GET.get("against") or Against.BEFORE)
    except ValueError:
        raise Http404 from None
    now = span.until(today)
    other = span.before() if against is Against.BEFORE else span.a_year_before()
    before = as_much(other, now=now, span=span)
    return Asked(span, now, before, against, request.GET.get("unit", ""))
