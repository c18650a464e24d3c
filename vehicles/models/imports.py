"""What was taken over from the registers on paper: each run, and each row that was refused with its reasons."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock


class ImportRun(models.Model):
    """One file. `rows_done` is how far it has come: what is below is committed, what is above untouched."""

    reference = models.CharField(_("number"), max_length=20, unique=True)
    file = models.FileField(_("file"), upload_to="imports/", max_length=120)
    file_name = models.CharField(_("name of the file"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("office"), related_name="+")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_trial = models.BooleanField(_("only looked through"), default=False)
    rows_done = models.PositiveIntegerField(_("rows read"), default=0)
    rows_taken = models.PositiveIntegerField(_("rows taken over"), default=0)
    rows_refused = models.PositiveIntegerField(_("rows refused"), default=0)
    # Why the file as a whole cannot be read; empty as long as it can.
    failure = models.CharField(_("why it stopped"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("started"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of a register")
        verbose_name_plural = _("imports of registers")
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_done=F("rows_taken") + F("rows_refused")),
                name="import_run_counts_every_row",
            ),
            models.CheckConstraint(
                condition=Q(failure="") | Q(finished_at__isnull=False),
                name="import_run_failed_is_finished",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ImportRow(models.Model):
    """A row of the file that was not taken over; `problems` holds field, code and values of each."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="refused")
    number = models.PositiveIntegerField(_("row"))
    problems = models.JSONField(_("what is wrong"))

    class Meta:
        verbose_name = _("refused row of an import")
        verbose_name_plural = _("refused rows of imports")
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.number}"
