"""Readiness: what is measured every month at each unit, and how it stands against the target."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.audit import append_only
from interior_portal.shared import clock
from reports.models.year.titles import TrilingualTitle, chosen


class Indicator(TrilingualTitle):
    """Something that tells how ready a unit is: what it means, in what it is measured, which way is better."""

    class Better(models.TextChoices):
        MORE = "MORE", _("more is better")
        LESS = "LESS", _("less is better")

    code = models.SlugField(_("code"), max_length=50, unique=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("who measures it, with all below")
    )
    since = models.DateField(_("measured since"))
    definition_ar = models.TextField(_("definition in Arabic"))
    definition_kmr = models.TextField(_("definition in Kurmanji"))
    definition_en = models.TextField(_("definition in English"), blank=True)
    measured_in_ar = models.CharField(_("measured in, in Arabic"), max_length=60)
    measured_in_kmr = models.CharField(_("measured in, in Kurmanji"), max_length=60)
    measured_in_en = models.CharField(_("measured in, in English"), max_length=60, blank=True)
    better = models.CharField(_("direction"), max_length=4, choices=Better.choices)
    # So much of the target may be missing before amber becomes red.
    margin_percent = models.PositiveSmallIntegerField(_("margin, per cent"), default=10)
    is_measured = models.BooleanField(_("is measured"), default=True)
    key = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("readiness indicator")
        verbose_name_plural = _("readiness indicators")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(since__day=1), name="readiness_since_a_month"),
        ]

    @property
    def definition(self) -> str:
        return chosen(self.definition_ar, self.definition_kmr, self.definition_en)

    @property
    def measured_in(self) -> str:
        return chosen(self.measured_in_ar, self.measured_in_kmr, self.measured_in_en)


class IndicatorTarget(models.Model):
    """What a unit is to reach in a year; never changed. Of a year the last row counts."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    set_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("target of readiness")
        verbose_name_plural = _("targets of readiness")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__gte=0), name="readiness_target_of_some_size"
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "unit", "year", "-id"], name="readiness_target_latest"
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.year}"


class Measurement(models.Model):
    """What a unit measured for a month; never changed. A correction is a later row of the same month."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    month = models.DateField(_("month"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=clock.now, editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="readiness_month_by_its_first"),
        ]
        indexes = [
            models.Index(fields=["indicator", "unit", "month", "-id"], name="readiness_latest"),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.month:%Y-%m}"
