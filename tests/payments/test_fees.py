"""Fees, rates and currencies: dates of effect, and what may no longer change."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from interior_portal.payments import demo, queries
from interior_portal.payments.models import Currency, ExchangeRate, Fee
from interior_portal.shared import clock
from tests.payments.world import LONG_AGO, World, currency, fee, rate

DAY = dt.timedelta(days=1)


def test_a_fee_changes_on_a_day_and_the_past_can_still_be_asked(world: World) -> None:
    today = clock.today()
    Fee.objects.filter(code="entry").update(until=today)
    fee("entry", "35", since=today + DAY)
    amounts = [
        [row.amount for row in queries.fees_in_force("entry", day)]
        for day in (None, LONG_AGO - DAY, LONG_AGO, today, today + DAY)
    ]
    assert amounts == [[Decimal(30)], [], [Decimal(30)], [Decimal(30)], [Decimal(35)]]


def test_one_fee_has_one_amount_per_currency_and_day(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        fee("entry", "35", since=clock.today() + DAY)
    fee("entry", "100000", "SYP", since=clock.today() + DAY)
    assert Fee.objects.filter(code="entry").count() == 2


def test_fees_of_keeps_order_and_repeats_in_one_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = queries.fees_of(["paper", "entry", "paper"])
    assert [row.code for row in found] == ["paper", "entry", "paper"]
    with pytest.raises(LookupError, match="the fee unknown"):
        queries.fees_of(["entry", "unknown"])


@pytest.mark.parametrize(
    "change",
    [{"amount": Decimal(31)}, {"currency": "SYP"}, {"code": "other"}, {"since": LONG_AGO - DAY}],
)
def test_an_amount_in_force_stays_what_it_was(world: World, change: dict[str, object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Fee.objects.filter(code="entry").update(**change)


def test_a_fee_to_come_can_be_corrected_and_a_name_always(world: World) -> None:
    later = fee("later", "5", since=clock.today() + 2 * DAY)
    assert Fee.objects.filter(pk=later.pk).update(amount=Decimal(6)) == 1
    assert Fee.objects.filter(code="entry").update(name_en="Entry visa", until=None) == 1


@pytest.mark.parametrize("model", [Fee, Currency, ExchangeRate])
def test_what_prices_were_is_never_deleted(world: World, model: type[Model]) -> None:
    rows = model._default_manager.all()
    assert rows.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(using="default")
    assert rows.exists()


def test_a_rate_is_never_changed_but_corrected_by_another_row(world: World) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ExchangeRate.objects.update(rate=Decimal(1))
    wrong, right = rate("USD", "SYP", "1200"), rate("USD", "SYP", "12000")
    assert wrong.since == right.since
    assert [row.rate for row in queries.rates_in_force()] == [Decimal(12000)]


def test_rates_in_force_are_the_newest_per_pair_in_one_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    currency("EUR")
    rate("USD", "SYP", "12000")
    rate("USD", "SYP", "13000", clock.today() + DAY)
    rate("EUR", "USD", "1.1")
    with django_assert_num_queries(1):
        found = {(row.base, row.quote): row.rate for row in queries.rates_in_force()}
    assert found == {("USD", "SYP"): Decimal(12000), ("EUR", "USD"): Decimal("1.1")}
    past = queries.rates_in_force(clock.today() - DAY)
    assert [row.rate for row in past] == [Decimal(11000)]


@pytest.mark.parametrize(
    ("base", "quote", "value"), [("USD", "SYP", "0"), ("USD", "SYP", "-1"), ("USD", "USD", "1")]
)
def test_a_rate_compares_two_currencies(world: World, base: str, quote: str, value: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rate(base, quote, value)


@pytest.mark.parametrize("code", ["usd", "US", "U$D"])
def test_a_currency_code_is_three_capitals(world: World, code: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        currency(code)


def test_the_demo_adds_nothing_the_second_time(world: World) -> None:
    demo.load()
    assert (Currency.objects.count(), ExchangeRate.objects.count()) == (2, 1)
