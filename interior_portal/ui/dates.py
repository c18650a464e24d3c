"""Dates as people here write them: day, month's name, year; Latin digits; the 24-hour clock."""

import datetime as dt

from django.utils import dateformat, timezone
from django.utils.translation import pgettext


def day(value: dt.date) -> str:
    """`22 November 2026` in the active language; a moment is taken where the Authority works."""
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    return dateformat.format(value, "j F Y")


def short_day(value: dt.date) -> str:
    """`22 November` in the active language, where the year is plain."""
    return dateformat.format(value, "j F")


def moment(value: dt.datetime) -> str:
    """`22 November 2026, 14:05` where the Authority works."""
    local = timezone.localtime(value)
    parts = {"day": dateformat.format(local, "j F Y"), "time": f"{local:%H:%M}"}
    return pgettext("date and time", "%(day)s, %(time)s") % parts
