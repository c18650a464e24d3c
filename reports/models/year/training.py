"""Training: the catalogue, its sessions, who takes part, who was there, and with which result."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.documents.models import Paper
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from reports.models.year.titles import TrilingualTitle, chosen


class Course(TrilingualTitle):
    """A course of the catalogue: what is taught, for whom, in how many hours."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    audience_ar = models.CharField(_("for whom, in Arabic"), max_length=200)
    audience_kmr = models.CharField(_("for whom, in Kurmanji"), max_length=200)
    audience_en = models.CharField(_("for whom, in English"), max_length=200, blank=True)
    hours = models.PositiveSmallIntegerField(
        _("hours"), validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    attendance_percent = models.PositiveSmallIntegerField(
        _("attendance needed, per cent"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    is_offered = models.BooleanField(_("is offered"), default=True)
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=1, attendance_percent__gte=1, attendance_percent__lte=100),
                name="course_has_hours",
            ),
        ]

    @property
    def audience(self) -> str:
        return chosen(self.audience_ar, self.audience_kmr, self.audience_en)


def session_reference() -> str:
    return new_reference("T")


class CourseSession(models.Model):
    """A course that takes place, from one day to another. Its row is the lock of its seats."""

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("planned")
        HELD = "HELD", _("held")
        CANCELLED = "CANCELLED", _("cancelled")

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=session_reference, editable=False
    )
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("who holds it"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    place = models.CharField(_("place"), max_length=200)
    trainer = models.CharField(_("trainer"), max_length=200)
    seats = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("course session")
        verbose_name_plural = _("course sessions")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="session_ends_after_start",
                violation_error_message=_("The course would end before it starts."),
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="session_has_seats"),
            models.CheckConstraint(
                condition=Q(state="PLANNED", closed_at__isnull=True)
                | (~Q(state="PLANNED") & Q(closed_at__isnull=False)),
                name="session_closed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="CANCELLED") | ~Q(reason=""),
                name="session_cancelled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


def enrolment_reference() -> str:
    return new_reference("E")


class Enrolment(models.Model):
    """Somebody takes part in a session, or waits to. `unit` is where they worked when they enrolled."""

    class State(models.TextChoices):
        ASKED = "ASKED", _("waits for the head to agree")
        WAITING = "WAITING", _("on the waiting list")
        SEATED = "SEATED", _("has a seat")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    class Result(models.TextChoices):
        PASSED = "PASSED", _("passed")
        FAILED = "FAILED", _("not passed")

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=enrolment_reference, editable=False
    )
    session = models.ForeignKey(CourseSession, models.PROTECT, related_name="enrolments")
    trainee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who takes part")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    entered_at = models.DateTimeField(default=clock.now, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    # The order of the waiting list: since when somebody could have had a seat.
    queued_at = models.DateTimeField(null=True, editable=False)
    result = models.CharField(_("result"), max_length=6, choices=Result.choices, blank=True)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+", editable=False)
    certified_at = models.DateTimeField(_("certificate issued"), null=True, editable=False)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "trainee"],
                condition=~Q(state="WITHDRAWN"),
                name="enrolment_once",
                violation_error_message=_("This person is enrolled already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ASKED", "WITHDRAWN"])
                | Q(agreed_by__isnull=False, queued_at__isnull=False),
                name="enrolment_agreed_by_a_head",
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(state="SEATED"), name="enrolment_result_with_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(paper__isnull=True, certified_at__isnull=True)
                | Q(paper__isnull=False, certified_at__isnull=False, result="PASSED"),
                name="enrolment_certificate_of_who_passed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["session", "queued_at", "id"],
                condition=Q(state="WAITING"),
                name="enrolment_next_to_be_seated",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Attendance(models.Model):
    """Whether somebody was there on one day; set right until the session is closed."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="days")
    day = models.DateField(_("day"))
    was_there = models.BooleanField(_("was there"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "day"], name="attendance_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.day}"
