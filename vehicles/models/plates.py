"""Plates: which there are, on which vehicle each was when, and where the others lie."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.audit import append_only
from interior_portal.shared import clock
from vehicles.models.catalogue import PlateKind, Town
from vehicles.models.vehicle import Vehicle

NUMBER_PATTERN = "^[0-9]{1,10}$"


class Moments(Func):
    """From one moment until before the next (SQL tstzrange); an open end is for ever."""

    function = "TSTZRANGE"
    template = "%(function)s(%(expressions)s, '[)')"


class Plate(models.Model):
    """One plate that was ever made: its face, and where it is."""

    class Status(models.TextChoices):
        IN_STOCK = "IN_STOCK", _("in stock")
        FITTED = "FITTED", _("on a vehicle")
        KEPT = "KEPT", _("kept for its owner")
        RETURNED = "RETURNED", _("returned")
        LOST = "LOST", _("lost or stolen")
        DESTROYED = "DESTROYED", _("destroyed")

    kind = models.ForeignKey(PlateKind, models.PROTECT, verbose_name=_("kind"))
    town = models.ForeignKey(
        Town, models.PROTECT, null=True, blank=True, verbose_name=_("town or province")
    )
    series = models.CharField(_("series"), max_length=6, blank=True)
    number = models.CharField(_("number"), max_length=10)
    # A foreign plate: the country, and what the digits and letters here do not tell.
    country = models.CharField(_("country"), max_length=3, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("lies at"),
        related_name="plates",
    )

    class Meta:
        verbose_name = _("plate")
        verbose_name_plural = _("plates")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "town", "series", "number", "country"],
                name="plate_once",
                nulls_distinct=False,
                violation_error_message=_("This plate is in the register already."),
            ),
            models.CheckConstraint(
                condition=Q(number__regex=NUMBER_PATTERN), name="plate_number_is_digits"
            ),
            models.CheckConstraint(
                condition=~Q(status="IN_STOCK") | Q(unit__isnull=False),
                name="plate_in_stock_lies_at",
            ),
        ]
        indexes = [
            # A clerk types the digits; the town and the series then choose among very few.
            models.Index(fields=["number"], name="plate_by_number"),
            # The next free plate of a kind at an office, lowest number first.
            models.Index(
                fields=["unit", "kind", "town", "number"],
                condition=Q(status="IN_STOCK"),
                name="plate_in_stock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}".strip()

    @property
    def face(self) -> str:
        """What one reads on it, with the town in the reader's language."""
        parts = (self.town.name if self.town else self.country, self.series, self.number)
        return " ".join(part for part in parts if part)


class PlateFitting(models.Model):
    """A plate on a vehicle from one moment to another: the history of both."""

    plate = models.ForeignKey(Plate, models.PROTECT, related_name="fittings")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="fittings")
    fitted_at = models.DateTimeField(_("fitted"), default=clock.now)
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)
    source = models.CharField(_("by"), max_length=40)

    class Meta:
        verbose_name = _("plate on a vehicle")
        verbose_name_plural = _("plates on vehicles")
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_at__gte=F("fitted_at")),
                name="plate_fitting_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="plate_on_one_vehicle_at_a_time",
                expressions=[
                    (F("plate"), RangeOperators.EQUAL),
                    (Moments("fitted_at", "removed_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This plate is on another vehicle."),
            ),
            ExclusionConstraint(
                name="vehicle_under_one_plate_at_a_time",
                expressions=[
                    (F("vehicle"), RangeOperators.EQUAL),
                    (Moments("fitted_at", "removed_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plate_id}: {self.vehicle_id}"


class PlateMovement(models.Model):
    """Where a plate came and went; never changed. The stock is counted from plates, proved by these."""

    class Kind(models.TextChoices):
        RECEIVED = "RECEIVED", _("received from the maker")
        MOVED = "MOVED", _("moved to another office")
        FITTED = "FITTED", _("given out")
        KEPT = "KEPT", _("kept for its owner")
        RETURNED = "RETURNED", _("returned")
        LOST = "LOST", _("reported lost or stolen")
        DESTROYED = "DESTROYED", _("destroyed")

    plate = models.ForeignKey(Plate, models.PROTECT, related_name="movements")
    kind = models.CharField(_("movement"), max_length=10, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)
    source = models.CharField(_("by"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("movement of a plate")
        verbose_name_plural = _("movements of plates")
        indexes = [
            # What an office took in, gave away and wrote off, newest first: not what applications did.
            models.Index(fields=["unit", "-id"], condition=Q(source=""), name="plate_stock_moved"),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.plate_id}: {self.kind}"
