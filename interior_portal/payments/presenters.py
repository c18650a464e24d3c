"""Rows of the pages about money, ready to be shown."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interior_portal.payments import queries, rules, wording
from interior_portal.payments.forms import TakeForm
from interior_portal.payments.models import (
    Bill,
    CashCount,
    Payment,
    ReceiptPrint,
)
from interior_portal.payments.rules import Money, Offer
from interior_portal.shared.bidi import isolate
from interior_portal.shared.refusals import Refusal
from interior_portal.ui import dates
from interior_portal.ui.components import Row, Text


@dataclass(frozen=True, slots=True)
class Button:
    """One way to pay: a form with nothing to type, or why it is closed."""

    label: str
    form: TakeForm
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A currency of a shift that was closed."""

    currency: str
    opening: str
    expected: str
    counted: str
    difference: str
    is_right: bool


def line_rows(bill: Bill) -> list[Row]:
    """The fees of a bill, and below them the total of each currency where there is more than one line."""
    lines = list(bill.lines.all())
    rows = [
        Row(line.fee.name, wording.money(Money(line.amount, line.currency_id))) for line in lines
    ]
    if len(lines) > 1:
        rows.append(Row(_("Total"), wording.sums(rules.as_list(queries.due(lines)))))
    return rows


def taken(payment: Payment) -> list[Money]:
    """What was handed over, per currency."""
    lines = payment.lines.all()
    return rules.as_list(rules.totals(Money(line.amount, line.currency_id) for line in lines))


def receipt_rows(payment: Payment) -> list[Row]:
    """A payment as its payer may keep it."""
    return [
        Row(_("Receipt number"), payment.receipt_number, iso=True),
        Row(_("Paid"), wording.sums(taken(payment))),
        Row(_("Time"), dates.moment(payment.taken_at)),
        Row(_("Where"), place(payment)),
    ]


def place(payment: Payment) -> Text:
    """The desk and the centre it belongs to."""
    unit = payment.unit
    return f"{unit.parent.name} · {unit.name}" if unit.parent else unit.name


def payment_rows(payment: Payment) -> list[Row]:
    """A payment as staff look at it."""
    cashier = payment.taken_by.name if payment.taken_by else ""
    return [
        *receipt_rows(payment),
        Row(_("Payment reference"), payment.bill.reference, iso=True),
        Row(_("Matter"), payment.bill.subject, iso=True),
        *line_rows(payment.bill),
        *(Row(_("Exchange rate"), sentence) for sentence in rate_sentences(payment)),
        Row(_("Cashier"), cashier),
    ]


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """A payment in the list of a shift."""

    number: str
    bill: str
    at: dt.datetime
    sums: str


def payment_lines(payments: Iterable[Payment]) -> list[PaymentEntry]:
    return [
        PaymentEntry(
            payment.receipt_number,
            payment.bill.reference,
            payment.taken_at,
            wording.sums(taken(payment)),
        )
        for payment in payments
    ]


def rate_sentences(payment: Payment) -> list[str]:
    """For every line in another currency than the bill's: what it settles, and at which rate."""
    return [
        _("%(settled)s at the rate of %(one)s = %(many)s")
        % {
            "settled": wording.money(Money(line.settles_amount, line.settles_currency_id)),
            "one": isolate(f"1 {line.rate.base_id}"),
            "many": isolate(f"{line.rate.rate.normalize():,f} {line.rate.quote_id}"),
        }
        for line in payment.lines.all()
        if line.rate is not None
    ]


def buttons(bill: Bill, offers: Iterable[Offer]) -> list[Button]:
    """The ways to pay, as the cashier's buttons."""
    return [
        Button(
            label=_("Take %(amount)s") % {"amount": wording.sums(offer.sums)}
            if offer.refusal is None
            else _("Take %(currency)s") % {"currency": offer.currency},
            form=_take_form(bill, offer),
            refusal=offer.refusal,
        )
        for offer in offers
    ]


def _take_form(bill: Bill, offer: Offer) -> TakeForm:
    """No ids: a page has several of these forms."""
    initial = {"reference": bill.reference, "currency": offer.currency, "shown": offer.shown}
    return TakeForm(initial=initial, auto_id=False)


def counted(counts: Iterable[CashCount]) -> list[Counted]:
    """The drawer of a closed shift, a line for every currency."""
    return [
        Counted(
            currency=count.currency.name,
            opening=wording.money(Money(count.opening, count.currency_id)),
            expected=wording.money(Money(count.expected, count.currency_id)),
            counted=wording.money(Money(count.counted, count.currency_id)),
            difference=wording.difference(count.difference),
            is_right=not count.difference,
        )
        for count in counts
        if count.expected is not None and count.counted is not None
    ]


def paper_of(text: str) -> str:
    """The paper somebody asked for in an address; the roll for anything else."""
    return text if text in ReceiptPrint.Paper.values else ReceiptPrint.Paper.SLIP.value
