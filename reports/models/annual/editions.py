"""The report of a year and its editions: what was released stays, a correction is an edition of its own."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock

FIRST_YEAR, LAST_YEAR = 2000, 2999


class Report(models.Model):
    """The annual report of one year."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)

    class Meta:
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="report_of_a_year"
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Edition(models.Model):
    """One edition. It is written while DRAFT, its words are locked once APPROVED, and RELEASED it stays for ever.

    `change_ar` and `change_kmr` say what differs from the edition before; the first has none. Whoever writes
    a word of it locks this row first.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("being written")
        APPROVED = "APPROVED", _("approved")
        RELEASED = "RELEASED", _("released")

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="editions", verbose_name=_("report")
    )
    number = models.PositiveSmallIntegerField(_("edition"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    change_ar = models.CharField(_("what changed, in Arabic"), max_length=300, blank=True)
    change_kmr = models.CharField(_("what changed, in Kurmanji"), max_length=300, blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    begun_at = models.DateTimeField(_("begun"), default=clock.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    released_at = models.DateTimeField(_("released"), null=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["report"], condition=~Q(state="RELEASED"), name="edition_one_in_the_making"
            ),
            models.CheckConstraint(
                condition=Q(number=1, change_ar="", change_kmr="")
                | (Q(number__gt=1) & ~Q(change_ar="") & ~Q(change_kmr="")),
                name="edition_says_what_changed",
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT", approved_at=None, approved_by=None)
                | (~Q(state="DRAFT") & Q(approved_at__isnull=False, approved_by__isnull=False)),
                name="edition_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="RELEASED", released_at__gte=F("approved_at"))
                & Q(released_by__isnull=False)
                | (~Q(state="RELEASED") & Q(released_at=None, released_by=None)),
                name="edition_released_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report.year}/{self.number}"

    @property
    def change(self) -> str:
        """What changed, in Kurmanji for who reads it, else in Arabic."""
        return self.change_kmr if get_language() == "kmr" else self.change_ar
