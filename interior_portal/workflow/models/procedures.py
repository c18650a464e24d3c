"""The versions of procedures that cases run under."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock


class ProcedureVersion(models.Model):
    """One version of a procedure as it was when its first case could begin; never changed."""

    code = models.CharField(_("procedure"), max_length=60, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    definition = models.JSONField(_("definition"), editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("version of a procedure")
        verbose_name_plural = _("versions of procedures")
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="procedure_sha256_once"),
            models.UniqueConstraint(fields=["code", "version"], name="procedure_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
