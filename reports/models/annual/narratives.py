"""The words of the report: every version stays, and what is printed was approved by somebody who did not write it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.audit import append_only
from interior_portal.shared import clock
from reports.models.annual.editions import Edition


class Narrative(models.Model):
    """The text of one section of a chapter. `newest` counts its versions; `approved` is the one that is printed.

    WRITTEN waits for approval, RETURNED for its writer. Only under the lock of the edition.
    """

    class State(models.TextChoices):
        EMPTY = "EMPTY", _("empty")
        WRITTEN = "WRITTEN", _("waits for approval")
        RETURNED = "RETURNED", _("sent back")
        APPROVED = "APPROVED", _("approved")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="narratives")
    chapter = models.CharField(_("chapter"), max_length=60)
    section = models.CharField(_("section"), max_length=30)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.EMPTY)
    newest = models.PositiveIntegerField(_("newest version"), default=0)
    approved = models.ForeignKey(
        "NarrativeVersion", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("text of the annual report")
        verbose_name_plural = _("texts of the annual report")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "chapter", "section"], name="narrative_once"
            ),
            models.CheckConstraint(
                condition=Q(state="EMPTY", newest=0) | (~Q(state="EMPTY") & Q(newest__gt=0)),
                name="narrative_empty_without_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="APPROVED") | Q(approved__isnull=False),
                name="narrative_approved_has_its_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.chapter}/{self.section}"


class NarrativeVersion(models.Model):
    """What somebody wrote, in both languages. A new edition begins with copies of what was approved before."""

    narrative = models.ForeignKey(Narrative, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text_ar = models.TextField(_("text in Arabic"))
    text_kmr = models.TextField(_("text in Kurmanji"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # For whom they stood in, if they did: that person does not approve it either.
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"), default=clock.now)
    key = models.UUIDField(_("key"), unique=True)

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["narrative", "number"], name="narrative_version_once"),
            models.CheckConstraint(
                condition=~Q(text_ar="") & ~Q(text_kmr=""), name="narrative_in_both_languages"
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.narrative_id} {self.number}"


class NarrativeRuling(models.Model):
    """That a version was approved, or sent back with a note: by somebody else than its writer, whoever asks."""

    class Outcome(models.TextChoices):
        APPROVED = "APPROVED", _("approved")
        RETURNED = "RETURNED", _("sent back")

    version = models.OneToOneField(NarrativeVersion, models.PROTECT, related_name="ruling")
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("ruling on a text")
        verbose_name_plural = _("rulings on texts")
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("written_by")), name="narrative_four_eyes"),
            models.CheckConstraint(
                condition=~Q(outcome="RETURNED") | ~Q(note=""),
                name="narrative_returned_with_a_note",
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.version_id} {self.outcome}"
