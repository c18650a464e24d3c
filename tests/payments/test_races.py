"""Two people at the same moment, each on a connection of their own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from interior_portal.outbox.models import OutboxRow
from interior_portal.payments import actions, queries
from interior_portal.payments.models import (
    Bill,
    CashCount,
    CashSession,
    Payment,
    PaymentLine,
    ReceiptPrint,
)
from interior_portal.shared.refusals import Refused
from tests.payments.world import World, money

Act = Callable[[], object]
ROUNDS = range(5)
# What a transaction sees of other connections is a snapshot, until it is told to look again.
LOOK_AGAIN = "SELECT pg_stat_clear_snapshot()"
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def contend(held: QuerySet[Model], *acts: Act) -> list[object]:
    """Let all acts run into the rows that are held, then let go: what each returned, or its refusal's code."""
    with ThreadPoolExecutor(len(acts)) as threads:
        with transaction.atomic():
            list(held.select_for_update())
            results = [threads.submit(_alone, act) for act in acts]
            _wait_until_blocked(len(acts))
        return [result.result(timeout=20) for result in results]


def _alone(act: Act) -> object:
    try:
        return act()
    except Refused as refused:
        return refused.refusal.code
    finally:
        connection.close()


def _wait_until_blocked(count: int) -> None:
    for _attempt in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(LOOK_AGAIN)
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits: the acts do not take the lock")


def test_two_cashiers_take_one_bill_once(committed_world: World) -> None:
    world = committed_world
    world.open()
    world.open(world.other_desk, by=world.second)
    for _round in ROUNDS:
        bill = world.bill()
        results = contend(
            Bill.objects.filter(pk=bill.pk),
            partial(actions.take, bill=bill, currency="USD", by=world.cashier, key="one"),
            partial(actions.take, bill=bill, currency="SYP", by=world.second, key="other"),
        )
        (payment,) = Payment.objects.filter(bill=bill)
        assert sorted(results, key=str) == sorted([payment, "already_settled"], key=str)
    assert OutboxRow.objects.count() == len(ROUNDS)


def test_one_form_sent_twice_takes_once(committed_world: World) -> None:
    world = committed_world
    world.open()
    bill = world.bill()
    send = partial(actions.take, bill=bill, currency="USD", by=world.cashier, key="same")
    results = contend(Bill.objects.filter(pk=bill.pk), send, send)
    (payment,) = Payment.objects.all()
    assert results == [payment, payment]


def test_a_payment_while_the_drawer_is_counted_is_in_or_out(committed_world: World) -> None:
    world = committed_world
    counted = money(SYP=0, USD=0)
    for _round in ROUNDS:
        session = world.open(opening=money(USD=100))
        bill = world.bill()
        results = contend(
            CashSession.objects.filter(pk=session.pk),
            partial(actions.take, bill=bill, currency="USD", by=world.cashier, key="k"),
            partial(actions.close_session, session=session, counted=counted, by=world.cashier),
        )
        lines = PaymentLine.objects.filter(payment__session=session)
        came_in = sum((line.amount for line in lines), Decimal(0))
        count = CashCount.objects.get(session=session, currency="USD")
        assert count.expected == 100 + came_in
        bill.refresh_from_db()
        assert (bill.settled_at is not None) == bool(came_in) == (results[0] != "no_open_shift")


def test_a_withdrawal_and_a_payment_exclude_each_other(committed_world: World) -> None:
    world = committed_world
    world.open()
    for number in ROUNDS:
        bill = world.bill(subject=f"V26-{number}")
        taken, cancelled = contend(
            Bill.objects.filter(pk=bill.pk),
            partial(actions.take, bill=bill, currency="USD", by=world.cashier, key="k"),
            partial(actions.cancel_bills, subject=bill.subject, by=world.payer),
        )
        bill.refresh_from_db()
        assert (bill.settled_at is None) == bool(cancelled)
        assert (bill.cancelled_at is None) == (not cancelled)
        assert (taken == "bill_cancelled") == bool(cancelled)
        assert bill.payments.count() == (0 if cancelled else 1)


def test_one_desk_is_opened_by_one_of_two(committed_world: World) -> None:
    world = committed_world
    desk = world.desk
    results = contend(
        type(desk)._default_manager.filter(pk=desk.pk),
        partial(actions.open_session, desk=desk, opening={}, by=world.cashier),
        partial(actions.open_session, desk=desk, opening={}, by=world.second),
    )
    (session,) = CashSession.objects.all()
    assert sorted(results, key=str) == sorted([session, "desk_taken"], key=str)
    assert session.counts.count() == 2


def test_one_bill_for_one_key(committed_world: World) -> None:
    world = committed_world
    results = contend(
        type(world.payer)._default_manager.filter(pk=world.payer.pk),
        partial(world.bill, "entry", key="k"),
        partial(world.bill, "entry", key="k"),
    )
    (bill,) = Bill.objects.all()
    assert results == [bill, bill]
    assert bill.lines.count() == 1


def test_one_receipt_has_one_original(committed_world: World) -> None:
    world = committed_world
    world.open()
    payment = actions.take(bill=world.bill(), currency="USD", by=world.cashier, key="k")
    contend(
        Payment.objects.filter(pk=payment.pk),
        partial(actions.print_receipt, payment=payment, paper="A4", by=world.cashier, key="a"),
        partial(actions.print_receipt, payment=payment, paper="A4", by=world.second, key="b"),
    )
    copies = ReceiptPrint.objects.order_by("copy").values_list("copy", flat=True)
    assert list(copies) == [0, 1]


def test_locks_are_taken_in_one_order(committed_world: World) -> None:
    """A cashier's two payments and the end of the shift, again and again, never wait in a circle."""
    world = committed_world
    session = world.open()
    bills = [world.bill() for _ in range(3)]
    results = contend(
        CashSession.objects.filter(pk=session.pk),
        *[
            partial(actions.take, bill=bill, currency="USD", by=world.cashier, key="k")
            for bill in bills
        ],
        partial(
            actions.close_session,
            session=session,
            counted=money(SYP=0, USD=0),
            by=world.cashier,
        ),
    )
    taken = [result for result in results if isinstance(result, Payment)]
    assert queries.takings(session).get("USD", Decimal(0)) == 30 * len(taken)
