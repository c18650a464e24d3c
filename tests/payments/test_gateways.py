"""The contract of every gateway: each new one is held to it by being in `GATEWAYS`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from interior_portal.outbox.models import OutboxRow
from interior_portal.payments import actions, queries
from interior_portal.payments.gateways import GATEWAYS, Gateway, Tender
from interior_portal.payments.models import Bill, Payment
from interior_portal.payments.rules import Money, Part
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from tests.payments.world import World


def dollars(amount: str) -> tuple[Part, ...]:
    money = Money(Decimal(amount), "USD")
    return (Part(money, money),)


def cash_tender(world: World, bill: Bill) -> Tender:
    session = queries.find_open_session(world.cashier) or world.open()
    return Tender(
        bill=bill, parts=dollars("30"), unit=session.desk, by=world.cashier, session=session
    )


# How each gateway is offered 30 USD that it takes. A gateway without an entry fails the tests.
GOOD: Mapping[str, Callable[[World, Bill], Tender]] = {"cash": cash_tender}

every_gateway = pytest.mark.parametrize("code", GATEWAYS)


@pytest.fixture
def bill(world: World) -> Bill:
    return world.bill()


@every_gateway
def test_it_has_a_code_that_fits_its_column(code: str) -> None:
    gateway: Gateway = GATEWAYS[code]
    longest = Payment._meta.get_field("gateway").max_length
    assert gateway.code == code
    assert longest is not None
    assert 0 < len(code) <= longest


@every_gateway
@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_it_tells_a_payer_what_to_do(code: str, language: str) -> None:
    with translation.override(language):
        words = (str(GATEWAYS[code].label), str(GATEWAYS[code].instructions))
    assert all(word.strip() for word in words)


@every_gateway
def test_it_takes_good_money_once(world: World, bill: Bill, code: str) -> None:
    tender = GOOD[code](world, bill)
    assert GATEWAYS[code].why_not_accept(tender) is None
    first = actions.receive(gateway=code, tender=tender, key="k")
    assert actions.receive(gateway=code, tender=tender, key="k") == first
    assert (first.gateway, first.bill, first.unit) == (code, bill, tender.unit)
    bill.refresh_from_db()
    assert bill.settled_at is not None
    assert (Payment.objects.count(), OutboxRow.objects.count()) == (1, 1)


@every_gateway
def test_asking_writes_nothing_and_has_one_answer(world: World, bill: Bill, code: str) -> None:
    tender = GOOD[code](world, bill)
    with CaptureQueriesContext(connection) as asked:
        answers = [GATEWAYS[code].why_not_accept(tender) for _ in range(2)]
    assert answers == [None, None]
    assert [
        query for query in asked.captured_queries if not query["sql"].startswith("SELECT")
    ] == []


@every_gateway
@pytest.mark.parametrize("parts", [(), dollars("0"), dollars("-30")])
def test_it_refuses_nothing_in_a_sentence(
    world: World, bill: Bill, code: str, parts: tuple[Part, ...]
) -> None:
    tender = replace(GOOD[code](world, bill), parts=parts)
    refusal = GATEWAYS[code].why_not_accept(tender)
    assert refusal is not None
    assert str(refusal).endswith(".")
    with pytest.raises(Refused):
        actions.receive(gateway=code, tender=tender, key="k")
    assert not Payment.objects.exists()


@every_gateway
def test_a_part_of_what_is_owed_leaves_the_rest(world: World, bill: Bill, code: str) -> None:
    tender = GOOD[code](world, bill)
    actions.receive(gateway=code, tender=replace(tender, parts=dollars("12.50")), key="a")
    bill.refresh_from_db()
    assert bill.settled_at is None
    assert queries.outstanding_of(bill) == [Money(Decimal("17.50"), "USD")]
    with pytest.raises(Refused, match="more than the bill"):
        actions.receive(gateway=code, tender=tender, key="b")
    actions.receive(gateway=code, tender=replace(tender, parts=dollars("17.50")), key="c")
    bill.refresh_from_db()
    assert bill.settled_at is not None


@every_gateway
def test_a_closed_bill_takes_nothing_by_any_way(world: World, bill: Bill, code: str) -> None:
    tender = GOOD[code](world, bill)
    actions.cancel_bills(subject=bill.subject, by=None)
    with pytest.raises(Refused, match="was withdrawn"):
        actions.receive(gateway=code, tender=tender, key="k")


def test_cash_needs_a_cashier_with_an_open_shift_at_that_desk(world: World, bill: Bill) -> None:
    good, cash = cash_tender(world, bill), GATEWAYS["cash"]
    others = world.open(world.other_desk, by=world.second)
    assert good.session is not None
    for bad in (
        replace(good, session=None),
        replace(good, by=None),
        replace(good, by=world.second),
        replace(good, session=others),
        replace(good, unit=world.other_desk),
    ):
        refusal = cash.why_not_accept(bad)
        assert refusal is not None
        assert refusal.code == "no_open_shift"
    good.session.closed_at = clock.now()
    refusal = cash.why_not_accept(good)
    assert refusal is not None
    assert refusal.code == "no_open_shift"
