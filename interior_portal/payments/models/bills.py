"""What somebody owes, what was taken for it, and every printing of a receipt."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.audit import append_only
from interior_portal.payments.kept import completed_once
from interior_portal.payments.models.desks import CashSession
from interior_portal.payments.models.prices import Currency, ExchangeRate, Fee
from interior_portal.shared import clock


class Bill(models.Model):
    """What somebody owes for one matter; `subject` is the case reference.

    It ends once and for all: settled (`settled_handler` is told) or cancelled, because the matter was withdrawn.
    """

    reference = models.CharField(_("payment reference"), max_length=20, unique=True)
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bills")
    subject = models.CharField(_("matter"), max_length=30, db_index=True)
    settled_handler = models.CharField(max_length=60, editable=False)
    key = models.CharField(max_length=120, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued"), default=clock.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="bill_ends_one_way",
            ),
        ]
        triggers = completed_once("settled_at", "cancelled_at")

    def __str__(self) -> str:
        return self.reference


class BillLine(models.Model):
    """One amount of a bill, in its own currency, as the fee stood on the day of the bill."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines")
    fee = models.ForeignKey(Fee, models.PROTECT)
    currency = models.ForeignKey(Currency, models.PROTECT)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("line of a bill")
        verbose_name_plural = _("lines of bills")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="bill_line_not_negative")
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.amount} {self.currency_id}"


class Payment(models.Model):
    """Money taken once for a bill, with its receipt; `unit` is where the money is.

    `key` makes a double submit one payment.
    """

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments")
    receipt_number = models.CharField(_("receipt number"), max_length=20, unique=True)
    gateway = models.CharField(_("way"), max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    session = models.ForeignKey(
        CashSession, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken at"), default=clock.now)
    key = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["bill", "key"], name="payment_once"),
            models.CheckConstraint(
                condition=~Q(gateway="cash") | Q(session__isnull=False, taken_by__isnull=False),
                name="payment_cash_has_a_cashier",
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return self.receipt_number


class PaymentLine(models.Model):
    """`amount` of one currency was taken and settles `settles_amount` of the bill; `rate` says how they compare."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="lines")
    amount = models.DecimalField(_("taken"), max_digits=14, decimal_places=2)
    currency = models.ForeignKey(Currency, models.PROTECT, related_name="+")
    settles_amount = models.DecimalField(_("settles"), max_digits=14, decimal_places=2)
    settles_currency = models.ForeignKey(Currency, models.PROTECT, related_name="+")
    rate = models.ForeignKey(ExchangeRate, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("line of a payment")
        verbose_name_plural = _("lines of payments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, settles_amount__gt=0), name="payment_line_positive"
            ),
            models.CheckConstraint(
                condition=Q(
                    rate__isnull=True,
                    currency=F("settles_currency"),
                    amount=F("settles_amount"),
                )
                | (Q(rate__isnull=False) & ~Q(currency=F("settles_currency"))),
                name="payment_line_rate_where_currencies_differ",
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.amount} {self.currency_id}"


class ReceiptPrint(models.Model):
    """One printing of a receipt: 0 is the original, every later one is a copy and is marked as one."""

    class Paper(models.TextChoices):
        SLIP = "SLIP", _("80 mm roll")
        A4 = "A4", _("A4 sheet")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="prints")
    copy = models.PositiveSmallIntegerField(_("copy"))
    paper = models.CharField(_("paper"), max_length=4, choices=Paper.choices)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(_("printed at"), default=clock.now)
    key = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = _("printing of a receipt")
        verbose_name_plural = _("printings of receipts")
        constraints = [
            models.UniqueConstraint(fields=["payment", "copy"], name="receipt_print_numbered"),
            models.UniqueConstraint(fields=["payment", "key"], name="receipt_print_once"),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.payment_id} {self.copy}"
