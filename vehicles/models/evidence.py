"""What was seen of a vehicle: inspections and insurance. The register reads them; nobody uploads them again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.documents.models import Upload
from interior_portal.shared import clock
from vehicles.models.vehicle import Vehicle


class Inspection(models.Model):
    """One inspection at a yard: what the inspector read on the vehicle, and until when it holds."""

    class Result(models.TextChoices):
        PASSED = "PASSED", _("passed")
        FAILED = "FAILED", _("failed")

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="inspections")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("yard"), related_name="+")
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    inspected_on = models.DateField(_("inspected on"), default=clock.today)
    result = models.CharField(_("result"), max_length=6, choices=Result.choices)
    valid_until = models.DateField(_("holds until"), null=True, blank=True)
    vin_read = models.CharField(_("chassis number as read on the vehicle"), max_length=17)
    photo = models.OneToOneField(
        Upload,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspection",
        verbose_name=_("photo of the chassis number"),
    )
    mileage_km = models.PositiveIntegerField(_("mileage, km"), null=True, blank=True)
    defects = models.CharField(_("defects"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    result="PASSED",
                    valid_until__isnull=False,
                    valid_until__gte=F("inspected_on"),
                )
                | Q(result="FAILED", valid_until__isnull=True),
                name="inspection_passed_holds_until",
            ),
            models.CheckConstraint(
                condition=Q(result="PASSED") | ~Q(defects=""), name="inspection_failed_with_defects"
            ),
        ]
        indexes = [
            # The newest inspection of a vehicle.
            models.Index(fields=["vehicle", "-inspected_on"], name="inspection_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id}: {self.inspected_on}"


class Insurance(models.Model):
    """One policy, as the insurer or the clerk who saw it wrote it down."""

    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="insurances")
    insurer = models.CharField(_("insurer"), max_length=120)
    policy_number = models.CharField(_("number of the policy"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("insurance")
        verbose_name_plural = _("insurances")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="insurance_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["insurer", "policy_number", "vehicle"], name="insurance_once"
            ),
        ]
        indexes = [
            # The policy that lasts longest.
            models.Index(fields=["vehicle", "-valid_until"], name="insurance_newest"),
        ]

    def __str__(self) -> str:
        return self.policy_number
