"""What we issue: a paper with a number, a sealed and signed file, and a status with its history."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.audit import append_only
from interior_portal.documents.formats import Format
from interior_portal.shared import clock

NEVER_CHANGING = [
    "number", "kind", "subject", "holder", "languages", "valid_from", "valid_until", "issued_at", "file", "sha256",
    "size", "seal", "seal_key", "pdf_key", "token", "shown", "printed", "key",
]  # fmt: skip


class PaperQuerySet(models.QuerySet["Paper"]):
    def in_force(self, on: dt.date | None = None) -> "PaperQuerySet":
        """Papers that are valid on the day (today by default); both ends belong to the time."""
        day = on or clock.today()
        not_over = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(not_over, status=Paper.Status.VALID, valid_from__lte=day)


class Paper(models.Model):
    """A paper as it was issued, once and for ever; only its status and `replaced_by` change.

    `shown` is what the verify page may show: rows of the paper's own text, frozen in all languages.
    `printed` are all its rows, kept where a kind has other formats than A4, which are drawn from them.
    `seal` are the bytes in the Data Matrix; `seal_key` and `pdf_key` name the keys that signed.
    Only `documents.actions` writes here.
    """

    class Status(models.TextChoices):
        VALID = "VALID", _("Valid")
        USED = "USED", _("Used")
        REPLACED = "REPLACED", _("Replaced")
        REVOKED = "REVOKED", _("Revoked")
        EXPIRED = "EXPIRED", _("Expired")  # follows from the dates and is never stored

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("subject"), max_length=60, db_index=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("holder"),
        null=True,
        related_name="papers",
    )
    languages = models.CharField(_("languages"), max_length=20)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.VALID
    )
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("replaced by"), null=True, related_name="replaces"
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True)
    issued_at = models.DateTimeField(_("issued at"))
    file = models.FileField(_("file"), max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    seal = models.BinaryField(_("seal"))
    seal_key = models.CharField(_("key of the seal"), max_length=50)
    pdf_key = models.CharField(_("key of the signature"), max_length=50)
    token = models.CharField(_("token of the QR code"), max_length=22, unique=True)
    shown = models.JSONField(_("shown to who checks it"), default=list)
    printed = models.JSONField(_("printed"), default=list)
    key = models.CharField(_("key"), max_length=200, unique=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="paper_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(status="EXPIRED"), name="paper_expiry_follows_from_dates"
            ),
            models.CheckConstraint(
                condition=Q(status="REPLACED", replaced_by__isnull=False)
                | (~Q(status="REPLACED") & Q(replaced_by__isnull=True)),
                name="paper_replaced_names_the_new_one",
            ),
        ]
        indexes = [
            # The list of what no longer counts is made anew after each change: it reads the closed papers
            # of a time, and those that ran out within a month, among years of papers that count.
            models.Index(
                fields=["valid_until"],
                condition=~Q(status="VALID"),
                include=["number", "status"],
                name="paper_closed",
            ),
            models.Index(
                fields=["valid_until"],
                condition=Q(status="VALID"),
                include=["number"],
                name="paper_runs_out",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="papers_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="issued_as_it_was", fields=NEVER_CHANGING),
        ]

    def __str__(self) -> str:
        return self.number

    def status_on(self, day: dt.date | None = None) -> str:
        """The status on a day (today by default): a valid paper whose time is over has expired."""
        is_over = self.valid_until is not None and self.valid_until < (day or clock.today())
        if self.status == self.Status.VALID and is_over:
            return self.Status.EXPIRED
        return self.status

    def is_in_force(self, day: dt.date | None = None) -> bool:
        """Whether the paper counts on a day (today by default)."""
        on = day or clock.today()
        return self.status_on(on) == self.Status.VALID and self.valid_from <= on


class PaperEvent(models.Model):
    """A change in the life of a paper. `by` is empty where the portal did it itself."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="history")
    status = models.CharField(_("status"), max_length=8, choices=Paper.Status.choices)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("event of a paper")
        verbose_name_plural = _("events of papers")
        ordering = ["pk"]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.paper_id} {self.status}"


class PaperPrint(models.Model):
    """One printing at a counter. The first of a format is the paper itself, each further one says which copy it is.

    `copy` counts them: 0 for the first.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="prints")
    form = models.CharField(_("format"), max_length=4, choices=Format.choices)
    copy = models.PositiveSmallIntegerField(_("copy"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), related_name="+"
    )
    at = models.DateTimeField(_("at"), default=clock.now, editable=False)
    key = models.CharField(_("key"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("printing of a paper")
        verbose_name_plural = _("printings of papers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "form", "copy"], name="paper_print_counts_copies"
            ),
            models.CheckConstraint(
                condition=Q(copy=0) | ~Q(reason=""), name="paper_copy_has_a_reason"
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.paper_id} {self.form} {self.copy}"


class StatusList(models.Model):
    """A signed list of the papers that no longer count, for checking without a network.

    `jws` is what everybody gets; the rest says what is in it. Only `documents.status_list` writes here.
    """

    issued_at = models.DateTimeField(_("issued at"))
    last_event = models.BigIntegerField(_("last event of a paper in it"))
    papers = models.PositiveIntegerField(_("papers in it"))
    keys_mark = models.CharField(_("hash of the keys in it"), max_length=64)
    jws = models.TextField("JWS")

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.issued_at:%Y-%m-%d %H:%M}"
