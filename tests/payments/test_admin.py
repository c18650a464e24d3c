"""Prices, as administrators keep them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from interior_portal.audit.models import AuditEntry
from interior_portal.payments import queries
from interior_portal.payments.models import Currency, ExchangeRate, Fee
from interior_portal.shared import clock
from tests.payments.world import LONG_AGO, World, fee, sign_in, staff

DAY = dt.timedelta(days=1)
NAMES = {"name_ar": "رسم", "name_kmr": "Xerc", "name_en": "Fee"}


@pytest.fixture
def administrator(client: Client, world: World) -> Client:
    user = staff("administrator", world.authority, "ADMINISTRATOR")
    user.is_superuser = True
    user.save()
    client.cookies["language"] = "en"
    return sign_in(client, user)


def post(client: Client, path: str, posted: Mapping[str, Any]) -> str:
    """The page's words where it refuses, nothing where it saves."""
    response = client.post(f"/admin/payments/{path}", posted)
    return "" if response.status_code == 302 else response.content.decode()


def told() -> list[str]:
    entries = AuditEntry.objects.filter(action__startswith="payments.").order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_a_rate_is_added_and_never_changed(administrator: Client) -> None:
    posted = {"base": "USD", "rate": "١٢٠٠٠", "quote": "SYP", "since": clock.today()}
    assert post(administrator, "exchangerate/add/", posted) == ""
    assert [row.rate for row in queries.rates_in_force()] == [Decimal(12000)]
    assert told() == ["payments.exchangerate.added"]
    newest = ExchangeRate.objects.latest("pk")
    url = f"/admin/payments/exchangerate/{newest.pk}/"
    assert administrator.post(f"{url}change/", posted).status_code == 403
    assert administrator.post(f"{url}delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"since": LONG_AGO}, "This day is over."),
        ({"rate": "0"}, "A rate is greater than zero."),
        ({"quote": "USD"}, "Choose two different currencies."),
    ],
)
def test_a_rate_that_is_wrong_is_not_saved(
    administrator: Client, change: dict[str, str], sentence: str
) -> None:
    posted = {"base": "USD", "rate": "12000", "quote": "SYP", "since": clock.today()}
    assert sentence in post(administrator, "exchangerate/add/", posted | change)
    assert ExchangeRate.objects.count() == 1


def test_a_fee_in_force_only_gets_its_last_day(administrator: Client) -> None:
    row = Fee.objects.get(code="entry")
    posted = {**NAMES, "amount": "99", "until": clock.today() + DAY}
    assert post(administrator, f"fee/{row.pk}/change/", posted) == ""
    row.refresh_from_db()
    assert (row.amount, row.until) == (Decimal(30), clock.today() + DAY)
    posted = {**NAMES, "code": "entry", "currency": "USD", "amount": "35"}
    again = post(administrator, "fee/add/", {**posted, "since": clock.today() + DAY})
    assert "Give the older row its last day first." in again
    assert post(administrator, "fee/add/", {**posted, "since": clock.today() + 2 * DAY}) == ""
    assert told() == ["payments.fee.changed", "payments.fee.added"]


def test_days_that_are_over_are_not_rewritten(administrator: Client) -> None:
    row = Fee.objects.get(code="entry")
    past = {**NAMES, "until": clock.today() - DAY}
    assert "This day is over." in post(administrator, f"fee/{row.pk}/change/", past)
    ended = fee("ended", "5", until=clock.today() - DAY)
    assert post(administrator, f"fee/{ended.pk}/change/", {**NAMES, "until": ""}) == ""
    ended.refresh_from_db()
    assert ended.until == clock.today() - DAY


def test_a_currency_keeps_its_code(administrator: Client) -> None:
    posted = {**NAMES, "code": "EUR", "step": "0.05", "is_open": "on"}
    assert post(administrator, "currency/add/", posted) == ""
    changed = {**NAMES, "code": "XXX", "step": "1"}
    assert post(administrator, "currency/EUR/change/", changed) == ""
    row = Currency.objects.get(code="EUR")
    assert (row.step, row.is_open) == (Decimal(1), False)
    assert not Currency.objects.filter(code="XXX").exists()
    wrong = {**NAMES, "code": "usd", "step": "0"}
    assert "Three capital letters, such as USD." in post(administrator, "currency/add/", wrong)


@pytest.mark.parametrize("path", ["fee/", "currency/", "exchangerate/"])
def test_a_cashier_does_not_set_prices(client: Client, world: World, path: str) -> None:
    sign_in(client, world.cashier)
    assert client.get(f"/admin/payments/{path}").status_code == 403
