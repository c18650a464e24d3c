"""What is moved: motions, amendments to them, and every version of their texts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import append_only
from interior_portal.shared import clock
from reports.models.meetings.meeting import AgendaItem, Meeting, MotionKind
from reports.models.meetings.seats import Seat
from reports.models.meetings.titled import Titled
from reports.models.year import Recommendation


class Motion(Titled):
    """Moved by one seat and seconded by another. An amendment `amends` a motion and is voted before it,
    the one that goes furthest first: the chair says which (`turn`).
    """

    class State(models.TextChoices):
        MOVED = "MOVED", _("moved")
        ADOPTED = "ADOPTED", _("adopted")
        NOT_ADOPTED = "NOT_ADOPTED", _("not adopted")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    Kind = MotionKind

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="motions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="motions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=14, choices=MotionKind.choices)
    mover = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    seconder = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="amendments")
    turn = models.PositiveSmallIntegerField(default=0)
    # What it became in the Authority's year, and which adopted text it changes.
    recommendation = models.OneToOneField(
        Recommendation, models.PROTECT, null=True, related_name="motion"
    )
    changes = models.ForeignKey(
        "reports.AdoptedText", models.PROTECT, null=True, related_name="changed_by"
    )
    state = models.CharField(max_length=11, choices=State.choices, default=State.MOVED)
    moved_at = models.DateTimeField(default=clock.now)
    key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("motion")
        verbose_name_plural = _("motions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="motion_number_once"),
            models.CheckConstraint(
                condition=~Q(mover=F("seconder")), name="motion_seconded_by_another"
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | Q(changes__isnull=True),
                name="amendment_changes_a_motion_only",
            ),
        ]

    @property
    def is_amendment(self) -> bool:
        return self.amends_id is not None


class MotionText(models.Model):
    """A version of the text of a motion; of an amendment it is the whole text as it would become, written
    against version `against` of the motion. Never changed.
    """

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField()
    text_ar = models.TextField(_("text in Arabic"))
    text_kmr = models.TextField(_("text in Kurmanji"))
    against = models.PositiveSmallIntegerField(null=True)
    amendment = models.ForeignKey(Motion, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("text of a motion")
        verbose_name_plural = _("texts of motions")
        constraints = [
            models.UniqueConstraint(fields=["motion", "version"], name="motion_text_version_once")
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.motion_id}: {self.version}"
