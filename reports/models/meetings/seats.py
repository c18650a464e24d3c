"""Who has a vote, who takes a seat for somebody, who was in the hall from when to when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.payments import kept
from interior_portal.shared import clock
from reports.models.meetings.meeting import Meeting


class Seat(models.Model):
    """One vote of a meeting, and whose it is."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(_("number"))
    holder = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name=_("holder"))
    speaks_for = models.CharField(_("speaks for"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="seat_number_once"),
            models.UniqueConstraint(fields=["meeting", "holder"], name="seat_one_vote_each"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.holder}"


class SeatTerm(models.Model):
    """A deputy takes a seat from one moment to another; both names stay on record."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="terms")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    arranged_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("deputy on a seat")
        verbose_name_plural = _("deputies on seats")
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(until__isnull=True), name="seat_one_deputy_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["meeting", "deputy"],
                condition=Q(until__isnull=True),
                name="deputy_one_seat_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="seat_term_ends_after_it_begins",
            ),
        ]
        triggers = kept.completed_once("until")

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.deputy_id}"


class Presence(models.Model):
    """Somebody sat in a seat from one moment to another."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="presences")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(left_at__isnull=True), name="presence_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="presence_ends_after_it_begins",
            ),
        ]
        triggers = kept.completed_once("left_at")

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.arrived_at:%H:%M}"
