"""Working time: pure arithmetic over opening hours and holidays.

Time is counted in whole minutes; a moment belongs to its minute. Minutes are real ones, numbered
from the epoch, so that a day with 23 or 25 hours counts as it was lived.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

DAY = 24 * 60
LONGEST_SEARCH_DAYS = 3660
_EPOCH = dt.date(1970, 1, 1).toordinal()

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """Opening hours of a week from a date on: per weekday (Monday first) minutes from midnight."""

    effective_from: dt.date
    days: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When a unit works. `plans` holds the plans of the unit first, then those of the units above it;
    on each day the first of these that has a plan in force decides. Without any plan all time counts.
    """

    plans: tuple[tuple[WeekPlan, ...], ...]
    holidays: frozenset[dt.date]
    zone: ZoneInfo

    def hours_on(self, day: dt.date) -> tuple[Span, ...]:
        """Opening hours on a local date, in minutes from midnight."""
        if day in self.holidays:
            return ()
        for plans in self.plans:
            in_force = [plan for plan in plans if plan.effective_from <= day]
            if in_force:
                latest = max(in_force, key=lambda plan: plan.effective_from)
                return latest.days[day.weekday()]
        return ((0, DAY),)

    def open_spans(self, start: int, end: int | None = None) -> Iterator[Span]:
        """Working spans in ascending order from minute `start` to minute `end`, for ten years without one."""
        horizon = start + LONGEST_SEARCH_DAYS * DAY if end is None else end
        for first in range(start, horizon, DAY):
            last = min(first + DAY, horizon)
            for part_first, part_last, offset in _steady_parts(first, last, self.zone):
                yield from _spans_within(self, part_first, part_last, offset)


@dataclass(frozen=True, slots=True)
class KnownCalendar(WorkingCalendar):
    """A calendar whose spans were worked out beforehand, for who asks it millions of times.

    `spans` are those from some day on; whoever asks about an earlier one gets the first of them.
    """

    spans: tuple[Span, ...]

    def open_spans(self, start: int, end: int | None = None) -> Iterator[Span]:
        place = bisect_right(self.spans, start, key=_closes)
        for opens, closes in islice(self.spans, place, None):
            if end is not None and opens >= end:
                return
            yield max(opens, start), closes if end is None else min(closes, end)


def _closes(span: Span) -> int:
    return span[1]


def known(calendar: WorkingCalendar, first: dt.date, last: dt.date) -> KnownCalendar:
    """The calendar with its spans from the first day to the end of the last one."""
    begins, ends = (
        _minute(dt.datetime.combine(day, dt.time.min, calendar.zone))
        for day in (first, last + dt.timedelta(1))
    )
    spans = tuple(calendar.open_spans(begins, ends))
    return KnownCalendar(calendar.plans, calendar.holidays, calendar.zone, spans)


def joined(spans: list[Span]) -> tuple[Span, ...]:
    """The same time in ascending spans that do not touch."""
    result: list[Span] = []
    for opens, closes in sorted(spans):
        if result and opens <= result[-1][1]:
            result[-1] = (result[-1][0], max(closes, result[-1][1]))
        else:
            result.append((opens, closes))
    return tuple(result)


def add_working_minutes(start: dt.datetime, minutes: int, calendar: WorkingCalendar) -> dt.datetime:
    """The first moment by which `minutes` working minutes have passed since `start`, in UTC.

    `ValueError` when ten years hold too little working time.
    """
    left = minutes
    if left <= 0:
        return _moment(_minute(start))
    for opens, closes in calendar.open_spans(_minute(start)):
        if closes - opens >= left:
            return _moment(opens + left)
        left -= closes - opens
    message = f"no {minutes} working minutes in {LONGEST_SEARCH_DAYS} days after {start}"
    raise ValueError(message)


def working_minutes_between(start: dt.datetime, end: dt.datetime, calendar: WorkingCalendar) -> int:
    """Working minutes from `start` up to `end`; 0 when `end` is not later."""
    total, last = 0, _minute(end)
    if last <= _minute(start):
        return 0
    for opens, closes in calendar.open_spans(_minute(start), last):
        total += closes - opens
    return total


def _minute(moment: dt.datetime) -> int:
    return int(moment.timestamp() // 60)


def _moment(minute: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(minute * 60, dt.UTC)


def _steady_parts(first: int, last: int, zone: ZoneInfo) -> list[tuple[int, int, int]]:
    """The stretch cut where the zone's offset changes, each part with its offset in minutes."""
    before, after = _offset(first, zone), _offset(last - 1, zone)
    if before == after:
        return [(first, last, before)]
    low, high = first, last - 1
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return [
        (a, b, o) for (a, b), o in zip(pairwise((first, high, last)), (before, after), strict=True)
    ]


def _offset(minute: int, zone: ZoneInfo) -> int:
    offset = dt.datetime.fromtimestamp(minute * 60, zone).utcoffset()
    return int((offset or dt.timedelta()).total_seconds() // 60)


def _spans_within(calendar: WorkingCalendar, first: int, last: int, offset: int) -> Iterator[Span]:
    for number in range((first + offset) // DAY, (last - 1 + offset) // DAY + 1):
        midnight = number * DAY - offset
        for opens, closes in calendar.hours_on(dt.date.fromordinal(_EPOCH + number)):
            span = max(first, midnight + opens), min(last, midnight + closes)
            if span[0] < span[1]:
                yield span
