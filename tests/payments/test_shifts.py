"""Shifts: what is expected in the drawer is what was there and what came in."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Posting, Unit
from interior_portal.accounts.queries import forget_postings
from interior_portal.audit.models import AuditEntry
from interior_portal.payments import actions, queries
from interior_portal.payments.models import CashCount, CashSession, PaymentLine
from interior_portal.shared.refusals import Refused
from tests.payments.world import World, currency, money, rate, staff

Counts = list[tuple[str, Decimal, Decimal | None, Decimal | None]]


def counts(session: CashSession) -> Counts:
    return [
        (count.currency_id, count.opening, count.expected, count.counted)
        for count in session.counts.all()
    ]


def refusal_of(act: Callable[..., object], **facts: object) -> str:
    with pytest.raises(Refused) as refused:
        act(**facts)
    return refused.value.refusal.code


def test_a_shift_begins_with_what_lies_in_the_drawer(world: World) -> None:
    session = world.open(opening=money(USD=100))
    assert counts(session) == [
        ("SYP", Decimal(0), None, None),
        ("USD", Decimal(100), None, None),
    ]
    assert queries.find_open_session(world.cashier) == session
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_ref) == ("payments.shift.opened", session.reference)


def test_one_shift_per_cashier_and_per_desk(world: World) -> None:
    world.open()
    opening = money()
    assert (
        refusal_of(actions.open_session, desk=world.desk, opening=opening, by=world.second)
        == "desk_taken"
    )
    assert (
        refusal_of(actions.open_session, desk=world.other_desk, opening=opening, by=world.cashier)
        == "desk_taken"
    )
    assert CashSession.objects.count() == 1


def test_a_shift_needs_a_desk_in_service_and_the_right_to_take_money_there(world: World) -> None:
    def why(desk: Unit) -> str:
        return refusal_of(actions.open_session, desk=desk, opening={}, by=world.cashier)

    assert why(world.centre) == "not_a_desk"
    assert why(world.elsewhere) == "not_permitted_here"
    Unit.objects.filter(pk=world.desk.pk).update(is_active=False)
    world.desk.refresh_from_db()
    assert why(world.desk) == "not_a_desk"


def test_free_desks_are_those_of_the_cashier_without_a_shift(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert list(queries.free_desks(world.cashier)) == [world.desk, world.other_desk]
    closed = world.open(by=world.second)
    actions.close_session(session=closed, counted=money(SYP=0, USD=0), by=world.second)
    world.open(by=world.second)
    with django_assert_num_queries(1):
        assert list(queries.free_desks(world.cashier)) == [world.other_desk]
    assert list(queries.free_desks(world.payer)) == []


def test_cash_offices_are_the_desks_with_a_cashier_posted_today(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world.open(world.other_desk)
    with django_assert_num_queries(1):
        found = [(office.desk, office.is_open) for office in queries.cash_offices()]
    assert found == [(world.desk, False), (world.other_desk, True)]
    Posting.objects.update(ends_on=dt.date(2020, 1, 1))
    assert queries.cash_offices() == []


def test_closing_sets_what_was_counted_beside_what_was_expected(world: World) -> None:
    session = world.open(opening=money(USD=100))
    actions.take(bill=world.bill("mixed"), currency="", by=world.cashier, key="k")
    actions.close_session(session=session, counted=money(USD=108, SYP=55000), by=world.cashier)
    assert counts(session) == [
        ("SYP", Decimal(0), Decimal(55000), Decimal(55000)),
        ("USD", Decimal(100), Decimal(110), Decimal(108)),
    ]
    assert [count.difference for count in session.counts.all()] == [Decimal(0), Decimal(-2)]
    session.refresh_from_db()
    assert (session.closed_by, session.closed_at is not None) == (world.cashier, True)
    entry = AuditEntry.objects.get(action="payments.shift.closed")
    assert entry.data == {"differences": {"SYP": "0.00", "USD": "-2.00"}}
    assert queries.find_open_session(world.cashier) is None


def test_every_currency_must_be_counted_those_that_came_in_too(world: World) -> None:
    session = world.open()
    currency("EUR")
    rate("EUR", "USD", "1.2")
    actions.take(bill=world.bill(), currency="EUR", by=world.cashier, key="k")
    assert (
        refusal_of(
            actions.close_session, session=session, counted=money(SYP=0, USD=0), by=world.cashier
        )
        == "count_missing"
    )
    assert [row.code for row in queries.counted_currencies(session)] == ["EUR", "SYP", "USD"]
    actions.close_session(session=session, counted=money(EUR=25, SYP=0, USD=0), by=world.cashier)
    assert counts(session)[0] == ("EUR", Decimal(0), Decimal(25), Decimal(25))


def test_who_may_close_a_shift(world: World) -> None:
    session = world.open()
    supervisor = staff("supervisor", world.centre, "CASH_SUPERVISOR")
    stranger = staff("stranger", world.elsewhere, "CASH_SUPERVISOR")
    counted = money(SYP=0, USD=0)
    for by in (world.second, stranger, world.payer):
        assert (
            refusal_of(actions.close_session, session=session, counted=counted, by=by)
            == "not_your_shift"
        )
    actions.close_session(session=session, counted=counted, by=supervisor)
    session.refresh_from_db()
    assert (session.cashier, session.closed_by) == (world.cashier, supervisor)
    assert (
        refusal_of(actions.close_session, session=session, counted=counted, by=world.cashier)
        == "shift_closed"
    )


def test_a_supervisor_takes_no_money(world: World) -> None:
    supervisor = staff("supervisor", world.centre, "CASH_SUPERVISOR")
    assert (
        refusal_of(actions.open_session, desk=world.desk, opening={}, by=supervisor)
        == "not_permitted"
    )


@pytest.mark.parametrize(("bills", "statements"), [(1, 8), (3, 8)])
def test_statements_of_closing(
    world: World,
    bills: int,
    statements: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = world.open()
    for number in range(bills):
        actions.take(bill=world.bill("mixed"), currency="", by=world.cashier, key=str(number))
    forget_postings(world.cashier)
    with django_assert_num_queries(statements):
        actions.close_session(session=session, counted=money(SYP=0, USD=0), by=world.cashier)


taking = st.tuples(
    st.lists(st.sampled_from(["entry", "paper", "mixed"]), min_size=1, max_size=3),
    st.sampled_from(["", "SYP", "USD"]),
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    opening=st.fixed_dictionaries({"SYP": st.integers(0, 10**9), "USD": st.integers(0, 10**6)}),
    takings=st.lists(taking, max_size=5),
    counted=st.integers(0, 10**6),
)
def test_opening_and_payments_add_up_to_what_is_expected(
    world: World,
    opening: dict[str, int],
    takings: list[tuple[list[str], str]],
    counted: int,
) -> None:
    session = world.open(opening=money(**opening))
    for number, (codes, paid_in) in enumerate(takings):
        bill = world.bill(*codes)
        actions.take(bill=bill, currency=paid_in, by=world.cashier, key=str(number))
    actions.close_session(
        session=session, counted=money(SYP=counted, USD=counted), by=world.cashier
    )
    for count in CashCount.objects.filter(session=session):
        lines = PaymentLine.objects.filter(payment__session=session, currency=count.currency_id)
        came_in = sum((line.amount for line in lines), Decimal(0))
        assert count.expected == Decimal(opening[count.currency_id]) + came_in
        assert count.difference == counted - count.expected
