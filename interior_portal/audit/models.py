"""The ledger of who did and who saw what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interior_portal.audit import append_only
from interior_portal.shared import clock


class AuditEntry(models.Model):
    """One line of the ledger. It outlives what it tells of: plain values, no foreign keys."""

    at = models.DateTimeField(_("at"), default=clock.now, editable=False)
    actor_id = models.BigIntegerField(_("actor"), null=True, editable=False)
    action = models.CharField(_("action"), max_length=100, editable=False)
    subject_kind = models.CharField(_("kind of subject"), max_length=100, editable=False)
    subject_ref = models.CharField(_("subject"), max_length=100, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    data = models.JSONField(_("data"), default=dict, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["subject_kind", "subject_ref", "-id"], name="audit_of_a_subject"),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_kind} {self.subject_ref}"
