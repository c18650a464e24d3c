"""What remains of a meeting: its events, the texts it adopted, its final statement."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import append_only
from interior_portal.documents.models import Paper
from interior_portal.payments import kept
from interior_portal.shared import clock
from reports.models.meetings.meeting import Meeting, MotionKind
from reports.models.meetings.titled import Titled


class MeetingEvent(models.Model):
    """Something that happened in a meeting, for its minutes: never changed, and silent about secret ballots."""

    class Kind(models.TextChoices):
        # Said in sentences (queries.meetings.minutes), never by these names.
        CALLED = "CALLED"
        OPENED = "OPENED"
        CLOSED = "CLOSED"
        ARRIVED = "ARRIVED"
        LEFT = "LEFT"
        DEPUTISED = "DEPUTISED"
        RETURNED = "RETURNED"
        ITEM_BEGUN = "ITEM_BEGUN"
        MOVED = "MOVED"
        REWORDED = "REWORDED"
        WITHDRAWN = "WITHDRAWN"
        NOMINATED = "NOMINATED"
        VOTE_OPENED = "VOTE_OPENED"
        VOTE_COUNTED = "VOTE_COUNTED"
        VOTE_STOPPED = "VOTE_STOPPED"
        VOTE_CONFIRMED = "VOTE_CONFIRMED"
        ELECTED = "ELECTED"
        STATEMENT = "STATEMENT"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of a meeting")
        verbose_name_plural = _("events of meetings")
        ordering = ["pk"]
        indexes = [models.Index(fields=["meeting", "id"], name="meeting_events")]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.kind}"


class AdoptedText(Titled):
    """A text that a meeting has adopted; later meetings may add versions."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="adopted")
    kind = models.CharField(max_length=14, choices=MotionKind.choices)

    class Meta:
        verbose_name = _("adopted text")
        verbose_name_plural = _("adopted texts")
        ordering = ["pk"]


class AdoptedVersion(models.Model):
    """The words of an adopted text since a meeting decided them."""

    text = models.ForeignKey(AdoptedText, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    text_ar = models.TextField()
    text_kmr = models.TextField()
    motion = models.OneToOneField("reports.Motion", models.PROTECT, related_name="became")
    adopted_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("version of an adopted text")
        verbose_name_plural = _("versions of adopted texts")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["text", "version"], name="adopted_version_once")
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.text_id}: {self.version}"


class StatementVersion(models.Model):
    """A draft of the final statement; the first one is made by the machine from what was adopted."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="statements")
    version = models.PositiveSmallIntegerField()
    text_ar = models.TextField(_("text in Arabic"))
    text_kmr = models.TextField(_("text in Kurmanji"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("draft of a final statement")
        verbose_name_plural = _("drafts of final statements")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="statement_version_once")
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.version}"


class FinalStatement(models.Model):
    """The draft that the chair has approved, and its paper once the worker has made it."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="final_statement")
    draft = models.OneToOneField(StatementVersion, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("final statement")
        verbose_name_plural = _("final statements")
        constraints = [
            models.CheckConstraint(
                condition=~Q(written_by=F("approved_by")), name="statement_approved_by_another"
            )
        ]
        triggers = kept.completed_once("paper")

    def __str__(self) -> str:
        return str(self.meeting_id)
