"""The numbers of an edition: taken in one moment, each with an id that leads to how it was asked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.audit import append_only
from interior_portal.shared import clock
from reports.models.annual.editions import Edition


class Snapshot(models.Model):
    """All numbers of an edition as they were at one moment, and `content`: the report made of them.

    `digest` is over the hashes of all rows and the content. The last snapshot taken of an approved edition
    `is_final`: what is released is made of it. A draft is printed from snapshots that are not.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="snapshots")
    taken_at = models.DateTimeField(_("taken at"), default=clock.now)
    until = models.DateField(_("last day counted"))
    rows_count = models.PositiveIntegerField(_("numbers"))
    digest = models.CharField(_("hash"), max_length=64)
    content = models.JSONField(_("content"))
    is_final = models.BooleanField(_("of the approved edition"), default=False)
    # Of this unit and those below it alone; never final.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"), db_index=False
    )

    class Meta:
        verbose_name = _("snapshot of the figures")
        verbose_name_plural = _("snapshots of the figures")
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(is_final=True), name="snapshot_final_once"
            ),
            models.CheckConstraint(
                condition=Q(is_final=False) | Q(unit=None), name="snapshot_final_of_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.digest[:12]}"


class FigureRow(models.Model):
    """One number. `number` is its id in the report (`A26-0147`), `query` how it is asked for again.

    `value` is None where there is nothing to tell of. `digest` is over number, query and value.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="rows")
    number = models.CharField(_("number"), max_length=12)
    chapter = models.CharField(_("chapter"), max_length=60)
    label_ar = models.CharField(_("what it tells, in Arabic"), max_length=400)
    label_kmr = models.CharField(_("what it tells, in Kurmanji"), max_length=400)
    query = models.JSONField(_("query"))
    way = models.CharField(_("kind of number"), max_length=10)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True)
    digest = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("number of the report")
        verbose_name_plural = _("numbers of the report")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "number"], name="figure_row_once"),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return self.number
