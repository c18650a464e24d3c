"""The one read model: what was counted, waiting to be merged, and merged per day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit


class Tally(models.Model):
    """A count and an amount for a day, a measure, a unit and a category.

    The unit has no constraint in the database: every counted thing would lock its unit's row, and
    writers at one busy unit would queue there.
    """

    day = models.DateField(_("day"))
    measure = models.CharField(_("measure"), max_length=100)
    unit = models.ForeignKey(
        Unit, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    category = models.CharField(_("category"), max_length=60, blank=True)
    count = models.BigIntegerField(_("count"))
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.count}"


class TallyDelta(Tally):
    """One thing counted, written in the transaction that made it true. Inserted, merged, gone."""

    class Meta:
        verbose_name = _("tally delta")
        verbose_name_plural = _("tally deltas")


class DailyTally(Tally):
    """The sum of the merged deltas of one day."""

    class Meta:
        verbose_name = _("daily tally")
        verbose_name_plural = _("daily tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "day", "unit", "category"], name="tally_once"
            ),
            models.CheckConstraint(condition=~Q(measure=""), name="tally_has_measure"),
        ]
