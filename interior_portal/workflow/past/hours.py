"""When a unit was open: for stories, which ask it millions of times."""

import datetime as dt
from bisect import bisect_right
from itertools import accumulate

from interior_portal.workflow.timing.calendar import KnownCalendar

_MINUTE = 60
_NEVER = dt.timedelta(days=1000)


class OpenMinutes:
    """The open minutes of a calendar whose spans are known."""

    def __init__(self, calendar: KnownCalendar) -> None:
        self._spans = calendar.spans
        self._opens = [opens for opens, _closes in self._spans]
        # How many minutes are open before each span.
        lengths = (closes - opens for opens, closes in self._spans)
        self._before = list(accumulate(lengths, initial=0))
        self._days: dict[dt.date, tuple[int, int]] = {}
        for opens, closes in self._spans:
            day = _moment(opens).astimezone(calendar.zone).date()
            self._days[day] = (self._days.get(day, (opens, closes))[0], closes)

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The open days in their order."""
        return tuple(self._days)

    def span_of(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """From when to when a day is open, a pause within included."""
        first, last = self._days[day]
        return _moment(first), _moment(last)

    def place(self, minute: int) -> int:
        """How many open minutes have ended by the beginning of this one, counted from the first known."""
        span = bisect_right(self._opens, minute) - 1
        if span < 0:
            return 0
        opens, closes = self._spans[span]
        return self._before[span] + min(minute, closes) - opens

    def after(self, moment: dt.datetime, minutes: int, seconds: int = 0) -> dt.datetime:
        """The second within the open minute that comes so many after the next one: always later.

        Past the last known day it is a moment that no story reaches.
        """
        place = self.place(int(moment.timestamp()) // _MINUTE + 1) + minutes
        if place >= self._before[-1]:
            return _moment(self._spans[-1][1]) + _NEVER
        span = bisect_right(self._before, place) - 1
        return _moment(self._opens[span] + place - self._before[span], seconds)


def _moment(minute: int, seconds: int = 0) -> dt.datetime:
    return dt.datetime.fromtimestamp(minute * _MINUTE + seconds, dt.UTC)
