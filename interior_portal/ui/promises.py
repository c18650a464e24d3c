"""Time as a promise and as what is left of it, in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from interior_portal.shared import clock

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`level` is `late`, `soon`, `calm` or `paused`; the words say the same."""

    text: str
    level: str
    icon: str


def time_left(due: dt.datetime, *, paused: bool = False) -> TimeLeft:
    """How far `due` is from now: soon on the last day, late afterwards. A paused clock shows no number."""
    if paused:
        return TimeLeft(gettext("Clock paused"), "paused", "pause")
    seconds = (due - clock.now()).total_seconds()
    if seconds < 0:
        return TimeLeft(_late(-seconds), "late", "warning")
    return TimeLeft(_left(seconds), "soon" if seconds < _DAY else "calm", "clock")


def _left(seconds: float) -> str:
    if seconds >= _DAY:
        count = int(seconds // _DAY)
        return ngettext("%(count)s day left", "%(count)s days left", count) % {"count": count}
    if seconds >= _HOUR:
        count = int(seconds // _HOUR)
        return ngettext("%(count)s hour left", "%(count)s hours left", count) % {"count": count}
    count = int(seconds // _MINUTE)
    return ngettext("%(count)s minute left", "%(count)s minutes left", count) % {"count": count}


def _late(seconds: float) -> str:
    if seconds >= _DAY:
        count = int(seconds // _DAY)
        return ngettext("%(count)s day late", "%(count)s days late", count) % {"count": count}
    if seconds >= _HOUR:
        count = int(seconds // _HOUR)
        return ngettext("%(count)s hour late", "%(count)s hours late", count) % {"count": count}
    count = int(seconds // _MINUTE)
    return ngettext("%(count)s minute late", "%(count)s minutes late", count) % {"count": count}


def usually(*, days: int = 0, hours: int = 0, minutes: int = 0) -> str:
    """`Usually 3 working days`: exactly one unit, else ValueError."""
    if [bool(days), bool(hours), bool(minutes)].count(True) != 1:
        raise ValueError("a promise is given in days, in hours or in minutes")
    if days:
        text = ngettext("Usually %(count)s working day", "Usually %(count)s working days", days)
        return text % {"count": days}
    if hours:
        text = ngettext("Usually %(count)s working hour", "Usually %(count)s working hours", hours)
        return text % {"count": hours}
    text = ngettext("Usually %(count)s minute", "Usually %(count)s minutes", minutes)
    return text % {"count": minutes}


def span(length: dt.timedelta) -> str:
    """A length of time in one unit, rounded: minutes up to two hours, hours up to two days, then days."""
    seconds = length.total_seconds()
    if seconds >= 2 * _DAY:
        count = round(seconds / _DAY)
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    if seconds >= 2 * _HOUR:
        count = round(seconds / _HOUR)
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = round(seconds / _MINUTE)
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
