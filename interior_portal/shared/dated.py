"""Data with dates of effect: what held on a day can still be asked when it has changed."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock


class Days(Func):
    """The days a row is in force, both ends included (SQL daterange), for exclusion constraints."""

    function = "DATERANGE"
    template = "%(function)s(%(expressions)s, '[]')"


class DatedQuerySet(models.QuerySet[Any]):
    def in_force(self, on: dt.date | None = None) -> Self:
        """Rows in force on the day (today by default)."""
        day = on or clock.today()
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Dated(models.Model):
    """Columns `since` and `until` (null: until further notice), both days included."""

    since = models.DateField(_("in force since"), default=clock.today)
    until = models.DateField(_("in force until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
