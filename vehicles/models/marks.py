"""What stands against a vehicle: liens, seizures, stolen and wanted marks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from vehicles.models.vehicle import Vehicle


class Mark(models.Model):
    """A mark from the day it is placed to the day it is lifted; neither row nor reason is ever changed."""

    class Kind(models.TextChoices):
        LIEN = "LIEN", _("lien")
        SEIZURE = "SEIZURE", _("seizure")
        STOLEN = "STOLEN", _("stolen")
        WANTED = "WANTED", _("wanted")

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="marks")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("placed for"), related_name="+")
    order_number = models.CharField(_("number of the decision"), max_length=40)
    in_favour_of = models.CharField(_("in favour of"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("placed"), default=clock.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_reason = models.CharField(_("why it is lifted"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mark against a vehicle")
        verbose_name_plural = _("marks against vehicles")
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True, lifted_reason="")
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lifted_reason="")),
                name="mark_lifted_by_at_and_why",
            ),
            models.UniqueConstraint(
                fields=["vehicle", "kind", "order_number"],
                condition=Q(lifted_at__isnull=True),
                name="mark_once",
            ),
        ]
        indexes = [
            # What stands against a vehicle now, asked before every licence.
            models.Index(
                fields=["vehicle"], condition=Q(lifted_at__isnull=True), name="mark_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id}: {self.kind}"
