"""What belongs to a desk rather than to a case's course: internal notes, views of the inbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import append_only
from interior_portal.shared import clock
from interior_portal.workflow.models.cases import Case


class CaseNote(models.Model):
    """An internal note, never shown to the applicant. Only ever added: a mistake gets a second note."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes", editable=False)
    text = models.TextField(_("note"))
    by = models.ForeignKey(
        User, models.PROTECT, related_name="case_notes", db_index=False, editable=False
    )
    at = models.DateTimeField(_("written"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d %H:%M}"


class SavedView(models.Model):
    """A choice of filters of the inbox under a name of its owner. `query` is what stands in the address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", editable=False)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filters"), max_length=500)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="view_name_once",
                violation_error_message=_("You have a view of this name. Choose another one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
