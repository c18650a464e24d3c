"""When a unit was open, minute by minute: for stories, which ask it millions of times."""

import datetime as dt
from array import array
from bisect import bisect_right

from interior_portal.workflow.timing.calendar import WorkingCalendar

_MINUTE = 60
_NEVER = dt.timedelta(days=1000)


class OpenMinutes:
    """The open minutes of the days from `first` to `last`, of one calendar."""

    def __init__(self, calendar: WorkingCalendar, first: dt.date, last: dt.date) -> None:
        self._minutes = array("q")
        self._spans: dict[dt.date, tuple[int, int]] = {}
        for number in range(first.toordinal(), last.toordinal() + 1):
            day = dt.date.fromordinal(number)
            midnight = dt.datetime.combine(day, dt.time.min, calendar.zone)
            start = int(midnight.timestamp()) // _MINUTE
            hours = calendar.hours_on(day)
            if hours:
                self._spans[day] = (start + hours[0][0], start + hours[-1][1])
            for opens, closes in hours:
                self._minutes.extend(range(start + opens, start + closes))

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The open days in their order."""
        return tuple(self._spans)

    def span_of(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """From when to when a day is open, a pause within included."""
        first, last = self._spans[day]
        return _moment(first), _moment(last)

    def after(self, moment: dt.datetime, minutes: int, seconds: int = 0) -> dt.datetime:
        """So many open minutes later, and the second within that minute; later than `moment` always.

        Past the last day it is a moment that no story reaches.
        """
        place = bisect_right(self._minutes, int(moment.timestamp()) // _MINUTE) + minutes
        if place >= len(self._minutes):
            return _moment(self._minutes[-1]) + _NEVER
        return _moment(self._minutes[place], seconds)


def _moment(minute: int, seconds: int = 0) -> dt.datetime:
    return dt.datetime.fromtimestamp(minute * _MINUTE + seconds, dt.UTC)
