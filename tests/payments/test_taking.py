"""Taking money over a desk."""

import datetime as dt
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.queries import forget_postings
from interior_portal.outbox.models import OutboxRow
from interior_portal.payments import actions, queries
from interior_portal.payments.measures import TAKEN
from interior_portal.payments.models import Bill, Currency, Payment
from interior_portal.payments.rules import Money
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.tallies.queries import total
from tests.payments.world import HANDLER, World, currency, money, rate

Line = tuple[Decimal, str, Decimal, str, Decimal | None]


def counted(desk: Unit, currency: str | None) -> tuple[int, Decimal | None]:
    today = clock.today()
    found = total(TAKEN.code, first=today, last=today, unit_ids=[desk.pk], category=currency)
    return found.count, found.amount


def lines(payment: Payment) -> list[Line]:
    return [
        (
            line.amount,
            line.currency_id,
            line.settles_amount,
            line.settles_currency_id,
            line.rate.rate if line.rate else None,
        )
        for line in payment.lines.select_related("rate")
    ]


def refusal_of(
    world: World,
    bill: Bill,
    currency: str = "USD",
    *,
    by: User | None = None,
    shown: str | None = None,
) -> str:
    with pytest.raises(Refused) as refused:
        actions.take(bill=bill, currency=currency, by=by or world.cashier, key="k", shown=shown)
    assert not Payment.objects.filter(bill=bill, key="k").exists()
    return refused.value.refusal.code


def test_taking_settles_the_bill_and_tells_its_handler(world: World) -> None:
    session, bill = world.open(), world.bill()
    payment = actions.take(bill=bill, currency="USD", by=world.cashier, key="k")
    assert lines(payment) == [(Decimal(30), "USD", Decimal(30), "USD", None)]
    assert (payment.gateway, payment.session, payment.unit, payment.taken_by) == (
        "cash",
        session,
        world.desk,
        world.cashier,
    )
    bill.refresh_from_db()
    assert bill.settled_at is not None
    assert queries.outstanding_of(bill) == []
    row = OutboxRow.objects.get()
    assert (row.handler, row.payload) == (HANDLER, {"bill": bill.pk, "subject": bill.subject})


def test_another_currency_is_taken_at_the_rate_of_the_day(world: World) -> None:
    world.open()
    rate("USD", "SYP", "12000")
    payment = actions.take(bill=world.bill(), currency="SYP", by=world.cashier, key="k")
    assert lines(payment) == [(Decimal(360000), "SYP", Decimal(30), "USD", Decimal(12000))]


def test_a_mixed_bill_as_it_stands_and_all_in_one(world: World) -> None:
    world.open()
    as_billed = actions.take(bill=world.bill("mixed"), currency="", by=world.cashier, key="k")
    in_one = actions.take(bill=world.bill("mixed"), currency="USD", by=world.cashier, key="k")
    assert lines(as_billed) == [
        (Decimal(10), "USD", Decimal(10), "USD", None),
        (Decimal(55000), "SYP", Decimal(55000), "SYP", None),
    ]
    assert lines(in_one) == [
        (Decimal(10), "USD", Decimal(10), "USD", None),
        (Decimal(5), "USD", Decimal(55000), "SYP", Decimal(11000)),
    ]


def test_a_double_submit_takes_once(world: World) -> None:
    world.open()
    bill = world.bill()
    first = actions.take(bill=bill, currency="USD", by=world.cashier, key="k")
    again = actions.take(bill=bill, currency="SYP", by=world.cashier, key="k")
    assert again == first
    assert (Payment.objects.count(), OutboxRow.objects.count()) == (1, 1)


def test_a_paid_bill_takes_no_more(world: World) -> None:
    world.open()
    bill = world.bill()
    actions.take(bill=bill, currency="USD", by=world.cashier, key="first")
    assert refusal_of(world, bill) == "already_settled"


def test_taking_needs_the_permission(world: World) -> None:
    world.open()
    assert refusal_of(world, world.bill(), by=world.payer) == "not_permitted"


def test_taking_needs_the_permission_at_the_desk_today(world: World) -> None:
    world.open()
    Posting.objects.filter(user=world.cashier).update(ends_on=clock.today() - dt.timedelta(days=1))
    Posting.objects.create(
        user=world.cashier, unit=world.elsewhere, role="CASHIER", starts_on=dt.date(2020, 1, 1)
    )
    forget_postings(world.cashier)
    assert refusal_of(world, world.bill()) == "not_permitted_here"


def test_taking_needs_an_open_shift_of_ones_own(world: World) -> None:
    world.open(by=world.second)
    bill = world.bill()
    assert refusal_of(world, bill) == "no_open_shift"
    mine = world.open(world.other_desk)
    actions.close_session(session=mine, counted=money(SYP=0, USD=0), by=world.cashier)
    assert refusal_of(world, bill) == "no_open_shift"


def test_a_currency_without_a_rate_or_no_longer_taken_is_refused(world: World) -> None:
    world.open()
    bill = world.bill()
    currency("EUR")
    assert refusal_of(world, bill, "EUR") == "no_rate"
    Currency.objects.filter(code="SYP").update(is_open=False)
    assert refusal_of(world, bill, "SYP") == "currency_not_taken"
    assert refusal_of(world, bill, "XXX") == "currency_not_taken"


def test_nothing_is_taken_when_the_amount_is_no_longer_what_was_shown(world: World) -> None:
    world.open()
    bill = world.bill()
    shown = queries.offer_in("SYP", queries.outstanding_of(bill)).shown
    rate("USD", "SYP", "12000")
    assert refusal_of(world, bill, "SYP", shown=shown) == "amount_changed"
    shown = queries.offer_in("SYP", queries.outstanding_of(bill)).shown
    payment = actions.take(bill=bill, currency="SYP", by=world.cashier, key="k", shown=shown)
    assert lines(payment)[0][0] == Decimal(360000)


def test_money_of_before_a_redenomination_is_paid_in_the_new_one(world: World) -> None:
    bill = world.bill("paper")
    currency("SYN", step="1")
    rate("SYN", "SYP", "100")
    Currency.objects.filter(code="SYP").update(is_open=False)
    session = world.open(opening=money(SYN=5))
    payment = actions.take(bill=bill, currency="SYN", by=world.cashier, key="k")
    assert lines(payment) == [(Decimal(200), "SYN", Decimal(20000), "SYP", Decimal(100))]
    assert queries.takings(session) == {"SYN": Decimal(200)}


def test_money_taken_is_counted_per_currency_and_desk(world: World) -> None:
    world.open()
    actions.take(bill=world.bill("mixed"), currency="", by=world.cashier, key="k")
    actions.take(bill=world.bill("mixed", "entry"), currency="USD", by=world.cashier, key="k")
    assert counted(world.desk, "USD") == (2, Decimal(55))
    assert counted(world.desk, "SYP") == (1, Decimal(55000))
    assert counted(world.other_desk, None) == (0, None)


@pytest.mark.parametrize(
    ("codes", "currency", "statements"),
    [
        (["entry"], "USD", 15),
        (["entry", "entry", "entry"], "USD", 15),
        (["entry"], "SYP", 16),  # the rates
        (["mixed", "entry"], "", 16),  # one tally more
    ],
)
def test_statements_of_taking(
    world: World,
    codes: list[str],
    currency: str,
    statements: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world.open()
    bill = world.bill(*codes)
    forget_postings(world.cashier)
    with django_assert_num_queries(statements):
        actions.take(bill=bill, currency=currency, by=world.cashier, key="k")


def test_offers_cost_two_queries_for_any_number_of_currencies(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owed = [Money(Decimal(30), "USD")]
    with django_assert_num_queries(2):
        assert len(queries.offers_for(owed)) == 2
    for code in ("EUR", "TRY"):
        currency(code)
        rate("USD", code, "2")
    with django_assert_num_queries(2):
        assert len(queries.offers_for(owed)) == 4
