"""The panorama for the meeting hall: the photos chosen for it, and the files made of an edition's figures."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interior_portal.documents.models import Upload
from interior_portal.shared import clock
from reports.models.annual import Edition, Snapshot


class PanoramaPhoto(models.Model):
    """A picture of the year's work, shown after the chapter it belongs to, in the order they were added."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="photos")
    chapter = models.CharField(_("chapter"), max_length=60)
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="+")
    caption_ar = models.CharField(_("caption in Arabic"), max_length=160)
    caption_kmr = models.CharField(_("caption in Kurmanji"), max_length=160)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("added"), default=clock.now)
    removed_at = models.DateTimeField(_("taken out"), null=True)

    class Meta:
        verbose_name = _("photo of the panorama")
        verbose_name_plural = _("photos of the panorama")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(caption_ar="") & ~Q(caption_kmr=""), name="photo_has_both_captions"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.chapter}"

    @property
    def caption(self) -> str:
        """In Kurmanji for who reads it, else in Arabic."""
        return self.caption_kmr if get_language() == "kmr" else self.caption_ar


def page_name(panorama: "Panorama", _original: str) -> str:
    return f"reports/panorama/{panorama.key}.html"


def pdf_name(panorama: "Panorama", _original: str) -> str:
    return f"reports/panorama/{panorama.key}.pdf"


class Panorama(models.Model):
    """One order in one language, and the files that the worker made of it."""

    key = models.UUIDField(_("key"), unique=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="panoramas")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(_("language"), max_length=3)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    ordered_at = models.DateTimeField(_("ordered"), default=clock.now)
    page = models.FileField(_("page"), upload_to=page_name, max_length=80, blank=True)
    pdf = models.FileField(_("PDF"), upload_to=pdf_name, max_length=80, blank=True)
    slides = models.PositiveSmallIntegerField(_("pages"), default=0)
    made_at = models.DateTimeField(_("made"), null=True)

    class Meta:
        verbose_name = _("panorama")
        verbose_name_plural = _("panoramas")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None, page="", pdf="")
                | (Q(made_at__isnull=False) & ~Q(page="") & ~Q(pdf="")),
                name="panorama_made_with_its_files",
            ),
            models.UniqueConstraint(
                fields=["edition", "language"],
                condition=Q(made_at=None),
                name="panorama_one_order_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language}"
