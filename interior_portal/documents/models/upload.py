"""What people send us: one clean file with its measures."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock, ids

EXTENSIONS = {"IMAGE": "jpg", "PDF": "pdf"}


def stored_name(upload: "Upload", _original: str) -> str:
    """A name that says nothing: the day's folder and a random number; the sender's name is dropped."""
    return f"uploads/{clock.today():%Y/%m/%d}/{uuid.uuid4().hex}.{EXTENSIONS[upload.kind]}"


class Upload(models.Model):
    """A picture or a PDF after cleaning. Rows and files never change; a newer one replaces an older.

    `width` and `height` are pixels of a picture, empty for a PDF. The name that the file had on the
    sender's device is not kept.
    """

    class Kind(models.TextChoices):
        IMAGE = "IMAGE", _("picture")
        PDF = "PDF", _("PDF")

    reference = models.CharField(_("reference"), max_length=22, unique=True, default=ids.new_token)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("sent by"), related_name="uploads"
    )
    purpose = models.CharField(_("purpose"), max_length=60)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=80)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"), default=1)
    width = models.PositiveIntegerField(_("width"), null=True)
    height = models.PositiveIntegerField(_("height"), null=True)
    created_at = models.DateTimeField(_("sent at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="IMAGE", width__isnull=False, height__isnull=False, pages=1)
                | Q(kind="PDF", width__isnull=True, height__isnull=True, pages__gt=0),
                name="upload_measures_fit_its_kind",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"

    @property
    def is_image(self) -> bool:
        return self.kind == self.Kind.IMAGE

    @property
    def public_name(self) -> str:
        """The ASCII name under which the file is handed out."""
        return f"document-{self.sha256[:8]}.{EXTENSIONS[self.kind]}"
