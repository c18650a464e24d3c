"""What things cost from a day on, in which money, and what one money is worth in another."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.audit import append_only
from interior_portal.payments.kept import never_deleted
from interior_portal.payments.rules import CENT
from interior_portal.shared import clock
from interior_portal.shared.dated import Dated, Days
from interior_portal.shared.trilingual import TrilingualName

CODE_PATTERN = "^[A-Z]{3}$"

_BEGUN_AND_CHANGED = (
    "OLD.since <= CURRENT_DATE AND (OLD.code, OLD.currency_id, OLD.amount, OLD.since)"
    " IS DISTINCT FROM (NEW.code, NEW.currency_id, NEW.amount, NEW.since)"
)


class Currency(TrilingualName):
    """A money that desks take, by its ISO 4217 code; `step` is the smallest amount of it that is asked for.

    A re-denomination is a new row with a code of its own, and an `ExchangeRate` between old and new money from that
    day on: one row with the factor. Bills and payments of the old money stay as they were written; once the old money
    is no longer taken (`is_open`), what is owed in it is paid in the new one at the factor.
    """

    code = models.CharField(
        _("code"),
        max_length=3,
        primary_key=True,
        validators=[RegexValidator(CODE_PATTERN, _("Three capital letters, such as USD."))],
    )
    is_open = models.BooleanField(_("taken at the desks"), default=True)
    step = models.DecimalField(
        _("smallest amount that is asked for"),
        max_digits=14,
        decimal_places=2,
        default=CENT,
        validators=[MinValueValidator(CENT)],
        help_text=_("Amounts that come out of an exchange rate are rounded to a multiple of it."),
    )

    class Meta:
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE_PATTERN), name="currency_code"),
            models.CheckConstraint(
                condition=Q(step__gt=0),
                name="currency_step_positive",
                violation_error_message=_("The smallest amount is greater than zero."),
            ),
        ]
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ExchangeRate(models.Model):
    """From `since` on, one unit of `base` is worth `rate` units of `quote`.

    The newest row about two currencies holds, whichever way round it is written; of two rows of one day the one that
    was written later. Rows are never changed: a wrong rate is corrected by another row.
    """

    base = models.ForeignKey(
        Currency, models.PROTECT, related_name="+", verbose_name=_("one unit of")
    )
    rate = models.DecimalField(
        _("is worth"),
        max_digits=20,
        decimal_places=8,
        help_text=_("Write the pair so that this number is greater than one: it is then exact."),
    )
    quote = models.ForeignKey(
        Currency, models.PROTECT, related_name="+", verbose_name=_("units of")
    )
    since = models.DateField(_("from"), default=clock.today)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="exchange_rate_positive",
                violation_error_message=_("A rate is greater than zero."),
            ),
            models.CheckConstraint(
                condition=~Q(base=F("quote")),
                name="exchange_rate_of_two_currencies",
                violation_error_message=_("Choose two different currencies."),
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"1 {self.base_id} = {self.rate.normalize():f} {self.quote_id}"


class Fee(TrilingualName, Dated):
    """What a service costs from a day on; several rows of one code are one fee in several currencies.

    An amount that has come into force stays what it was: a new amount is a new row, the old one gets its last day.
    """

    code = models.SlugField(_("code"), max_length=60)
    currency = models.ForeignKey(Currency, models.PROTECT, verbose_name=_("currency"))
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="fee_ends_after_start",
                violation_error_message=_("The last day lies before the first one."),
            ),
            ExclusionConstraint(
                name="fee_one_at_a_time",
                expressions=[
                    (F("code"), RangeOperators.EQUAL),
                    (F("currency"), RangeOperators.EQUAL),
                    (Days("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This fee has another amount in this currency during part of that time."
                    " Give the older row its last day first."
                ),
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_not_negative"),
        ]
        triggers = [
            *never_deleted(),
            pgtrigger.Protect(
                name="begun_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_BEGUN_AND_CHANGED),
            ),
        ]
