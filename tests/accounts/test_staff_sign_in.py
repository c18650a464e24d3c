"""Staff come in by e-mail address and password, and then by a second factor, always."""

import datetime as dt
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as configured
from django.test import Client

from interior_portal.accounts.models import OneTimeCode, User
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from tests.accounts.doors import ACCOUNT, STAFF_SIGN_IN, is_signed_in, said, without_tokens
from tests.cast import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
EMAIL = "officer@interior.example"
PASSWORD = "seven quiet storks"
SECOND_FACTOR = "/account/second-factor/"
AUTHENTICATE = "/account/sign-in/second-factor/"
ADD_APP = f"{SECOND_FACTOR}app/"
IDENTITY = "/account/identity/"
RECOVERY = f"{SECOND_FACTOR}recovery-codes/"


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user(email=EMAIL, password=PASSWORD, is_staff=True)


@pytest.fixture(autouse=True)
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def enter_password(client: Client, password: str = PASSWORD, email: str = EMAIL) -> "Answer":
    return client.post(STAFF_SIGN_IN, {"login": email, "password": password, "next": ACCOUNT})


def code_of(secret: str) -> str:
    """What an app shows now (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def set_up_app(client: Client) -> str:
    """From the page that owes a second factor to the recovery codes; the app's secret."""
    secret: str = client.get(ADD_APP).context["form"].secret
    answer = client.post(ADD_APP, {"code": code_of(secret)})
    assert answer["Location"] == RECOVERY
    return secret


def test_without_a_second_factor_every_page_leads_to_setting_one_up(
    client: Client, officer: User
) -> None:
    answer = enter_password(client)
    assert answer["Location"] == ACCOUNT
    for page in (ACCOUNT, "/account/sessions/", "/account/details/", "/account/email/"):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"]) == (302, SECOND_FACTOR)
    assert client.get(SECOND_FACTOR).status_code == 200
    assert client.get(ADD_APP).status_code == 200


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(
    client: Client, officer: User, traveller: time_machine.Traveller
) -> None:
    enter_password(client)
    secret = set_up_app(client)
    assert client.get(RECOVERY).status_code == 200
    assert is_signed_in(client)
    client.post("/account/sign-out/")
    traveller.shift(60)
    answer = enter_password(client)
    assert answer["Location"] == AUTHENTICATE
    assert not is_signed_in(client)
    assert client.get(AUTHENTICATE).status_code == 200
    answer = client.post(AUTHENTICATE, {"code": "000000"})
    assert answer.status_code == 200
    assert not is_signed_in(client)
    figures = code_of(secret).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    answer = client.post(AUTHENTICATE, {"code": f"{figures[:3]} {figures[3:]}"})
    assert answer["Location"] == ACCOUNT
    assert is_signed_in(client)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == [
        "accounts.user.signed_in",
        "accounts.user.second_factor_added",
        "accounts.user.signed_in",
    ]


def test_a_code_of_the_app_works_once(
    client: Client, officer: User, traveller: time_machine.Traveller
) -> None:
    enter_password(client)
    secret = set_up_app(client)
    traveller.shift(60)
    browsers = [Client(), Client()]
    for browser in browsers:
        enter_password(browser)
        browser.post(AUTHENTICATE, {"code": code_of(secret)})
    assert [is_signed_in(browser) for browser in browsers] == [True, False]


def test_a_recovery_code_works_once(client: Client, officer: User) -> None:
    enter_password(client)
    set_up_app(client)
    code = client.get(RECOVERY).context["unused_codes"][0]
    browsers = [Client(), Client()]
    for browser in browsers:
        enter_password(browser)
        browser.post(AUTHENTICATE, {"code": code})
    assert [is_signed_in(browser) for browser in browsers] == [True, False]


def test_setting_up_a_second_factor_ends_sessions_that_have_none(
    client: Client, officer: User
) -> None:
    earlier = Client()
    enter_password(earlier)
    assert earlier.get(SECOND_FACTOR).status_code == 200
    enter_password(client)
    set_up_app(client)
    assert earlier.get(SECOND_FACTOR)["Location"].startswith(STAFF_SIGN_IN)


def test_the_secret_of_the_app_is_not_in_the_database(client: Client, officer: User) -> None:
    enter_password(client)
    secret = set_up_app(client)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert stored != secret
    assert secret not in stored


def test_the_last_second_factor_cannot_be_removed(client: Client, officer: User) -> None:
    enter_password(client)
    set_up_app(client)
    remove = f"{ADD_APP}remove/"
    for page in (client.get(remove), client.post(remove)):
        last = said("This is your last second factor. Add another one first.")
        assert last in page.content.decode()
        assert f"{said('Remove the app')}</button>" not in page.content.decode()
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1


def test_changing_the_second_factor_later_needs_the_password_again(
    client: Client, officer: User, traveller: time_machine.Traveller
) -> None:
    enter_password(client)
    secret = set_up_app(client)
    make = f"{RECOVERY}make/"
    assert client.get(make).status_code == 200
    traveller.shift(dt.timedelta(minutes=11))
    answer = client.get(make)
    assert answer["Location"] == f"/account/identity/password/?next={make.replace('/', '%2F')}"
    wrong = client.post(answer["Location"], {"password": "guess", "next": make})
    assert wrong.status_code == 200
    right = client.post(answer["Location"], {"password": PASSWORD, "next": make})
    assert right["Location"] == make
    assert client.get(make).status_code == 200
    traveller.shift(dt.timedelta(minutes=11))
    by_app = client.post("/account/identity/code/", {"code": code_of(secret), "next": make})
    assert by_app["Location"] == make


def test_staff_do_not_prove_who_they_are_by_a_code(client: Client, officer: User) -> None:
    sign_in(client, officer)
    for answer in (client.get(IDENTITY), client.post(IDENTITY, {})):
        assert answer["Location"] == "/account/identity/password/"
    assert not OneTimeCode.objects.exists()


def test_citizens_have_no_business_with_second_factors(client: Client) -> None:
    client.force_login(User.objects.create_user(email="layla@traveller.example"))
    assert client.get(SECOND_FACTOR).status_code == 403


# --- passwords -----------------------------------------------------------------------------------


def test_wrong_address_and_wrong_password_get_the_same_answer(
    client: Client, officer: User
) -> None:
    User.objects.create_user(email="layla@traveller.example")
    pages = [
        without_tokens(enter_password(Client(), "guess", email)).replace(email, "")
        for email in (EMAIL, "nobody@interior.example", "layla@traveller.example")
    ]
    assert said("The e-mail address or the password is not right.") in pages[0]
    assert pages == [pages[0]] * 3


def test_five_wrong_passwords_lock_the_door_for_a_quarter_of_an_hour(
    client: Client, officer: User, traveller: time_machine.Traveller
) -> None:
    answers = [enter_password(client, "guess") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    locked = enter_password(client)
    assert locked.status_code == 429
    assert not is_signed_in(client)
    traveller.shift(dt.timedelta(minutes=16))
    enter_password(client)
    assert client.get(SECOND_FACTOR).status_code == 200


def test_the_locked_door_says_the_same_whether_the_account_exists(officer: User) -> None:
    pages = []
    for email in (EMAIL, "nobody@interior.example"):
        browser = Client()
        for _ in range(5):
            answer = enter_password(browser, "guess", email)
        assert answer.status_code == 429
        pages.append(re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.content.decode()))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_the_locked_door_speaks_three_languages(
    client: Client, officer: User, language: str
) -> None:
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = language
    for _ in range(5):
        answer = enter_password(client, "guess")
    assert f'<html lang="{language}"' in answer.content.decode()


def test_somebody_at_another_place_does_not_lock_staff_out(client: Client, officer: User) -> None:
    for _ in range(5):
        client.post(
            STAFF_SIGN_IN, {"login": EMAIL, "password": "guess"}, REMOTE_ADDR="198.51.100.7"
        )
    enter_password(client)
    assert client.get(SECOND_FACTOR).status_code == 200


def test_ten_wrong_codes_are_enough_for_ten_minutes(
    client: Client, officer: User, traveller: time_machine.Traveller
) -> None:
    enter_password(client)
    secret = set_up_app(client)
    traveller.shift(60)
    thief = Client()
    enter_password(thief)
    for _ in range(10):
        thief.post(AUTHENTICATE, {"code": "000000"})
    thief.post(AUTHENTICATE, {"code": code_of(secret)})
    assert not is_signed_in(thief)


def test_a_temporary_password_opens_the_page_that_changes_it_and_no_other(
    client: Client, officer: User
) -> None:
    User.objects.update(has_temporary_password=True)
    change = "/account/password/"
    enter_password(client)
    assert client.get(ACCOUNT)["Location"] == change
    page = client.post(
        change, {"oldpassword": PASSWORD, "password1": "a new long one", "password2": "another"}
    )
    assert page.status_code == 200
    client.post(
        change,
        {"oldpassword": PASSWORD, "password1": "a new long one", "password2": "a new long one"},
    )
    officer.refresh_from_db()
    assert not officer.has_temporary_password
    assert officer.check_password("a new long one")
    assert client.get(ACCOUNT)["Location"] == SECOND_FACTOR


def test_a_new_password_ends_the_other_sessions(client: Client, officer: User) -> None:
    other = Client()
    for browser in (other, client):
        enter_password(browser)
    client.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": "a new long one", "password2": "a new long one"},
    )
    assert client.get(SECOND_FACTOR).status_code == 200
    assert other.get(SECOND_FACTOR)["Location"].startswith(STAFF_SIGN_IN)
    assert AuditEntry.objects.filter(action="accounts.user.password_changed").count() == 1
