"""The writes of `payments`. Locks are taken in one order: the bill, then the shift."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit.actions import record
from interior_portal.outbox import actions as outbox
from interior_portal.payments import queries, rules
from interior_portal.payments.gateways import CASH, GATEWAYS, NO_OPEN_SHIFT, Gateway, Tender
from interior_portal.payments.measures import TAKEN
from interior_portal.payments.models import (
    Bill,
    BillLine,
    CashCount,
    CashSession,
    Payment,
    PaymentLine,
    ReceiptPrint,
)
from interior_portal.payments.roles import PAYMENT_TAKE
from interior_portal.payments.rules import Money
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from interior_portal.shared.refusals import Refusal, Refused, check
from interior_portal.tallies import actions as tallies

DESK_TAKEN = Refusal("desk_taken", _("A shift is open already, at this desk or in your name."))
AMOUNT_CHANGED = Refusal(
    "amount_changed",
    _("The amount is not what it was when the page was shown. Look at it again, then take it."),
)
COUNT_MISSING = Refusal("count_missing", _("Count every currency of the drawer."))


# --- bills ---


@transaction.atomic
def issue_bill(
    *, payer: User, subject: str, fee_codes: Sequence[str], settled_handler: str, key: str
) -> Bill:
    """A bill over the fees in force today, once for every `key`; one over nothing is settled at once.

    `settled_handler` is the outbox handler that is told `{"bill": id, "subject": subject}` when all is paid.
    Raises LookupError when a fee has no amount in force.
    """
    bill, is_new = Bill.objects.get_or_create(
        key=key,
        defaults={
            "reference": _fresh("P", Bill.objects.all(), "reference"),
            "payer": payer,
            "subject": subject,
            "settled_handler": settled_handler,
        },
    )
    if not is_new:
        return bill
    lines = [
        BillLine(bill=bill, fee=fee, currency_id=fee.currency_id, amount=fee.amount)
        for fee in queries.fees_of(fee_codes)
    ]
    BillLine.objects.bulk_create(lines)
    if not any(line.amount for line in lines):
        _settle(bill)
    return bill


def _fresh(prefix: str, rows: QuerySet[Any], field: str) -> str:
    """A reference that none of the rows has: chance repeats one now and then among millions."""
    reference = new_reference(prefix)
    while rows.filter(**{field: reference}).exists():
        reference = new_reference(prefix)
    return reference


@transaction.atomic
def cancel_bills(*, subject: str, by: User | None) -> int:
    """Nothing more is owed for a withdrawn matter: close its open bills; how many there were.

    What was paid stays paid. Call it in the transaction of the withdrawal. Waits for a cashier who is taking money.
    """
    open_bills = queries.bills_for(subject).filter(settled_at=None, cancelled_at=None)
    bills = list(open_bills.select_for_update(no_key=True))
    for bill in bills:
        bill.cancelled_at = clock.now()
        bill.save(update_fields=["cancelled_at"])
        record(
            action="payments.bill.cancelled", by=by, subject_kind="bill", subject_ref=bill.reference
        )
    return len(bills)


# --- money ---


@transaction.atomic
def take(*, bill: Bill, currency: str, by: User, key: str, shown: str | None = None) -> Payment:
    """Take in cash all that a bill still asks for: in one currency at today's rate, or each amount in its own
    when `currency` is empty.

    The same `key` again returns the first payment. `shown` is `Offer.shown` as the payer was told it; when the
    amount is another by now (a new rate, a new day) nothing is taken. Locks the bill, then the cashier's shift.
    """
    check(why_not_permitted(by, PAYMENT_TAKE))
    locked = _lock(bill)
    known = locked.payments.filter(key=key).first()
    if known is not None:
        return known
    check(queries.why_not_pay(locked))
    session = _lock_session_of(by)
    check(why_not_permitted(by, PAYMENT_TAKE, session.desk))
    owed = queries.outstanding_of(locked)
    offer = queries.offer_in(currency, owed)
    check(offer.refusal)
    check(AMOUNT_CHANGED if shown not in {None, offer.shown} else None)
    tender = Tender(bill=locked, parts=offer.parts, unit=session.desk, by=by, session=session)
    return _record(CASH, tender, owed=owed, key=key)


@transaction.atomic
def receive(*, gateway: str, tender: Tender, key: str) -> Payment:
    """Record money that came by any gateway, all or part of what is owed; the same `key` again is the same payment.

    The door for gateways whose money does not come over a desk: the caller has proved that the notice is genuine.
    """
    locked = _lock(tender.bill)
    known = locked.payments.filter(key=key).first()
    if known is not None:
        return known
    check(queries.why_not_pay(locked))
    owed = queries.outstanding_of(locked)
    return _record(GATEWAYS[gateway], replace(tender, bill=locked), owed=owed, key=key)


def _lock(bill: Bill) -> Bill:
    return Bill.objects.select_for_update(no_key=True).get(pk=bill.pk)


def _lock_session_of(cashier: User) -> CashSession:
    open_session = CashSession.objects.filter(cashier=cashier, closed_at__isnull=True)
    session = (
        open_session.select_for_update(no_key=True, of=("self",)).select_related("desk").first()
    )
    if session is None:
        raise Refused(NO_OPEN_SHIFT)
    return session


def _record(gateway: Gateway, tender: Tender, *, owed: Sequence[Money], key: str) -> Payment:
    check(gateway.why_not_accept(tender))
    settles = rules.totals(part.settles for part in tender.parts)
    check(rules.why_not_settle(settles, owed))
    payment = Payment.objects.create(
        bill=tender.bill,
        receipt_number=_fresh("R", Payment.objects.all(), "receipt_number"),
        gateway=gateway.code,
        unit=tender.unit,
        session=tender.session,
        taken_by=tender.by,
        key=key,
    )
    PaymentLine.objects.bulk_create(
        PaymentLine(
            payment=payment,
            amount=part.taken.amount,
            currency_id=part.taken.currency,
            settles_amount=part.settles.amount,
            settles_currency_id=part.settles.currency,
            rate_id=part.rate.id if part.rate else None,
        )
        for part in tender.parts
    )
    for currency, amount in rules.totals(part.taken for part in tender.parts).items():
        tallies.count(
            TAKEN.code,
            unit_id=tender.unit.pk,
            category=currency,
            amount=amount,
            at=payment.taken_at,
        )
    if not rules.outstanding(rules.totals(owed), settles):
        _settle(tender.bill)
    return payment


def _settle(bill: Bill) -> None:
    bill.settled_at = clock.now()
    bill.save(update_fields=["settled_at"])
    outbox.put(
        bill.settled_handler,
        key=f"bill-settled:{bill.pk}",
        payload={"bill": bill.pk, "subject": bill.subject},
    )


@transaction.atomic
def print_receipt(*, payment: Payment, paper: str, by: User, key: str) -> ReceiptPrint:
    """One printing of a receipt, once for every `key`: the first is the original, each later one a copy.

    Copies are told to the ledger.
    """
    check(queries.why_not_print(payment, by))
    Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    prints = list(payment.prints.order_by("copy"))
    known = next((printed for printed in prints if printed.key == key), None)
    if known is not None:
        return known
    printed = ReceiptPrint.objects.create(
        payment=payment, copy=len(prints), paper=paper, printed_by=by, key=key
    )
    if printed.copy:
        record(
            action="payments.receipt.reprinted",
            by=by,
            subject_kind="receipt",
            subject_ref=payment.receipt_number,
            data={"copy": printed.copy, "paper": paper},
        )
    return printed


# --- shifts ---


@transaction.atomic
def open_session(*, desk: Unit, opening: Mapping[str, Decimal], by: User) -> CashSession:
    """Begin a shift at a desk with what lies in the drawer, per currency; a currency not named holds nothing."""
    check(queries.why_not_open(desk, by))
    reference = _fresh("S", CashSession.objects.all(), "reference")
    try:
        with transaction.atomic():
            session = CashSession.objects.create(reference=reference, desk=desk, cashier=by)
    except IntegrityError as error:
        raise Refused(DESK_TAKEN) from error
    codes = {*queries.currencies().values_list("code", flat=True), *opening}
    CashCount.objects.bulk_create(
        CashCount(session=session, currency_id=code, opening=opening.get(code, Decimal(0)))
        for code in sorted(codes)
    )
    _record_shift("payments.shift.opened", session, by, {})
    return session


@transaction.atomic
def close_session(
    *, session: CashSession, counted: Mapping[str, Decimal], by: User
) -> list[CashCount]:
    """End a shift: what was counted stands beside what was expected, per currency; a difference is kept, not hidden.

    By its cashier, or by a supervisor of the desk. Waits for a payment that is being taken.
    """
    locked = (
        CashSession.objects.select_for_update(no_key=True, of=("self",))
        .select_related("desk")
        .get(pk=session.pk)
    )
    check(queries.why_not_close(locked, by))
    counts = {count.currency_id: count for count in locked.counts.all()}
    taken = queries.takings(locked)
    check(COUNT_MISSING if {*counts, *taken} - set(counted) else None)
    for code in sorted({*counts, *taken}):
        count = counts.setdefault(code, CashCount(session=locked, currency_id=code))
        count.expected = count.opening + taken.get(code, Decimal(0))
        count.counted = counted[code]
    _save_counts(list(counts.values()))
    locked.closed_at, locked.closed_by = clock.now(), by
    locked.save(update_fields=["closed_at", "closed_by"])
    differences = {code: str(count.difference) for code, count in counts.items()}
    _record_shift("payments.shift.closed", locked, by, {"differences": differences})
    return [counts[code] for code in sorted(counts)]


def _save_counts(counts: Sequence[CashCount]) -> None:
    CashCount.objects.bulk_update([count for count in counts if count.pk], ["expected", "counted"])
    # A currency that was opened for payment during the shift has no opening count.
    CashCount.objects.bulk_create(count for count in counts if not count.pk)


def _record_shift(action: str, session: CashSession, by: User, data: Mapping[str, object]) -> None:
    record(
        action=action,
        by=by,
        subject_kind="cash_session",
        subject_ref=session.reference,
        data=data,
    )
