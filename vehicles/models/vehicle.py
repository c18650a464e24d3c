"""A vehicle as the register keeps it. The letters in brackets are the codes of EU Directive 1999/37/EC."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from vehicles.models.catalogue import Origin, VehicleClass

# The same rule as `rules.vin_findings`: 17 characters without I, O and Q, or an older chassis number.
VIN_PATTERN = "^[A-HJ-NPR-Z0-9]{17}$"
OLD_VIN_PATTERN = "^[A-Z0-9]{4,17}$"
FIRST_STANDARD_YEAR = 1981


class Vehicle(models.Model):
    """One vehicle under its chassis number. Nothing is deleted: what has ended keeps its row."""

    class Status(models.TextChoices):
        APPLIED = "APPLIED", _("not registered yet")
        REGISTERED = "REGISTERED", _("registered")
        SUSPENDED = "SUSPENDED", _("suspended")
        SCRAPPED = "SCRAPPED", _("scrapped")
        EXPORTED = "EXPORTED", _("exported")

    class Colour(models.TextChoices):
        WHITE = "WHITE", _("white")
        BLACK = "BLACK", _("black")
        GREY = "GREY", _("grey")
        SILVER = "SILVER", _("silver")
        RED = "RED", _("red")
        BLUE = "BLUE", _("blue")
        GREEN = "GREEN", _("green")
        YELLOW = "YELLOW", _("yellow")
        ORANGE = "ORANGE", _("orange")
        BROWN = "BROWN", _("brown")
        BEIGE = "BEIGE", _("beige")
        SEVERAL = "SEVERAL", _("several colours")

    class Fuel(models.TextChoices):
        PETROL = "PETROL", _("petrol")
        DIESEL = "DIESEL", _("diesel")
        GAS = "GAS", _("gas")
        HYBRID = "HYBRID", _("hybrid")
        ELECTRIC = "ELECTRIC", _("electric")
        NONE = "NONE", _("no engine")

    reference = models.CharField(_("number in the register"), max_length=20, unique=True)
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.APPLIED
    )
    vin = models.CharField(_("chassis number (E)"), max_length=17)
    engine_number = models.CharField(_("engine number (P.5)"), max_length=30, blank=True)
    make = models.CharField(_("make (D.1)"), max_length=60)
    model = models.CharField(_("model (D.3)"), max_length=60)
    variant = models.CharField(_("type, variant, version (D.2)"), max_length=60, blank=True)
    type_approval = models.CharField(_("type approval (K)"), max_length=40, blank=True)
    model_year = models.PositiveSmallIntegerField(_("year of make"))
    colour = models.CharField(_("colour (R)"), max_length=10, choices=Colour.choices)
    fuel = models.CharField(_("fuel (P.3)"), max_length=10, choices=Fuel.choices)
    capacity_cc = models.PositiveIntegerField(_("capacity, cm³ (P.1)"), null=True, blank=True)
    power_kw = models.PositiveSmallIntegerField(_("power, kW (P.2)"), null=True, blank=True)
    mass_kg = models.PositiveIntegerField(_("mass in service, kg (G)"), null=True, blank=True)
    laden_mass_kg = models.PositiveIntegerField(
        _("maximum laden mass, kg (F.1)"), null=True, blank=True
    )
    axles = models.PositiveSmallIntegerField(_("axles (L)"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats with the driver's (S.1)"), null=True, blank=True
    )
    standing = models.PositiveSmallIntegerField(_("standing places (S.2)"), null=True, blank=True)
    vehicle_class = models.ForeignKey(VehicleClass, models.PROTECT, verbose_name=_("class (J)"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    mileage_km = models.PositiveIntegerField(_("mileage, km"), null=True, blank=True)

    # what proves where it comes from
    customs_receipt = models.CharField(_("customs receipt"), max_length=40, blank=True)
    customs_paid_on = models.DateField(_("day of the customs receipt"), null=True, blank=True)
    identification_certificate = models.CharField(
        _("identification certificate of Traffic"), max_length=40, blank=True
    )
    finance_clearance = models.CharField(_("clearance of Finance"), max_length=40, blank=True)
    former_registration = models.CharField(_("former registration"), max_length=60, blank=True)
    former_country = models.CharField(_("former country"), max_length=3, blank=True)

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("office"))
    first_registered_on = models.DateField(_("first registered (B)"), null=True, blank=True)
    registered_on = models.DateField(_("registered here (I)"), null=True, blank=True)
    ended_on = models.DateField(_("scrapped or exported on"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            models.UniqueConstraint(
                fields=["vin"],
                condition=~Q(status="APPLIED"),
                name="vehicle_vin_once",
                violation_error_message=_(
                    "Another vehicle is registered under this chassis number."
                ),
            ),
            models.CheckConstraint(
                condition=Q(vin__regex=VIN_PATTERN)
                | Q(model_year__lt=FIRST_STANDARD_YEAR, vin__regex=OLD_VIN_PATTERN),
                name="vehicle_vin_format",
            ),
            models.CheckConstraint(
                condition=Q(model_year__gte=1900, model_year__lte=2100), name="vehicle_model_year"
            ),
            models.CheckConstraint(
                condition=Q(mass_kg__isnull=True)
                | Q(laden_mass_kg__isnull=True)
                | Q(laden_mass_kg__gte=F("mass_kg")),
                name="vehicle_laden_weighs_more",
            ),
            models.CheckConstraint(
                condition=Q(status="APPLIED", registered_on__isnull=True)
                | (~Q(status="APPLIED") & Q(registered_on__isnull=False)),
                name="vehicle_registered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["SCRAPPED", "EXPORTED"], ended_on__isnull=False)
                | (~Q(status__in=["SCRAPPED", "EXPORTED"]) & Q(ended_on__isnull=True)),
                name="vehicle_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(origin="BROUGHT_IN") | Q(status="APPLIED") | ~Q(customs_receipt=""),
                name="vehicle_brought_in_with_customs",
            ),
        ]
        indexes = [
            # The clerk's search by a whole chassis number or its beginning, whoever applied, and by its end,
            # which is what people know by heart: read from the back it is a beginning.
            models.Index(
                fields=["vin"], opclasses=["varchar_pattern_ops"], name="vehicle_by_vin_beginning"
            ),
            models.Index(
                OpClass(Reverse("vin"), name="text_pattern_ops"), name="vehicle_by_vin_ending"
            ),
        ]

    def __str__(self) -> str:
        return self.vin

    @property
    def is_running(self) -> bool:
        """Whether it is in the register and has not left it."""
        return self.status in {self.Status.REGISTERED, self.Status.SUSPENDED}
