"""The only place that reads the time."""

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_told: ContextVar[Iterator[dt.datetime] | None] = ContextVar("told", default=None)
TICK = dt.timedelta(milliseconds=1)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    told = _told.get()
    return timezone.now() if told is None else next(told)


def today() -> dt.date:
    """The date where the Authority works (settings.TIME_ZONE)."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """The date of an aware moment where the Authority works, whatever zone a thread has activated."""
    return moment.astimezone(timezone.get_default_timezone()).date()


@contextmanager
def told(moment: dt.datetime) -> Iterator[None]:
    """Within the block it is `moment`: so the demo's cases have a past that the real engine wrote.

    Each time it is asked for, a millisecond has gone by: no two events of a case share a moment, as in real time.
    """
    token = _told.set(moment + count * TICK for count in itertools.count())
    try:
        yield
    finally:
        _told.reset(token)
