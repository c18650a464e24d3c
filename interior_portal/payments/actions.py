"""The writes of `payments`. Nothing here is ever changed or deleted except what a shift's end fills in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.outbox import actions as outbox
from interior_portal.payments import queries
from interior_portal.payments.gateways import GATEWAYS, Tender
from interior_portal.payments.models import Bill, BillLine, CashCount, CashSession, Payment
from interior_portal.payments.roles import PAYMENT_TAKE
from interior_portal.payments.rules import convert
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from interior_portal.shared.refusals import Refusal, Refused, check

ALREADY_SETTLED = Refusal("already_settled", _("This bill is paid already. Take no money for it."))
DESK_TAKEN = Refusal("desk_taken", _("A shift is open already, at this desk or in your name."))
SHIFT_CLOSED = Refusal("shift_closed", _("This shift is closed."))


@transaction.atomic
def issue_bill(
    *, payer: User, subject: str, fee_codes: Sequence[str], settled_handler: str, key: str
) -> Bill:
    """A bill over the fees in force today, once for every `key`; one over nothing is settled at once.

    `settled_handler` is the outbox handler that is told `{"bill": id, "subject": subject}` when all is paid.
    Raises `Fee.DoesNotExist`-like LookupError when a fee has no amount in force.
    """
    known = Bill.objects.filter(key=key).first()
    if known is not None:
        return known
    bill = Bill.objects.create(
        reference=new_reference("P"),
        payer=payer,
        subject=subject,
        settled_handler=settled_handler,
        key=key,
    )
    for code in fee_codes:
        fees = list(queries.fees_in_force(code))
        if not fees:
            raise LookupError(f"no amount is in force for the fee {code}")
        BillLine.objects.bulk_create(
            BillLine(bill=bill, fee=fee, currency=fee.currency, amount=fee.amount) for fee in fees
        )
    _settle_if_paid(bill)
    return bill


@transaction.atomic
def take(*, bill: Bill, currency: str, by: User, key: str) -> list[Payment]:
    """Take in cash all that a bill still asks for, in one currency, at today's rate where it differs.

    The same `key` again returns the first result. Locks the bill, then reads the cashier's open shift.
    """
    locked = Bill.objects.select_for_update().get(pk=bill.pk)
    check(why_not_permitted(by, PAYMENT_TAKE))
    first = list(Payment.objects.filter(key__startswith=f"{key}:").order_by("pk"))
    if first:
        return first
    if locked.settled_at is not None:
        raise Refused(ALREADY_SETTLED)
    session = (
        CashSession.objects.select_for_update().filter(cashier=by, closed_at__isnull=True).first()
    )
    payments = [
        _record(
            locked,
            Tender(money=convert(money, rate=rate, into=currency), by=by, session=session),
            settles=money.amount,
            settles_currency=money.currency,
            rate=rate,
            key=key,
        )
        for money in queries.outstanding_of(locked)
        for rate in [queries.rate(base=money.currency, quote=currency)]
    ]
    _settle_if_paid(locked)
    return payments


def _record(
    bill: Bill, tender: Tender, *, settles: Decimal, settles_currency: str, rate: Decimal, key: str
) -> Payment:
    gateway = GATEWAYS["cash"]
    check(gateway.why_not_accept(bill=bill, tender=tender))
    return Payment.objects.create(
        bill=bill,
        receipt_number=new_reference("R"),
        gateway=gateway.code,
        amount=tender.money.amount,
        currency_id=tender.money.currency,
        settles_amount=settles,
        settles_currency_id=settles_currency,
        rate=None if tender.money.currency == settles_currency else rate,
        session=tender.session,
        taken_by=tender.by,
        key=f"{key}:{settles_currency}",
    )


def _settle_if_paid(bill: Bill) -> None:
    if bill.settled_at is not None or queries.outstanding_of(bill):
        return
    bill.settled_at = clock.now()
    bill.save(update_fields=["settled_at"])
    outbox.put(
        bill.settled_handler,
        key=f"bill-settled:{bill.pk}",
        payload={"bill": bill.pk, "subject": bill.subject},
    )


@transaction.atomic
def open_session(*, desk: Unit, opening: Mapping[str, Decimal], by: User) -> CashSession:
    """Begin a shift at a desk with what lies in the drawer, per currency."""
    check(why_not_permitted(by, PAYMENT_TAKE, desk))
    try:
        with transaction.atomic():
            session = CashSession.objects.create(desk=desk, cashier=by)
    except IntegrityError as error:
        raise Refused(DESK_TAKEN) from error
    CashCount.objects.bulk_create(
        CashCount(
            session=session, currency=currency, opening=opening.get(currency.code, Decimal(0))
        )
        for currency in queries.currencies()
    )
    _audit("payments.shift.opened", session, by)
    return session


@transaction.atomic
def close_session(
    *, session: CashSession, counted: Mapping[str, Decimal], by: User
) -> list[CashCount]:
    """End a shift: what was counted stands beside what was expected, per currency; a difference is kept, not hidden."""
    locked = CashSession.objects.select_for_update().get(pk=session.pk)
    if locked.closed_at is not None or locked.cashier_id != by.pk:
        raise Refused(SHIFT_CLOSED)
    taken = queries.taken_in(locked)
    counts = list(locked.counts.order_by("currency"))
    for count in counts:
        count.expected = count.opening + taken.get(count.currency_id, Decimal(0))
        count.counted = counted.get(count.currency_id, Decimal(0))
    CashCount.objects.bulk_update(counts, ["expected", "counted"])
    locked.closed_at = clock.now()
    locked.save(update_fields=["closed_at"])
    _audit("payments.shift.closed", locked, by)
    return counts


def _audit(action: str, session: CashSession, by: User) -> None:
    audit.record(action=action, by=by, subject_kind="cash_session", subject_ref=str(session.pk))
