"""Whose a vehicle is: owners with their shares, and users who have it under another right."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.people.models import Person
from interior_portal.shared import clock
from vehicles.models.vehicle import Vehicle

WHOLE = 2400
_SUMS_TO_ONE = f"""
IF EXISTS (
  SELECT FROM vehicles_ownership
  WHERE vehicle_id = coalesce(NEW.vehicle_id, OLD.vehicle_id) AND right_held = 'OWNER' AND until_at IS NULL
  HAVING coalesce(sum(shares), {WHOLE}) <> {WHOLE}
) THEN
  RAISE EXCEPTION 'the shares of vehicle % are not one whole', coalesce(NEW.vehicle_id, OLD.vehicle_id)
    USING ERRCODE = 'check_violation', CONSTRAINT = 'ownership_shares_sum_to_one';
END IF;
RETURN NULL;
"""


class Ownership(models.Model):
    """From when until when somebody owns so many of 2,400 shares, or uses the vehicle of another."""

    class Right(models.TextChoices):
        OWNER = "OWNER", _("owner")
        USER = "USER", _("user")

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="ownerships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="vehicle_ownerships")
    right_held = models.CharField(
        _("right"), max_length=5, choices=Right.choices, default=Right.OWNER
    )
    shares = models.PositiveSmallIntegerField(_("shares of 2,400"))
    address = models.CharField(_("address (C.1.3)"), max_length=200, blank=True)
    since_at = models.DateTimeField(_("since"), default=clock.now)
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    # The reference of the case that made it, or of the import run.
    source = models.CharField(_("by"), max_length=40)

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        constraints = [
            models.CheckConstraint(
                condition=Q(right_held="OWNER", shares__gte=1, shares__lte=WHOLE)
                | Q(right_held="USER", shares=0),
                name="ownership_shares_of_owners",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")),
                name="ownership_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["vehicle", "person", "right_held"],
                condition=Q(until_at__isnull=True),
                name="ownership_one_at_a_time",
            ),
        ]
        triggers = [
            # Owners change within a transaction, one row after the other: counted when it commits.
            pgtrigger.Trigger(
                name="shares_sum_to_one",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=_SUMS_TO_ONE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id}: {self.person_id}"
