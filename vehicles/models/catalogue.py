"""What a head may change without a release: classes, plate kinds, towns, fees and known answers."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.shared.dated import Dated, Days
from interior_portal.shared.trilingual import TrilingualName


class Act(models.TextChoices):
    """What is done about a vehicle; each is a procedure of its own."""

    FIRST_REGISTRATION = "FIRST_REGISTRATION", _("first registration")
    RENEWAL = "RENEWAL", _("annual renewal")
    CHANGE_OF_OWNER = "CHANGE_OF_OWNER", _("transfer of ownership")
    CHANGE_OF_DETAILS = "CHANGE_OF_DETAILS", _("change of details")
    DUPLICATE = "DUPLICATE", _("replacement of a lost licence")
    PLATE_EXCHANGE = "PLATE_EXCHANGE", _("exchange of plates")
    SUSPENSION = "SUSPENSION", _("suspension")
    SCRAPPING = "SCRAPPING", _("scrapping")
    CORRECTION = "CORRECTION", _("correction of the register")


class Origin(models.TextChoices):
    """How a vehicle came to the canton; fees and proofs depend on it."""

    REGULAR = "REGULAR", _("regular")
    BROUGHT_IN = "BROUGHT_IN", _("brought in")
    TEMPORARY = "TEMPORARY", _("temporary")


class VehicleClass(TrilingualName):
    """A class of use, such as private car or tanker; the EU category (J) is printed with it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    eu_category = models.CharField(_("EU category"), max_length=4, blank=True)
    inspection_months = models.PositiveSmallIntegerField(
        _("months an inspection holds"), default=12
    )
    licence_months = models.PositiveSmallIntegerField(_("months a licence holds"), default=12)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    is_open = models.BooleanField(_("open for registration"), default=True)

    class Meta:
        verbose_name = _("class of vehicles")
        verbose_name_plural = _("classes of vehicles")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(inspection_months__gte=1, licence_months__gte=1),
                name="vehicle_class_terms_last_a_month",
            ),
        ]


class Town(TrilingualName):
    """A town or province as plates name it, with every spelling under which people look for it."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    aliases = ArrayField(
        models.CharField(max_length=60), verbose_name=_("other names"), default=list, blank=True
    )
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("town")
        verbose_name_plural = _("towns")
        ordering = ["position", "code"]


class PlateKind(TrilingualName):
    """A kind of plate: the Administration's, the old six-digit one with a province, motorbike, foreign ..."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    digits_least = models.PositiveSmallIntegerField(_("digits, at least"), default=1)
    digits_most = models.PositiveSmallIntegerField(_("digits, at most"), default=7)
    has_town = models.BooleanField(_("names a town"), default=True)
    is_issued_here = models.BooleanField(_("given out from the stock"), default=True)
    is_temporary = models.BooleanField(_("temporary"), default=False)
    # Of each town and series at an office; 0 where nobody orders them, such as foreign plates.
    low_below = models.PositiveIntegerField(_("low in stock below"), default=50)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("kind of plates")
        verbose_name_plural = _("kinds of plates")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digits_least__gte=1, digits_most__gte=F("digits_least"))
                & Q(digits_most__lte=10),
                name="plate_kind_digits",
            ),
        ]


class Years(Func):
    """The model years of a band, both included (SQL int4range); an open end is any year."""

    function = "INT4RANGE"
    template = "%(function)s(%(expressions)s, '[]')"


class FeeRule(Dated):
    """One cell of the fee matrix: which fee an act costs for an origin, a class and a band of model years."""

    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    vehicle_class = models.ForeignKey(VehicleClass, models.PROTECT, verbose_name=_("class"))
    year_from = models.PositiveSmallIntegerField(_("model year from"), null=True, blank=True)
    year_until = models.PositiveSmallIntegerField(_("model year until"), null=True, blank=True)
    fee_code = models.CharField(_("fee"), max_length=60)

    class Meta:
        verbose_name = _("cell of the fee matrix")
        verbose_name_plural = _("fee matrix")
        constraints = [
            models.CheckConstraint(
                condition=Q(year_from__isnull=True)
                | Q(year_until__isnull=True)
                | Q(year_until__gte=F("year_from")),
                name="fee_rule_years_in_order",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="fee_rule_ends_after_start",
            ),
            ExclusionConstraint(
                name="fee_rule_one_at_a_time",
                expressions=[
                    (F("act"), RangeOperators.EQUAL),
                    (F("origin"), RangeOperators.EQUAL),
                    (F("vehicle_class"), RangeOperators.EQUAL),
                    (Years("year_from", "year_until"), RangeOperators.OVERLAPS),
                    (Days("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Another cell says what this costs during part of that time."
                    " Give the older row its last day first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.vehicle_class}"
