"""What must happen to a case at a moment, unless something else happens first."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.workflow.models.cases import Case


class Timer(models.Model):
    """An alarm of a case. Set and dropped under the case's lock, fired by a sweep.

    `kind` says what happens, `about` what it is about where a case may have several of a kind (a
    transition, a referral). One that failed too often is given up: it stays open with `gave_up_at`,
    visible, and no sweep takes it.
    """

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="timers", db_index=False, editable=False
    )
    kind = models.CharField(_("kind"), max_length=40, editable=False)
    about = models.CharField(_("about"), max_length=100, blank=True, editable=False)
    fires_at = models.DateTimeField(_("fires"), editable=False)
    set_at = models.DateTimeField(_("set"), editable=False)
    fired_at = models.DateTimeField(_("fired"), null=True, editable=False)
    dropped_at = models.DateTimeField(_("dropped"), null=True, editable=False)
    retry_at = models.DateTimeField(_("next try"), null=True, editable=False)
    gave_up_at = models.DateTimeField(_("given up"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    last_error = models.TextField(_("last error"), blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("timer of a case")
        verbose_name_plural = _("timers of cases")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=Q(fired_at__isnull=True, dropped_at__isnull=True),
                name="timer_open_once",
            ),
            models.CheckConstraint(
                condition=Q(fired_at__isnull=True) | Q(dropped_at__isnull=True),
                name="timer_ends_one_way",
            ),
        ]
        indexes = [
            # The sweep takes the most overdue first, among years of those that fired.
            models.Index(
                fields=["fires_at", "id"],
                condition=Q(
                    fired_at__isnull=True, dropped_at__isnull=True, gave_up_at__isnull=True
                ),
                name="timer_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} {self.fires_at:%Y-%m-%d %H:%M}"
