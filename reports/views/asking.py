"""What a head asks for in an address: `?period=2026-11&against=year&unit=visas-qamishlo`."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from interior_portal.shared import clock
from reports.rules.periods import Span, find_span, month_of


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

    def address(self, **changes: str) -> str:
        """The same with changes, as it stands behind a `?`."""
        asked = {"period": self.span.code, "against": self.against.value, "unit": self.unit}
        return urlencode({key: value for key, value in (asked | changes).items() if value})


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
    before = other if now == span else other.until(other.first + dt.timedelta(days=now.days - 1))
    return Asked(span, now, before, against, request.GET.get("unit", ""))
