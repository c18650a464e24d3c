"""The one read model: what was counted, waiting to be merged, merged per day and per month, and proven."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit

if TYPE_CHECKING:
    WholeNumber = models.Field[int | None, int | None]
else:
    WholeNumber = models.Field  # no generic class when it runs

KEY = ["measure", "day", "unit", "category"]


class SpreadField(WholeNumber):
    """A whole number of any length: the counts of all buckets (`spread.counts_of`)."""

    def db_type(self, *_: Any, **__: Any) -> str:
        return "numeric"

    def from_db_value(self, value: Decimal | None, *_: Any) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)


class Tally(models.Model):
    """A count and an amount for a day, a measure, a unit and a category.

    `spread` tells how a measure of time is spread, and is empty for all others. The unit has no constraint in
    the database: every counted thing would lock its unit's row, and writers at one busy unit would queue there.
    """

    day = models.DateField(_("day"))
    measure = models.CharField(_("measure"), max_length=100)
    unit = models.ForeignKey(
        Unit, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    category = models.CharField(_("category"), max_length=60, blank=True)
    count = models.BigIntegerField(_("count"))
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2, null=True)
    spread = SpreadField(_("spread"), null=True)

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
            models.UniqueConstraint(fields=KEY, name="tally_once"),
            models.CheckConstraint(condition=~Q(measure=""), name="tally_has_measure"),
        ]


class MonthlyTally(Tally):
    """The sum of the merged deltas of one month, whose first day is `day`: what years are read from."""

    class Meta:
        verbose_name = _("monthly tally")
        verbose_name_plural = _("monthly tallies")
        constraints = [
            models.UniqueConstraint(fields=KEY, name="month_once"),
            models.CheckConstraint(condition=~Q(measure=""), name="month_has_measure"),
            models.CheckConstraint(condition=Q(day__day=1), name="month_begins_on_its_first"),
        ]


class Proof(models.Model):
    """That all measures of a period were counted again from the records, when, and what differed."""

    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    at = models.DateTimeField(_("verified at"))
    compared = models.PositiveBigIntegerField(_("figures compared"))
    differences = models.PositiveBigIntegerField(_("differences"))

    class Meta:
        verbose_name = _("proof of the figures")
        verbose_name_plural = _("proofs of the figures")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="proof_has_days"),
        ]
        indexes = [
            # The newest is read on every page that shows figures.
            models.Index(fields=["-at"], name="proof_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.last} {self.differences}"
