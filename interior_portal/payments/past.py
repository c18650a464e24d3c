"""Bills and cash of the past, written in bulk beside the cases of `workflow.past`.

As a cashier would have left them: a shift for each desk and open day, closed in the evening with what was counted.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from interior_portal.payments.measures import TAKEN
from interior_portal.payments.models import CashSession, Currency, ExchangeRate, Fee
from interior_portal.shared import clock, ids
from interior_portal.shared.copying import Sheets
from interior_portal.tallies.heaps import Heap

_BILL = (
    "id", "reference", "payer_id", "subject", "settled_handler", "key", "issued_at", "settled_at",
    "cancelled_at",
)  # fmt: skip
_BILL_LINE = ("bill_id", "fee_id", "currency_id", "amount")
_PAYMENT = (
    "id", "bill_id", "receipt_number", "gateway", "unit_id", "session_id", "taken_by_id", "taken_at", "key",
)  # fmt: skip
_PAYMENT_LINE = (
    "payment_id", "amount", "currency_id", "settles_amount", "settles_currency_id", "rate_id",
)  # fmt: skip
# What lay in the drawers: all that was taken, and nothing at the start.
_COUNTED = """
INSERT INTO payments_cashcount (session_id, currency_id, opening, expected, counted)
SELECT s.id, c.code, 0, coalesce(sum(l.amount), 0), coalesce(sum(l.amount), 0)
FROM payments_cashsession s CROSS JOIN payments_currency c
LEFT JOIN payments_payment p ON p.session_id = s.id
LEFT JOIN payments_paymentline l ON l.payment_id = p.id AND l.currency_id = c.code
WHERE s.desk_id = ANY(%(desks)s) AND s.opened_at >= %(since)s
  AND NOT EXISTS (SELECT FROM payments_cashcount k WHERE k.session_id = s.id)
GROUP BY s.id, c.code
"""


@dataclass(frozen=True, slots=True)
class Price:
    """A fee in its own currency, and what it costs in another: currency, amount and rate."""

    fee_id: int
    currency: str
    amount: Decimal
    others: tuple[tuple[str, Decimal, int], ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A cash desk with its cashier, and its shift on each day."""

    unit_id: int
    cashier_id: int
    sessions: Mapping[dt.date, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A bill to be written, and the id of its payment; references are made of the ids."""

    bill_id: int
    payment_id: int
    year: int
    payer_id: int
    subject: str
    handler: str
    key: str
    price: Price
    issued_at: dt.datetime


def price_of(code: str, on: dt.date) -> Price:
    """What a fee costs on a day, also in the currencies for which there is a rate. `LookupError` without one."""
    fee = Fee.objects.in_force(on).filter(code=code).first()
    if fee is None:
        raise LookupError(f"no fee {code} on {on}")
    rates = ExchangeRate.objects.filter(base=fee.currency_id, since__lte=on).order_by("since", "pk")
    newest = {rate.quote_id: rate for rate in rates}
    steps = dict(Currency.objects.filter(is_open=True).values_list("code", "step"))
    others = tuple(
        (code, _rounded(fee.amount * rate.rate, steps[code]), rate.pk)
        for code, rate in sorted(newest.items())
        if code in steps
    )
    return Price(fee.pk, fee.currency_id, fee.amount, others)


def _rounded(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal(1)) * step


def open_desk(
    unit_id: int, cashier_id: int, shifts: Iterable[tuple[dt.datetime, dt.datetime]]
) -> Desk:
    """A desk with a shift from each of these moments to the other."""
    made = CashSession.objects.bulk_create(
        CashSession(
            reference=ids.new_reference("S"),
            desk_id=unit_id,
            cashier_id=cashier_id,
            opened_at=opened_at,
            closed_at=closed_at,
            closed_by_id=cashier_id,
        )
        for opened_at, closed_at in shifts
    )
    return Desk(
        unit_id, cashier_id, {clock.day_of(session.opened_at): session.pk for session in made}
    )


def count_drawers(desks: Collection[Desk], since: dt.datetime) -> None:
    """What was counted in the evenings, once all payments are there. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"desks": [desk.unit_id for desk in desks], "since": since})


class Till:
    """Writes bills, open or cancelled or paid at a desk."""

    def __init__(self, sheets: Sheets, heap: Heap) -> None:
        self._heap = heap
        self._bills = sheets.of("payments_bill", _BILL)
        self._bill_lines = sheets.of("payments_billline", _BILL_LINE)
        self._payments = sheets.of("payments_payment", _PAYMENT)
        self._payment_lines = sheets.of("payments_paymentline", _PAYMENT_LINE)

    def owe(self, owed: Owed, *, cancelled_at: dt.datetime | None = None) -> None:
        """A bill that was never paid."""
        self._bill(owed, None, cancelled_at)

    def take(self, owed: Owed, desk: Desk, at: dt.datetime, *, currency: str = "") -> None:
        """A bill that was paid in cash, in the currency of the fee or in another that it has a price in."""
        self._bill(owed, at, None)
        number = ids.numbered_reference("R", owed.year, owed.payment_id)
        day, price = clock.day_of(at), owed.price
        self._payments.add(
            owed.payment_id, owed.bill_id, number, "cash", desk.unit_id, desk.sessions[day],
            desk.cashier_id, at, f"past:{owed.bill_id}",
        )  # fmt: skip
        paid: tuple[str, Decimal, int | None] = (price.currency, price.amount, None)
        paid = next((other for other in price.others if other[0] == currency), paid)
        code, amount, rate_id = paid
        self._payment_lines.add(
            owed.payment_id, amount, code, price.amount, price.currency, rate_id
        )
        self._heap.count(day, TAKEN.code, desk.unit_id, code, amount=amount)

    def _bill(
        self, owed: Owed, settled_at: dt.datetime | None, cancelled_at: dt.datetime | None
    ) -> None:
        reference, price = ids.numbered_reference("P", owed.year, owed.bill_id), owed.price
        self._bills.add(
            owed.bill_id, reference, owed.payer_id, owed.subject, owed.handler, owed.key,
            owed.issued_at, settled_at, cancelled_at,
        )  # fmt: skip
        self._bill_lines.add(owed.bill_id, price.fee_id, price.currency, price.amount)
