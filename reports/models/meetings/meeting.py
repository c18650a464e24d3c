"""A meeting, its rules and its agenda."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.documents.models import Upload
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from reports.models.meetings.titled import Titled
from reports.rules.meetings import Majority, Quorum


def meeting_reference() -> str:
    return new_reference("M")


class Meeting(Titled):
    """A meeting or conference of a unit; it goes from one state to the next and never back."""

    class Kind(models.TextChoices):
        ANNUAL = "ANNUAL", _("annual meeting")
        CONFERENCE = "CONFERENCE", _("conference")
        COUNCIL = "COUNCIL", _("council")

    class State(models.TextChoices):
        PREPARED = "PREPARED", _("being prepared")
        CALLED = "CALLED", _("called")
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")
        CONCLUDED = "CONCLUDED", _("final statement approved")

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=meeting_reference, editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="meetings")
    # The year that it speaks of: its recommendations are named by it ("3 of 2025").
    year = models.PositiveSmallIntegerField(_("year"))
    place = models.CharField(_("place"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    quorum_numerator = models.PositiveSmallIntegerField(_("seats that must be present"), default=1)
    quorum_denominator = models.PositiveSmallIntegerField(_("out of so many"), default=2)
    quorum_is_more = models.BooleanField(_("more than this share"), default=True)
    has_casting_vote = models.BooleanField(
        _("the chair decides a tie of an open vote"), default=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PREPARED, editable=False
    )
    called_at = models.DateTimeField(_("called"), null=True, editable=False)
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(quorum_numerator__gte=1, quorum_denominator__gte=1)
                & (
                    Q(quorum_numerator__lt=F("quorum_denominator"))
                    | Q(quorum_numerator=F("quorum_denominator"), quorum_is_more=False)
                ),
                name="meeting_quorum_can_be_met",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("PREPARED", "CALLED"), opened_at__isnull=True)
                | Q(state__in=("OPEN", "CLOSED", "CONCLUDED"), opened_at__isnull=False),
                name="meeting_opened_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("PREPARED", "CALLED", "OPEN"), closed_at__isnull=True)
                | Q(state__in=("CLOSED", "CONCLUDED"), closed_at__isnull=False),
                name="meeting_closed_when",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-starts_on"], name="meeting_of_a_unit")]

    @property
    def quorum(self) -> Quorum:
        return Quorum(self.quorum_numerator, self.quorum_denominator, is_more=self.quorum_is_more)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class MotionKind(models.TextChoices):
    """What is moved: a rule of the meeting says which majority each kind needs."""

    RECOMMENDATION = "RECOMMENDATION", _("recommendation")
    BYLAWS = "BYLAWS", _("bylaws")
    PROPOSAL = "PROPOSAL", _("proposal")
    PROCEDURE = "PROCEDURE", _("matter of procedure")


class MajorityRule(models.Model):
    """Which majority a kind of motion needs in a meeting."""

    class Kind(models.TextChoices):
        SIMPLE = Majority.SIMPLE.value, _("more yes than no")
        ABSOLUTE = Majority.ABSOLUTE.value, _("more than half of all seats")
        TWO_THIRDS = Majority.TWO_THIRDS.value, _("two thirds of the votes cast")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="majorities")
    motion_kind = models.CharField(max_length=14, choices=MotionKind.choices)
    majority = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        verbose_name = _("majority")
        verbose_name_plural = _("majorities")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "motion_kind"], name="majority_once_for_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.motion_kind}: {self.majority}"


class AgendaItem(Titled):
    """An item in its place; `notes` are what was said, for the minutes."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    notes = models.TextField(_("notes for the minutes"), blank=True)
    begun_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of an agenda")
        ordering = ["position"]
        constraints = [
            # Two items change places in one statement.
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(begun_at__isnull=False, ended_at__gte=F("begun_at")),
                name="agenda_item_ends_after_it_begins",
            ),
        ]


class AgendaDocument(models.Model):
    """A paper that lies before the meeting."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="documents")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    added_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("document of an agenda")
        verbose_name_plural = _("documents of an agenda")

    def __str__(self) -> str:
        return self.title
