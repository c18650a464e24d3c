"""When a unit works: opening hours with dates of effect, and holidays."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared.trilingual import TrilingualName

MIDNIGHT = dt.time(0, 0)


class OpeningHours(models.Model):
    """One stretch of a unit's week from a date on. All rows of one date are the whole week: a weekday
    without a row is closed. A unit without rows works as the nearest unit above it that has some.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="opening_hours", verbose_name=_("unit")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"), help_text=_("00:00 is the end of the day."))
    effective_from = models.DateField(_("in force from"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT),
                name="hours_close_after_opening",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday_exists"),
            models.UniqueConstraint(
                fields=["unit", "effective_from", "weekday", "opens"], name="hours_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Holiday(TrilingualName):
    """A day on which nobody works: everywhere, or at one unit and those below it."""

    on = models.DateField(_("day"))
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="holidays",
        verbose_name=_("only at"),
    )

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.UniqueConstraint(
                fields=["on", "unit"], nulls_distinct=False, name="holiday_once"
            ),
        ]
