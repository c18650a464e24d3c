"""An order to make the books of an edition, how far the worker has come, and what it made."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from reports.models.annual.editions import Edition
from reports.models.annual.figures import Snapshot

OPEN = ("WAITING", "RUNNING")


class Making(models.Model):
    """One order. The worker carries it out stage by stage, each an outbox row and a commit of its own.

    `progress` are hundredths. A `failure` is a sentence's code, told in the reader's language.
    """

    class Languages(models.TextChoices):
        ARABIC = "ar", _("Arabic")
        KURMANJI = "kmr", _("Kurmanji")
        BOTH = "both", _("both in one book")

    class State(models.TextChoices):
        WAITING = "WAITING", _("waits for the worker")
        RUNNING = "RUNNING", _("being made")
        DONE = "DONE", _("done")
        CANCELLED = "CANCELLED", _("cancelled")
        FAILED = "FAILED", _("failed")

    class Stage(models.TextChoices):
        SNAPSHOT = "SNAPSHOT", _("The figures are read")
        CHARTS = "CHARTS", _("The charts are drawn")
        LAYOUT = "LAYOUT", _("The pages are laid out")
        CHECK = "CHECK", _("The numbers are compared")
        STORE = "STORE", _("The book is signed and stored")

    reference = models.CharField(_("number"), max_length=20, unique=True)
    key = models.UUIDField(_("key"), unique=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="makings")
    languages = models.CharField(_("languages"), max_length=4, choices=Languages.choices)
    is_proof = models.BooleanField(_("of a draft"))
    # Of this unit and those below it alone: for its head, never the book of the edition.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"), db_index=False
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    stage = models.CharField(
        _("stage"), max_length=8, choices=Stage.choices, default=Stage.SNAPSHOT
    )
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, related_name="makings", db_index=False
    )
    failure = models.CharField(_("why it failed"), max_length=20, blank=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(_("ordered"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("order of a book")
        verbose_name_plural = _("orders of books")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(state__in=OPEN), name="making_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at=None)
                | (~Q(state__in=OPEN) & Q(finished_at__isnull=False)),
                name="making_ends_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="FAILED") & ~Q(failure="") | (~Q(state="FAILED") & Q(failure="")),
                name="making_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100) & (~Q(state="DONE") | Q(progress=100)),
                name="making_progress_in_hundredths",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class DrawnChart(models.Model):
    """A chart of a snapshot in one language, drawn once: a worker that was killed does not draw it again."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="charts")
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=3)
    svg = models.BinaryField(_("picture"))

    class Meta:
        verbose_name = _("drawn chart")
        verbose_name_plural = _("drawn charts")
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "name", "language"], name="drawn_chart_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.language}"


def stored_name(book: "Book", _original: str) -> str:
    """The order and the hash: the same book has the same name, a half-written file never a row."""
    return f"reports/annual/{book.making.reference}-{book.sha256[:16]}.pdf"


class Book(models.Model):
    """The signed PDF of an order. The row is written after the file."""

    making = models.OneToOneField(Making, models.PROTECT, related_name="book")
    file = models.FileField(_("file"), upload_to=stored_name, max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    seconds = models.PositiveIntegerField(_("seconds from the order to the book"))
    made_at = models.DateTimeField(_("made"), default=clock.now)

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")

    def __str__(self) -> str:
        return self.sha256[:12]


class LaidOut(models.Model):
    """The pages of an order between being laid out and being signed; gone when the book is stored."""

    making = models.OneToOneField(Making, models.CASCADE, related_name="laid_out")
    pdf = models.BinaryField(_("pages"))
    pages = models.PositiveSmallIntegerField(_("pages"))

    class Meta:
        verbose_name = _("pages laid out")
        verbose_name_plural = _("pages laid out")

    def __str__(self) -> str:
        return str(self.making_id)
