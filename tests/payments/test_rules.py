"""Arithmetic of money, without a database."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interior_portal.payments import rules
from interior_portal.payments.rules import Money, Offer, Part, Rate

CENT = Decimal("0.01")
MONDAY = dt.date(2026, 3, 2)
POUNDS = Rate(1, "USD", "SYP", Decimal(11_000), MONDAY)
STEPS = {"SYP": Decimal(500), "USD": CENT}


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def syp(amount: str) -> Money:
    return Money(Decimal(amount), "SYP")


def test_currencies_are_never_added_together() -> None:
    sums = rules.totals([usd("10"), syp("500"), usd("2.50")])
    assert sums == {"USD": Decimal("12.50"), "SYP": Decimal(500)}


@pytest.mark.parametrize(
    ("settled", "owed"),
    [
        ({}, [usd("30"), syp("500")]),
        ({"USD": Decimal(10)}, [usd("20"), syp("500")]),
        ({"USD": Decimal(30)}, [syp("500")]),
        ({"USD": Decimal(30), "SYP": Decimal(500)}, []),
        ({"USD": Decimal(31), "SYP": Decimal(500)}, []),
    ],
)
def test_what_is_still_owed(settled: dict[str, Decimal], owed: list[Money]) -> None:
    due = {"USD": Decimal(30), "SYP": Decimal(500)}
    assert rules.outstanding(due, settled) == owed


@pytest.mark.parametrize(
    ("given_money", "step", "expected"),
    [
        (usd("30"), "500", syp("330000")),
        (usd("0.02"), "500", syp("0")),  # 220 pounds: less than half a note
        (usd("0.03"), "500", syp("500")),  # 330 pounds
        (usd("1.25"), "500", syp("14000")),  # 13,750: half up
        (usd("1.75"), "500", syp("19500")),  # 19,250: half up to the odd one too
        (usd("1.25"), "0.01", syp("13750.00")),
        (syp("330000"), "0.01", usd("30.00")),
        (syp("20000"), "0.01", usd("1.82")),  # 1.81818...
        (syp("20000"), "1", usd("2")),
    ],
)
def test_conversion_rounds_half_up_to_the_step(
    given_money: Money, step: str, expected: Money
) -> None:
    assert rules.convert(given_money, rate=POUNDS, step=Decimal(step)) == expected


@given(
    amount=st.decimals("0.01", "1000000", places=2),
    rate=st.decimals("0.00001", "100000", places=5),
    step=st.sampled_from(["0.01", "0.5", "1", "25", "500"]),
)
def test_a_conversion_is_off_by_at_most_half_a_step(
    amount: Decimal, rate: Decimal, step: str
) -> None:
    found = rules.convert(
        Money(amount, "USD"), rate=Rate(1, "USD", "SYP", rate, MONDAY), step=Decimal(step)
    )
    assert abs(found.amount - amount * rate) <= Decimal(step) / 2
    assert found.amount % Decimal(step) == 0


def test_the_newest_rate_counts_whichever_way_round_it_is_written() -> None:
    older = Rate(7, "SYP", "USD", Decimal("0.0001"), MONDAY - dt.timedelta(days=1))
    corrected = Rate(8, "SYP", "USD", Decimal("0.00008"), MONDAY)
    other_pair = Rate(9, "EUR", "USD", Decimal("1.1"), MONDAY)
    assert rules.rate_between("SYP", "USD", [older, POUNDS, other_pair]) == POUNDS
    assert rules.rate_between("USD", "SYP", [older, POUNDS, corrected]) == corrected
    assert rules.rate_between("USD", "EUR", [older, POUNDS]) is None


def test_a_bill_in_one_currency_is_offered_in_its_own_first() -> None:
    offers = rules.offers([usd("30")], steps=STEPS, rates=[POUNDS])
    assert offers == [
        Offer("USD", (Part(usd("30"), usd("30")),)),
        Offer("SYP", (Part(syp("330000"), usd("30"), POUNDS),)),
    ]
    assert [offer.shown for offer in offers] == ["30.00 USD", "330000.00 SYP"]


def test_a_mixed_bill_can_be_paid_as_it_stands_or_all_in_one() -> None:
    offers = rules.offers([usd("10"), syp("55000")], steps=STEPS, rates=[POUNDS])
    assert [(offer.currency, offer.shown) for offer in offers] == [
        ("", "10.00 USD + 55000.00 SYP"),
        ("USD", "15.00 USD"),
        ("SYP", "165000.00 SYP"),
    ]


def test_nothing_owed_offers_nothing() -> None:
    assert rules.offers([], steps=STEPS, rates=[POUNDS]) == []


def refusals(offers: list[Offer]) -> dict[str, str]:
    return {offer.currency: offer.refusal.code if offer.refusal else "" for offer in offers}


def test_a_missing_rate_closes_that_way_only() -> None:
    assert refusals(rules.offers([usd("30")], steps=STEPS, rates=[])) == {
        "USD": "",
        "SYP": "no_rate",
    }


def test_a_currency_no_longer_taken_is_not_offered() -> None:
    offers = rules.offers([usd("10"), syp("55000")], steps={"USD": CENT}, rates=[POUNDS])
    assert refusals(offers) == {"": "currency_not_taken", "USD": ""}
    assert rules.offers([syp("55000")], steps={}, rates=[POUNDS]) == []


def test_an_amount_below_half_a_step_is_not_given_away() -> None:
    offers = rules.offers([usd("0.02")], steps=STEPS, rates=[POUNDS])
    assert refusals(offers) == {"USD": "", "SYP": "too_small"}


def test_a_redenomination_is_one_rate_with_the_factor() -> None:
    factor = Rate(2, "SYN", "SYP", Decimal(100), MONDAY)
    (offer,) = rules.offers([syp("55000")], steps={"SYN": Decimal(1)}, rates=[factor])
    assert (offer.shown, offer.refusal) == ("550.00 SYN", None)


@pytest.mark.parametrize(
    ("settles", "code"),
    [
        ({"USD": Decimal(10)}, None),
        ({"USD": Decimal("9.99"), "SYP": Decimal(500)}, None),
        ({"USD": Decimal("10.01")}, "more_than_owed"),
        ({"EUR": Decimal(1)}, "more_than_owed"),
    ],
)
def test_more_than_is_owed_is_never_taken(settles: dict[str, Decimal], code: str | None) -> None:
    refusal = rules.why_not_settle(settles, [usd("10"), syp("500")])
    assert (refusal.code if refusal else None) == code
