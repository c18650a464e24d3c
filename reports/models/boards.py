"""What figures are to reach."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.audit import append_only
from interior_portal.shared import clock


class Target(models.Model):
    """What a figure of a unit is to reach in a year: a count for the whole year, a share (0 to 1), seconds, a mean.

    Rows are never changed: the newest of a figure, unit and year counts, the older ones are its history. One
    without a value takes the target back.
    """

    figure = models.CharField(_("figure"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.FloatField(_("to reach"), null=True)
    set_at = models.DateTimeField(_("set"), default=clock.now, editable=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by")
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="target_is_not_negative"
            ),
            models.CheckConstraint(condition=~Q(figure=""), name="target_has_figure"),
        ]
        indexes = [
            models.Index(fields=["figure", "unit", "year", "-id"], name="target_newest"),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.figure} {self.year} {self.value}"
