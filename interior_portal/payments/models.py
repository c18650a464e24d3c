"""Fees, bills, payments and cash desks. Money is Decimal with its currency; nothing is ever deleted."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from interior_portal.shared.dated import Dated, Days
from interior_portal.shared.trilingual import TrilingualName

AMOUNT = {"max_digits": 14, "decimal_places": 2}


class Currency(TrilingualName):
    """A currency that desks take, by its ISO 4217 code."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    is_open = models.BooleanField(_("taken"), default=True)

    class Meta:
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")


class ExchangeRate(models.Model):
    """From `since` on, one unit of `base` is worth `rate` units of `quote`, until a later row says otherwise."""

    base = models.ForeignKey(Currency, models.PROTECT, related_name="+")
    quote = models.ForeignKey(Currency, models.PROTECT, related_name="+")
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=6)
    since = models.DateField(_("from"), default=clock.today)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["base", "quote", "since"], name="exchange_rate_once_a_day"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"1 {self.base_id} = {self.rate} {self.quote_id}"


class Fee(TrilingualName, Dated):
    """What a service costs from a day on; several rows of one code are one fee in several currencies."""

    code = models.SlugField(_("code"), max_length=60)
    currency = models.ForeignKey(Currency, models.PROTECT)
    amount = models.DecimalField(_("amount"), **AMOUNT)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints = [
            ExclusionConstraint(
                name="fee_one_at_a_time",
                expressions=[
                    (F("code"), RangeOperators.EQUAL),
                    (F("currency"), RangeOperators.EQUAL),
                    (Days("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_not_negative"),
        ]


class Bill(models.Model):
    """What somebody owes for one matter. `subject` is the case reference; `settled_handler` is told once it is paid."""

    reference = models.CharField(_("payment reference"), max_length=20, unique=True)
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bills")
    subject = models.CharField(_("matter"), max_length=30, db_index=True)
    settled_handler = models.CharField(max_length=60, editable=False)
    key = models.CharField(max_length=120, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued"), default=clock.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")

    def __str__(self) -> str:
        return self.reference


class BillLine(models.Model):
    """One amount of a bill, in its own currency."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines")
    fee = models.ForeignKey(Fee, models.PROTECT)
    currency = models.ForeignKey(Currency, models.PROTECT)
    amount = models.DecimalField(_("amount"), **AMOUNT)

    class Meta:
        verbose_name = _("line of a bill")
        verbose_name_plural = _("lines of bills")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="bill_line_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency_id}"


class CashSession(models.Model):
    """A cashier's shift at a desk: opened, counted and closed; one at a time per cashier and per desk."""

    desk = models.ForeignKey(Unit, models.PROTECT, related_name="cash_sessions")
    cashier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cash_sessions"
    )
    opened_at = models.DateTimeField(_("opened"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("shift of a cash desk")
        verbose_name_plural = _("shifts of cash desks")
        constraints = [
            models.UniqueConstraint(
                fields=["cashier"],
                condition=Q(closed_at__isnull=True),
                name="cash_session_one_per_cashier",
            ),
            models.UniqueConstraint(
                fields=["desk"],
                condition=Q(closed_at__isnull=True),
                name="cash_session_one_per_desk",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="cash_session_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.opened_at:%Y-%m-%d}"


class CashCount(models.Model):
    """What lay in the drawer at the start, what should lie there at the end, and what was counted; per currency."""

    session = models.ForeignKey(CashSession, models.PROTECT, related_name="counts")
    currency = models.ForeignKey(Currency, models.PROTECT)
    opening = models.DecimalField(_("in the drawer at the start"), **AMOUNT, default=0)
    expected = models.DecimalField(_("expected at the end"), **AMOUNT, null=True, blank=True)
    counted = models.DecimalField(_("counted at the end"), **AMOUNT, null=True, blank=True)

    class Meta:
        verbose_name = _("count of a drawer")
        verbose_name_plural = _("counts of drawers")
        constraints = [
            models.UniqueConstraint(fields=["session", "currency"], name="cash_count_once"),
            models.CheckConstraint(
                condition=Q(expected__isnull=True, counted__isnull=True)
                | Q(expected__isnull=False, counted__isnull=False, counted__gte=0),
                name="cash_count_expected_and_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.currency_id}"


class Payment(models.Model):
    """Money taken: `amount` in `currency` came in and settles `settles_amount` in `settles_currency` of the bill, at
    `rate` where the two differ. Append-only: a mistake is corrected by a payment of its own with the sign turned.
    """

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments")
    receipt_number = models.CharField(_("receipt number"), max_length=20, unique=True)
    gateway = models.CharField(_("way"), max_length=30)
    amount = models.DecimalField(_("taken"), **AMOUNT)
    currency = models.ForeignKey(Currency, models.PROTECT, related_name="+")
    settles_amount = models.DecimalField(_("settles"), **AMOUNT)
    settles_currency = models.ForeignKey(Currency, models.PROTECT, related_name="+")
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=6, null=True, blank=True)
    session = models.ForeignKey(
        CashSession, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken at"), default=clock.now)
    key = models.CharField(max_length=120, unique=True, editable=False)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__isnull=False)
                | Q(currency=F("settles_currency"), amount=F("settles_amount")),
                name="payment_rate_where_currencies_differ",
            ),
            models.CheckConstraint(
                condition=~Q(gateway="cash") | Q(session__isnull=False),
                name="payment_cash_has_a_session",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="payment_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.receipt_number
