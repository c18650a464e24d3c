"""Who stands for the chairing panel, and who was elected."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import append_only
from interior_portal.shared import clock
from reports.models.meetings.meeting import AgendaItem, Meeting
from reports.models.meetings.titled import Titled


class Election(Titled):
    """So many places, by secret ballot with at most as many marks. Equal votes at the boundary: a second round
    among the equal ones, or the lot; after a second round that ends equal again, the lot.
    """

    class Tie(models.TextChoices):
        SECOND_ROUND = "SECOND_ROUND", _("a second round among the equal ones")
        LOT = "LOT", _("the lot")

    class State(models.TextChoices):
        NOMINATED = "NOMINATED", _("candidates are named")
        TIED = "TIED", _("equal votes")
        DECIDED = "DECIDED", _("decided")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="elections")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="elections")
    number = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField(_("places"))
    is_panel = models.BooleanField(_("they chair this meeting"), default=True)
    tie = models.CharField(max_length=12, choices=Tie.choices, default=Tie.SECOND_ROUND)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NOMINATED)
    key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="election_number_once"),
            models.CheckConstraint(condition=Q(places__gte=1), name="election_has_places"),
        ]


class Candidate(models.Model):
    """Somebody who stands; `elected_in` is the round, `by_lot` whether the lot decided and `drawn_by` who drew it."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="candidates")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    elected_in = models.PositiveSmallIntegerField(null=True)
    # Stands in the next round because votes were equal.
    is_tied = models.BooleanField(default=False)
    drawn_by = models.CharField(_("drawn by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "user"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(drawn_by="") | Q(elected_in__isnull=False),
                name="candidate_drawn_is_elected",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Panel(models.Model):
    """Who chairs a meeting since an election; the co-chairs of the unit chair it until there is one."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="panel")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    election = models.ForeignKey(Election, models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("member of a chairing panel")
        verbose_name_plural = _("members of chairing panels")
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="panel_once")]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.user_id}"
