"""A key as second factor, in a real browser with a key that Chromium plays."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from interior_portal.accounts.models import User
from tests.accounts.doors import ACCOUNT, STAFF_SIGN_IN

EMAIL, PASSWORD = "officer@interior.example", "seven quiet storks"
KEYS = "/account/second-factor/keys/"
TOUCHED_AT_ONCE = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(transactional_db: None, live_server: LiveServer, chromium: Browser) -> Iterator[Page]:
    User.objects.create_user(email=EMAIL, password=PASSWORD, is_staff=True)
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies([{"name": "language", "value": "en", "url": live_server.url}])
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def keys(page: Page) -> CDPSession:
    """The socket that keys are plugged into."""
    socket = page.context.new_cdp_session(page)
    socket.send("WebAuthn.enable")
    return socket


def plug_in(keys: CDPSession) -> str:
    """A new key that answers at once."""
    answer = keys.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCHED_AT_ONCE})
    return str(answer["authenticatorId"])


def add_key(page: Page) -> None:
    page.goto(f"{KEYS}add/")
    page.get_by_role("button", name="Add the key").click()
    expect(page).not_to_have_url(re.compile("/add/"))


def remove_first_key(page: Page) -> None:
    page.goto(KEYS)
    page.get_by_role("link", name="Remove").first.click()
    page.get_by_role("button", name="Remove the key").click()


def enter_password(page: Page) -> None:
    page.goto(f"{STAFF_SIGN_IN}?next={ACCOUNT}")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_key_is_added_and_opens_the_account_at_the_next_sign_in(
    page: Page, keys: CDPSession
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    plug_in(keys)
    enter_password(page)
    add_key(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("My recovery codes")
    page.goto("/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    enter_password(page)
    expect(page).to_have_url(re.compile("/account/sign-in/second-factor/"))
    page.get_by_role("button", name="Use a key or passkey").click()
    expect(page).to_have_url(re.compile(f"{ACCOUNT}$"))
    assert complaints == []


def test_the_last_key_stays_and_a_second_one_may_go(page: Page, keys: CDPSession) -> None:
    first = plug_in(keys)
    enter_password(page)
    add_key(page)
    remove_first_key(page)
    expect(page.get_by_text("This is your last second factor. Add another one")).to_be_visible()
    keys.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    plug_in(keys)
    add_key(page)
    remove_first_key(page)
    expect(page.get_by_text("The key is no longer your second factor.")).to_be_visible()
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count() == 1
