"""The only place that reads the time."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """The date where the Authority works (settings.TIME_ZONE)."""
    return timezone.localdate(now())
