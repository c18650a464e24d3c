"""Recommendations and resolutions of a meeting, and all that was done about them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.audit import append_only
from interior_portal.documents.models import Upload
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from reports.models.year.projects import Project
from reports.models.year.titles import chosen
from reports.models.year.training import CourseSession


def recommendation_reference() -> str:
    return new_reference("K")


class Recommendation(models.Model):
    """One of them in one year of its life.

    `meeting_year` and `number` name it for ever ("3 of 2025"); `year` is the one in which it is to be
    carried out. What is carried over is a row of the next year that knows the one it continues.
    """

    class Kind(models.TextChoices):
        RECOMMENDATION = "RECOMMENDATION", _("recommendation")
        RESOLUTION = "RESOLUTION", _("resolution")

    class State(models.TextChoices):
        OPEN = "OPEN", _("not begun")
        IN_HAND = "IN_HAND", _("in hand")
        REPORTED = "REPORTED", _("reported done, to be confirmed")
        DONE = "DONE", _("done")
        DROPPED = "DROPPED", _("dropped")
        CARRIED_OVER = "CARRIED_OVER", _("carried over")

    reference = models.CharField(
        _("reference"),
        max_length=20,
        unique=True,
        default=recommendation_reference,
        editable=False,
    )
    kind = models.CharField(
        _("kind"), max_length=14, choices=Kind.choices, default=Kind.RECOMMENDATION
    )
    meeting_year = models.PositiveSmallIntegerField(_("year of the meeting"))
    number = models.PositiveSmallIntegerField(_("number"))
    year = models.PositiveSmallIntegerField(_("to be carried out in"))
    text_ar = models.TextField(_("text in Arabic"))
    text_kmr = models.TextField(_("text in Kurmanji"))
    text_en = models.TextField(_("text in English"), blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("owner"))
    others = models.ManyToManyField(
        Unit, related_name="+", blank=True, verbose_name=_("who owns it too")
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    reported_at = models.DateTimeField(_("reported done"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    continues = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="continued_by", editable=False
    )

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["year", "meeting_year", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "meeting_year", "kind", "number"],
                name="recommendation_once_a_year",
                violation_error_message=_("This number of that meeting is taken."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=F("meeting_year")), name="recommendation_after_its_meeting"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["DROPPED", "CARRIED_OVER"]) | ~Q(reason=""),
                name="recommendation_given_up_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["REPORTED", "DONE"],
                    reported_by__isnull=False,
                    reported_at__isnull=False,
                )
                | (
                    ~Q(state__in=["REPORTED", "DONE"])
                    & Q(reported_by__isnull=True, reported_at__isnull=True)
                ),
                name="recommendation_reported_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="DONE", confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(state="DONE") & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="recommendation_done_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("reported_by")),
                name="recommendation_seen_by_four_eyes",
            ),
        ]
        indexes = [
            # What the sweep of reminders looks at.
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["OPEN", "IN_HAND"]),
                name="recommendation_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.meeting_year}"

    @property
    def text(self) -> str:
        return chosen(self.text_ar, self.text_kmr, self.text_en)

    @property
    def is_late(self) -> bool:
        """Whether its day has passed and its owner still has to do something."""
        return self.state in {self.State.OPEN, self.State.IN_HAND} and self.due_on < clock.today()


class RecommendationEvent(models.Model):
    """What happened, in the order in which it happened; never changed. Evidence is one kind of it."""

    class Kind(models.TextChoices):
        ADDED = "ADDED", _("entered")
        STATE = "STATE", _("state changed")
        NOTE = "NOTE", _("progress noted")
        EVIDENCE = "EVIDENCE", _("evidence added")
        DUE = "DUE", _("due date moved")

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="events")
    kind = models.CharField(_("what happened"), max_length=8, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    before = models.CharField(_("from"), max_length=12, blank=True)
    after = models.CharField(_("to"), max_length=12, blank=True)
    text = models.TextField(_("note"), blank=True)
    upload = models.OneToOneField(
        Upload, models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="+", verbose_name=_("project")
    )
    # What was sent twice is kept once; rows of the portal's own have none.
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    session = models.ForeignKey(
        CourseSession, models.PROTECT, null=True, related_name="+", verbose_name=_("course")
    )

    class Meta:
        verbose_name = _("event of a recommendation")
        verbose_name_plural = _("events of recommendations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="EVIDENCE")
                    & (
                        Q(upload__isnull=False, project__isnull=True, session__isnull=True)
                        | Q(upload__isnull=True, project__isnull=False, session__isnull=True)
                        | Q(upload__isnull=True, project__isnull=True, session__isnull=False)
                    )
                )
                | (
                    ~Q(kind="EVIDENCE")
                    & Q(upload__isnull=True, project__isnull=True, session__isnull=True)
                ),
                name="recommendation_evidence_is_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(kind="NOTE") | ~Q(text=""), name="recommendation_note_says_something"
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.kind}"
