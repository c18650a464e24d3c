"""One's own account: details, a new address, proving again who one is."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as configured
from django.core import mail
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from interior_portal.accounts import codes
from interior_portal.accounts.models import OneTimeCode, Posting, User
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.ui import dates
from tests.accounts.doors import (
    ACCOUNT,
    CODE,
    enter,
    first_code,
    mailed_code,
    said,
    sentence,
    texted,
)
from tests.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
EMAIL = "layla@traveller.example"
NEW_EMAIL = "layla@new.example"
CHANGE_EMAIL, CHANGE_PHONE = "/account/email/", "/account/phone/"
CONFIRM, IDENTITY = "/account/new-address/", "/account/identity/"


@pytest.fixture(autouse=True)
def traveller(settings: Settings, tmp_path: Path) -> Iterator[time_machine.Traveller]:
    settings.SMS_FILE_DIR = tmp_path
    with time_machine.travel(clock.now(), tick=False) as moving:
        yield moving


@pytest.fixture
def layla(client: Client) -> User:
    enter(client, EMAIL)
    return User.objects.get()


def test_name_and_language_are_ones_own_to_change(client: Client, layla: User) -> None:
    answer = client.post("/account/details/", {"name": " ليلى  حسن ", "language": "kmr"})
    assert answer["Location"] == ACCOUNT
    assert answer.cookies[configured.LANGUAGE_COOKIE_NAME].value == "kmr"
    layla.refresh_from_db()
    assert (layla.name, layla.language) == ("ليلى حسن", "kmr")
    assert '<html lang="kmr"' in client.get(ACCOUNT).content.decode()


def test_nothing_but_name_and_language_can_be_posted(client: Client, layla: User) -> None:
    client.post(
        "/account/details/",
        {"name": "L", "language": "ar", "is_staff": "1", "is_superuser": "1", "email": NEW_EMAIL},
    )
    layla.refresh_from_db()
    assert (layla.name, layla.is_staff, layla.is_superuser, layla.email) == (
        "L",
        False,
        False,
        EMAIL,
    )


def test_a_new_address_counts_once_its_code_is_entered(client: Client, layla: User) -> None:
    assert client.post(CHANGE_EMAIL, {"address": NEW_EMAIL})["Location"] == CONFIRM
    assert mail.outbox[-1].to == [NEW_EMAIL]
    layla.refresh_from_db()
    assert layla.email == EMAIL
    assert client.post(CONFIRM, {"code": mailed_code()})["Location"] == ACCOUNT
    layla.refresh_from_db()
    assert layla.email == NEW_EMAIL
    assert mail.outbox[-1].to == [EMAIL]
    assert CODE.search(str(mail.outbox[-1].body)) is None
    assert AuditEntry.objects.get(action="accounts.user.address_changed").data == {
        "channel": "EMAIL"
    }


def test_a_phone_number_is_added_by_a_text_message(client: Client, layla: User) -> None:
    client.post(CHANGE_PHONE, {"address": "٠٩٩٠ ٠٠٠ ١٠١"})
    client.post(CONFIRM, {"code": first_code(texted()[-1])})
    layla.refresh_from_db()
    assert (str(layla.phone), layla.is_phone_verified) == ("+963990000101", True)
    assert "+963 990 000 101" in client.get(ACCOUNT).content.decode()


def test_the_change_stands_when_the_old_address_cannot_be_told(
    client: Client, layla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(CHANGE_EMAIL, {"address": NEW_EMAIL})
    code = mailed_code()

    def fail(*args: object, **kwargs: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", fail)
    assert client.post(CONFIRM, {"code": code})["Location"] == ACCOUNT
    layla.refresh_from_db()
    assert layla.email == NEW_EMAIL


def test_an_address_of_somebody_else_is_told_to_its_owner_only(client: Client, layla: User) -> None:
    """The page goes on as for a free address; only who can read its mail learns that it is taken."""
    User.objects.create_user(email=NEW_EMAIL)
    assert client.post(CHANGE_EMAIL, {"address": NEW_EMAIL})["Location"] == CONFIRM
    page = client.post(CONFIRM, {"code": mailed_code()}, follow=True)
    taken = said("Another account has this address. Sign in with it to use that account.")
    assert [str(message) for message in page.context["messages"]] == [taken]
    layla.refresh_from_db()
    assert layla.email == EMAIL


@pytest.mark.parametrize(
    ("page", "typed"), [(CHANGE_EMAIL, "0990 000 101"), (CHANGE_PHONE, NEW_EMAIL)]
)
def test_each_page_takes_its_own_kind_of_address(
    client: Client, layla: User, page: str, typed: str
) -> None:
    answer = client.post(page, {"address": typed})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["address"]


def test_a_code_of_signing_in_proves_no_new_address(client: Client, layla: User) -> None:
    client.post(CHANGE_EMAIL, {"address": NEW_EMAIL})
    for _ in range(3):
        client.post(CONFIRM, {"code": "00000000"})
    client.post(CONFIRM, {"code": mailed_code()})
    layla.refresh_from_db()
    assert layla.email == EMAIL


@pytest.mark.parametrize("page", [CHANGE_EMAIL, CHANGE_PHONE])
def test_after_ten_minutes_one_proves_again_who_one_is(
    client: Client, layla: User, traveller: time_machine.Traveller, page: str
) -> None:
    assert client.get(page).status_code == 200
    traveller.shift(dt.timedelta(minutes=11))
    answer = client.get(page)
    assert answer["Location"] == f"{IDENTITY}?next={page.replace('/', '%2F')}"
    asking = client.get(answer["Location"])
    assert asking.context["code"] is None
    answer = client.post(answer["Location"], {"next": page})
    assert mail.outbox[-1].to == [EMAIL]
    wrong = client.post(answer["Location"], {"code": "00000000", "next": page})
    assert wrong.status_code == 200
    assert client.get(page).status_code == 302
    answer = client.post(answer["Location"], {"code": mailed_code(), "next": page})
    assert answer["Location"] == page
    assert client.get(page).status_code == 200


def test_nobody_is_led_out_of_the_house_after_that(
    client: Client, layla: User, traveller: time_machine.Traveller
) -> None:
    traveller.shift(dt.timedelta(minutes=11))
    client.post(f"{IDENTITY}?next=https://evil.example/", {})
    answer = client.post(IDENTITY, {"code": mailed_code(), "next": "https://evil.example/"})
    assert answer["Location"] == ACCOUNT


def test_too_many_codes_are_a_sentence_here_too(
    client: Client, layla: User, traveller: time_machine.Traveller
) -> None:
    OneTimeCode.objects.all().delete()
    for _ in range(6):
        page = client.post(IDENTITY, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        sentence(codes.TOO_MANY_CODES)
    ]


@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
@pytest.mark.parametrize(
    "page",
    [
        ACCOUNT,
        "/account/details/",
        "/account/sessions/",
        "/account/sign-out/",
        CHANGE_EMAIL,
        CHANGE_PHONE,
        CONFIRM,
        IDENTITY,
    ],
)
def test_the_pages_of_the_account_open_in_three_languages(
    client: Client, layla: User, page: str, language: str
) -> None:
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(page)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_staff_see_where_they_are_posted_and_until_when(client: Client, cast: Cast) -> None:
    Posting.objects.filter(user=cast.officer).update(ends_on=clock.today())
    sign_in(client, cast.officer)
    [post] = client.get(ACCOUNT).context["posts"]
    name, until = str(post.value).split("\n")
    assert name == cast.unit("visas-qamishlo").name_in("kmr")
    assert until == said("Until %(day)s", "kmr", day=day_in(clock.today(), "kmr"))


def day_in(day: dt.date, language: str) -> str:
    with override(language):
        return dates.day(day)


def test_signing_out_needs_a_click(client: Client, layla: User) -> None:
    assert client.get("/account/sign-out/").status_code == 200
    assert client.get(ACCOUNT).status_code == 200
    client.post("/account/sign-out/")
    assert client.get(ACCOUNT).status_code == 302
