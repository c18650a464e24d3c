"""The cashier's work in a real browser, with the keys alone."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from interior_portal.payments.models import CashSession, Payment, ReceiptPrint
from tests.journeys.keyboard import REACHED
from tests.payments.world import World, sign_in

pytestmark = pytest.mark.journey


@pytest.fixture
def page(committed_world: World, live_server: LiveServer, chromium: Browser) -> Page:
    """The cashier's browser, signed in, in Arabic; its print dialogue is counted and not shown."""
    session = sign_in(Client(), committed_world.cashier).cookies["session"].value
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies(
        [
            {"name": "session", "value": session, "url": live_server.url},
            {"name": "language", "value": "ar", "url": live_server.url},
        ]
    )
    context.add_init_script("window.prints = 0; window.print = () => { window.prints += 1; };")
    return context.new_page()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def arrive(page: Page, url: str, focused: str) -> None:
    """The page is there, and the eye and the keys are where the desk puts them."""
    page.wait_for_url(url)
    page.wait_for_function(REACHED, arg=focused)


def test_a_shift_from_the_opening_to_the_receipt(page: Page, committed_world: World) -> None:
    bill = committed_world.bill()
    page.goto("/payments/desk/")
    page.locator("select").focus()
    press(page, "Tab")
    page.keyboard.type("1,500,000")
    press(page, "Tab")
    page.keyboard.type("٢٠")
    press(page, "Enter")
    arrive(page, "**/payments/desk/", "[name=reference]")
    session = CashSession.objects.get()
    assert {count.currency_id: count.opening for count in session.counts.all()} == {
        "SYP": 1_500_000,
        "USD": 20,
    }
    page.keyboard.type(bill.reference.replace("-", " ").lower())
    press(page, "Enter")
    arrive(page, "**/payments/desk/?reference=*", "#the-bill")
    press(page, "Tab", "Enter")
    arrive(page, "**/payments/desk/?taken=*", "#just-taken")
    assert Payment.objects.get().bill == bill
    press(page, "Tab", "Enter")
    page.wait_for_url("**/payments/receipts/*/0/")
    page.wait_for_function("window.prints === 1")
    assert ReceiptPrint.objects.get().paper == "SLIP"
    press(page, "Enter")
    arrive(page, "**/payments/desk/", "[name=reference]")
