"""Reads of `payments`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.queries import units_where, why_not_permitted
from interior_portal.accounts.registry import roles_with
from interior_portal.payments import rules
from interior_portal.payments.models import (
    Bill,
    BillLine,
    CashSession,
    Currency,
    ExchangeRate,
    Fee,
    Payment,
    PaymentLine,
)
from interior_portal.payments.roles import PAYMENT_SUPERVISE, PAYMENT_TAKE, PAYMENT_VIEW
from interior_portal.payments.rules import Money, Offer, Rate
from interior_portal.shared import clock
from interior_portal.shared.ids import clean_reference
from interior_portal.shared.refusals import Refusal
from interior_portal.ui.amounts import currency_word

ALREADY_SETTLED = Refusal("already_settled", _("This bill is paid already. Take no money for it."))
CANCELLED = Refusal(
    "bill_cancelled", _("This matter was withdrawn and nothing is owed. Take no money for it.")
)
NOT_A_DESK = Refusal("not_a_desk", _("A shift can only be opened at a desk that is in service."))
SHIFT_CLOSED = Refusal("shift_closed", _("This shift is closed."))
NOT_YOUR_SHIFT = Refusal(
    "not_your_shift", _("Only the cashier or a supervisor of the cash desks closes this shift.")
)


# --- fees, currencies, rates ---


def fees_in_force(code: str, on: dt.date | None = None) -> QuerySet[Fee]:
    """What a service costs on a day (today by default): a row per currency."""
    return Fee.objects.in_force(on).filter(code=code).order_by("pk")


def fees_of(codes: Sequence[str]) -> list[Fee]:
    """The fees in force today for these codes, in their order, a code named twice twice; one query.

    Raises LookupError when one has no amount in force.
    """
    found: dict[str, list[Fee]] = {}
    for fee in Fee.objects.in_force().filter(code__in=set(codes)).order_by("pk"):
        found.setdefault(fee.code, []).append(fee)
    missing = [code for code in codes if code not in found]
    if missing:
        raise LookupError(f"no amount is in force for the fee {missing[0]}")
    return [fee for code in codes for fee in found[code]]


def currency_names() -> dict[str, str]:
    """What people call each currency, closed ones too, by its code. One query."""
    return {currency.code: currency_word(currency.code) for currency in Currency.objects.all()}


def currencies() -> QuerySet[Currency]:
    """Currencies that desks take."""
    return Currency.objects.filter(is_open=True).order_by("code")


def rates_in_force(on: dt.date | None = None) -> list[Rate]:
    """The newest rate of every pair as it is written, on a day (today by default); one query."""
    rows = (
        ExchangeRate.objects.filter(since__lte=on or clock.today())
        .order_by("base", "quote", "-since", "-pk")
        .distinct("base", "quote")
    )
    return [Rate(row.pk, row.base_id, row.quote_id, row.rate, row.since) for row in rows]


# --- bills ---


def bills() -> QuerySet[Bill]:
    """Bills with their lines and fees; two queries more for any number of them."""
    return Bill.objects.prefetch_related("lines__fee")


def find_bill(text: str) -> Bill | None:
    """The bill whose payment reference somebody typed or scanned, with its lines; None when there is none."""
    reference = clean_reference(text)
    return bills().filter(reference=reference).first() if reference else None


def find_bill_of(payer: User, reference: str) -> Bill | None:
    """A bill of this payer, with its lines; the bills of others are not there."""
    return bills().filter(reference=clean_reference(reference), payer=payer).first()


def bills_for(subject: str) -> QuerySet[Bill]:
    """The bills of one matter (a case reference), oldest first."""
    return Bill.objects.filter(subject=subject).order_by("pk")


def due(lines: Iterable[BillLine]) -> dict[str, Decimal]:
    """What a bill asks for per currency."""
    return rules.totals(Money(line.amount, line.currency_id) for line in lines)


def settled(bill: Bill) -> dict[str, Decimal]:
    """What has been settled of it per currency of the bill; one query."""
    rows = PaymentLine.objects.filter(payment__bill=bill).order_by("settles_currency")
    return dict(rows.values_list("settles_currency_id").annotate(sum=Sum("settles_amount")))


def outstanding_of(bill: Bill) -> list[Money]:
    """What is still owed. Two queries, one where the lines are loaded."""
    return rules.outstanding(due(bill.lines.all()), settled(bill))


def why_not_pay(bill: Bill) -> Refusal | None:
    """Why no money is taken for a bill."""
    if bill.settled_at is not None:
        return ALREADY_SETTLED
    return CANCELLED if bill.cancelled_at is not None else None


def offers_for(owed: Sequence[Money]) -> list[Offer]:
    """Every way to pay this at a desk today, each with what has to be handed over or why it cannot be. Two queries."""
    return rules.offers(owed, steps=_steps(), rates=rates_in_force())


def offer_in(currency: str, owed: Sequence[Money]) -> Offer:
    """The way to pay it in one currency, or each amount in its own when `currency` is empty. At most two queries."""
    steps = _steps()
    if not currency:
        return rules.as_billed(owed, steps)
    if currency not in steps:
        return Offer(currency, refusal=rules.not_taken(currency))
    is_exchanged = any(money.currency != currency for money in owed)
    rates = rates_in_force() if is_exchanged else []
    return rules.in_one(currency, owed, step=steps[currency], rates=rates)


def _steps() -> dict[str, Decimal]:
    return dict(currencies().values_list("code", "step"))


@dataclass(frozen=True, slots=True)
class CashOffice:
    """A desk where bills are paid; `is_open` while a cashier has a shift there."""

    desk: Unit
    is_open: bool


def cash_offices() -> list[CashOffice]:
    """Desks in service at which a cashier is posted today, by centre; one query."""
    posted = (
        Posting.objects.active()
        .filter(role__in=roles_with(PAYMENT_TAKE), user__is_active=True)
        .annotate(desk_path=ExpressionWrapper(OuterRef("path"), output_field=CharField()))
        .filter(desk_path__startswith=F("unit__path"))
    )
    found = (
        _desks()
        .filter(Exists(posted))
        .annotate(is_open=Exists(_open_at(OuterRef("pk"))))
        .select_related("parent")
        .order_by("path")
    )
    return [CashOffice(desk, desk.is_open) for desk in found]


# --- desks and shifts ---


def _desks() -> QuerySet[Unit]:
    return Unit.objects.filter(kind=Unit.Kind.DESK, is_active=True)


def _open_at(desk: OuterRef) -> QuerySet[CashSession]:
    return CashSession.objects.filter(desk=desk, closed_at__isnull=True)


def free_desks(cashier: User) -> QuerySet[Unit]:
    """Desks at which somebody may take money and no shift is open."""
    desks = _desks().filter(pk__in=units_where(cashier, PAYMENT_TAKE).values("pk"))
    return (
        desks.exclude(Exists(_open_at(OuterRef("pk"))))
        .select_related("parent")
        .order_by("parent__code", "code")
    )


def find_open_session(cashier: User) -> CashSession | None:
    """The shift that the cashier has open, with its desk."""
    return (
        CashSession.objects.select_related("desk")
        .filter(cashier=cashier, closed_at__isnull=True)
        .first()
    )


def sessions_for(viewer: User) -> QuerySet[CashSession]:
    """The shifts that somebody may look at, newest first, with desk and cashier."""
    return (
        CashSession.objects.filter(desk__in=units_where(viewer, PAYMENT_VIEW).values("pk"))
        .select_related("desk__parent", "cashier", "closed_by")
        .order_by("-pk")
    )


def takings(session: CashSession) -> dict[str, Decimal]:
    """Money that came into the drawer in this shift, per currency; one query."""
    rows = PaymentLine.objects.filter(payment__session=session).order_by("currency")
    return dict(rows.values_list("currency_id").annotate(sum=Sum("amount")))


def counted_currencies(session: CashSession) -> list[Currency]:
    """The currencies to be counted at the end: what lay in the drawer, and what came in. One query."""
    opened = session.counts.values("currency")
    came_in = PaymentLine.objects.filter(payment__session=session).values("currency")
    found = Currency.objects.filter(Q(pk__in=opened) | Q(pk__in=came_in))
    return list(found.order_by("code"))


def payments_in(session: CashSession) -> QuerySet[Payment]:
    """The payments of a shift with what was taken, newest first; two queries."""
    return session.payments.select_related("bill").prefetch_related("lines").order_by("-pk")


def why_not_open(desk: Unit, by: User) -> Refusal | None:
    """Why somebody cannot begin a shift at a desk."""
    if desk.kind != Unit.Kind.DESK or not desk.is_active:
        return NOT_A_DESK
    return why_not_permitted(by, PAYMENT_TAKE, desk)


def why_not_close(session: CashSession, by: User) -> Refusal | None:
    """Why somebody cannot end a shift: it is over, or neither theirs nor under their supervision."""
    if session.closed_at is not None:
        return SHIFT_CLOSED
    if session.cashier_id == by.pk:
        return None
    permitted = why_not_permitted(by, PAYMENT_SUPERVISE, session.desk) is None
    return None if permitted else NOT_YOUR_SHIFT


# --- receipts ---


def _receipts() -> QuerySet[Payment]:
    return Payment.objects.select_related(
        "bill__payer", "unit__parent", "taken_by"
    ).prefetch_related("lines__rate", "bill__lines__fee")


def find_payment(viewer: User, number: str) -> Payment | None:
    """The payment of a receipt number, for who may look at the unit that took it."""
    units = units_where(viewer, PAYMENT_VIEW).values("pk")
    return _receipts().filter(receipt_number=clean_reference(number), unit__in=units).first()


def payments_of(bill: Bill) -> QuerySet[Payment]:
    """What was paid for a bill, oldest first."""
    return bill.payments.select_related("unit__parent").prefetch_related("lines").order_by("pk")


def why_not_print(payment: Payment, by: User) -> Refusal | None:
    """Why somebody cannot print a receipt: the desk that took the money does it."""
    return why_not_permitted(by, PAYMENT_TAKE, payment.unit)
