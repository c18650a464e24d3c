"""Citizens come in by a code to an address; the first time, the code opens the account."""

import datetime as dt
import smtplib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import constant_time_compare
from pytest_django import Settings

from interior_portal.accounts import actions, codes
from interior_portal.accounts.models import OneTimeCode, User
from interior_portal.shared import clock
from tests.accounts.doors import (
    ACCOUNT,
    ENTER_CODE,
    SIGN_IN,
    STAFF_SIGN_IN,
    ask_for_code,
    enter,
    first_code,
    is_signed_in,
    mailed_code,
    sentence,
    texted,
    type_code,
    without_tokens,
)

pytestmark = pytest.mark.django_db
EMAIL = "layla@traveller.example"
PHONE = "+963990000101"


@pytest.fixture(autouse=True)
def _text_messages_go_to_files_of_the_test(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_FILE_DIR = tmp_path


def test_a_new_address_opens_an_account_by_its_code(client: Client) -> None:
    answer = ask_for_code(client, EMAIL)
    assert (answer.status_code, answer["Location"]) == (302, ENTER_CODE)
    assert not User.objects.exists()
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    answer = type_code(client, mailed_code(), next=ACCOUNT)
    assert (answer.status_code, answer["Location"]) == (302, ACCOUNT)
    user = User.objects.get()
    assert (user.email, user.phone, user.is_staff) == (EMAIL, None, False)
    assert not user.has_usable_password()
    assert is_signed_in(client)


def test_a_phone_number_alone_opens_an_account_too(client: Client) -> None:
    ask_for_code(client, "0990 000 101")
    assert mail.outbox == []
    [text] = texted()
    head, _, words = text.partition("\n\n")
    assert head == f"To: {PHONE}"
    type_code(client, words[:8])
    user = User.objects.get()
    assert (user.email, str(user.phone), user.is_phone_verified) == (None, PHONE, True)
    assert is_signed_in(client)


def test_an_account_made_at_a_counter_is_proved_by_the_first_code(client: Client) -> None:
    user = actions.ensure_citizen(contact=PHONE, name="Layla")
    ask_for_code(client, PHONE)
    type_code(client, first_code(texted()[-1].partition("\n\n")[2]))
    user.refresh_from_db()
    assert user.is_phone_verified
    assert User.objects.get() == user


def test_a_known_address_comes_back_to_its_account(client: Client) -> None:
    user = User.objects.create_user(email=EMAIL, name="Layla")
    enter(client, EMAIL.upper())
    assert User.objects.get() == user
    assert "Layla" in client.get(ACCOUNT).content.decode()


def test_the_account_speaks_the_language_in_which_it_was_opened(client: Client) -> None:
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = "kmr"
    enter(client, EMAIL)
    assert User.objects.get().language == "kmr"


def test_codes_have_eight_figures_and_live_ten_minutes(client: Client) -> None:
    ask_for_code(client, EMAIL)
    code = OneTimeCode.objects.get()
    assert code.expires_at - code.created_at == dt.timedelta(minutes=10)
    assert code.tries_left == 3
    assert mailed_code() not in {code.digest, code.address}


@pytest.mark.parametrize(
    "spell",
    [
        lambda code: code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda code: code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        lambda code: f" \u200f{code[:4]} {code[4:]}\u2069 ",
        lambda code: f"{code[:4]}-{code[4:]}",
    ],
    ids=["arabic-indic", "persian", "spaces and marks", "hyphen"],
)
def test_a_code_may_be_typed_as_people_type(client: Client, spell: Callable[[str], str]) -> None:
    ask_for_code(client, f"\u202b {EMAIL}\u200f")
    type_code(client, spell(mailed_code()))
    assert is_signed_in(client)


def test_what_is_no_address_gets_a_sentence(client: Client) -> None:
    page = ask_for_code(client, "layla at home")
    assert page.status_code == 200
    assert "address" in page.context["form"].errors
    assert not OneTimeCode.objects.exists()


# --- nobody learns who has an account ------------------------------------------------------------


@pytest.mark.parametrize("address", [EMAIL, PHONE], ids=["e-mail", "phone"])
def test_the_answers_are_the_same_for_every_kind_of_account(address: str) -> None:
    """Nobody, a citizen, one switched off, staff: one page, one message, as many statements."""
    reached: dict[str, Any] = {"email": EMAIL} if "@" in address else {"phone": PHONE}
    pages, counts = [], []
    kinds: tuple[dict[str, Any] | None, ...]
    kinds = (None, {}, {"is_active": False}, {"is_staff": True})
    for fields in kinds:
        User.objects.all().delete()
        OneTimeCode.objects.all().delete()
        if fields is not None:
            User.objects.create_user(**reached, **fields)
        client = Client()
        client.get(SIGN_IN)
        with CaptureQueriesContext(connection) as queries:
            answer = ask_for_code(client, address)
        counts.append(len(queries))
        pages.append(
            (answer.status_code, answer["Location"], without_tokens(client.get(ENTER_CODE)))
        )
    assert pages == [pages[0]] * 4
    assert counts == [counts[0]] * 4
    assert len(mail.outbox) + len(texted()) == 4


def test_staff_cannot_come_in_by_a_code(client: Client) -> None:
    User.objects.create_user(email="officer@interior.example", is_staff=True)
    ask_for_code(client, "officer@interior.example")
    [message] = mail.outbox
    assert STAFF_SIGN_IN in message.body
    assert OneTimeCode.objects.get().digest == ""
    for guess in ("", "00000000"):
        type_code(client, guess)
    assert not is_signed_in(client)


def test_who_became_staff_while_the_code_was_on_its_way_signs_in_as_staff(client: Client) -> None:
    user = User.objects.create_user(email=EMAIL)
    ask_for_code(client, EMAIL)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    answer = type_code(client, mailed_code())
    assert answer["Location"] == STAFF_SIGN_IN
    assert not is_signed_in(client)


def test_a_switched_off_account_learns_so_after_the_code_only(client: Client) -> None:
    User.objects.create_user(email=EMAIL, is_active=False)
    ask_for_code(client, EMAIL)
    assert type_code(client, mailed_code())["Location"] == "/account/inactive/"
    assert not is_signed_in(client)


# --- a code is worth one sign-in -----------------------------------------------------------------


def test_a_code_works_once(client: Client) -> None:
    ask_for_code(client, EMAIL)
    code, before = mailed_code(), client.cookies[configured.SESSION_COOKIE_NAME].value
    type_code(client, code)
    assert is_signed_in(client)
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = before
    type_code(thief, code)
    assert not is_signed_in(thief)


def test_a_code_works_once_for_two_requests_at_the_same_moment(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one comes, and is through, between the first one's look and its mark."""
    ask_for_code(client, EMAIL)
    code, typed = OneTimeCode.objects.get(), mailed_code()
    compare = constant_time_compare
    second: list[bool | None] = []

    def compare_slowly(one: str, other: str) -> bool:
        if not second:
            second.append(None)
            second.append(codes.use_code(code, typed))
        return compare(one, other)

    monkeypatch.setattr(codes, "constant_time_compare", compare_slowly)
    assert codes.use_code(code, typed) is False
    assert second == [None, True]


def test_a_code_works_in_the_browser_that_asked_for_it_only(client: Client) -> None:
    ask_for_code(client, EMAIL)
    other = Client()
    type_code(other, mailed_code())
    assert not is_signed_in(other)


def test_the_session_key_changes_at_sign_in(client: Client) -> None:
    ask_for_code(client, EMAIL)
    before = client.session.session_key
    type_code(client, mailed_code())
    assert is_signed_in(client)
    assert client.session.session_key != before


def test_three_wrong_tries_and_even_the_right_code_is_worthless(client: Client) -> None:
    ask_for_code(client, EMAIL)
    code = mailed_code()
    wrong = "00000000" if code != "00000000" else "11111111"
    left = [type_code(client, wrong).context["code"].tries_left for _ in range(3)]
    assert left == [2, 1, 0]
    page = type_code(client, code)
    assert page.status_code == 200
    assert not is_signed_in(client)
    ask_for_code(client, EMAIL)
    type_code(client, mailed_code())
    assert is_signed_in(client)


def test_a_code_is_worthless_after_ten_minutes(client: Client) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        ask_for_code(client, EMAIL)
        traveller.shift(dt.timedelta(minutes=10))
        type_code(client, mailed_code())
        assert not is_signed_in(client)


def test_a_new_code_makes_the_old_one_worthless(client: Client) -> None:
    ask_for_code(client, EMAIL)
    old = mailed_code()
    ask_for_code(client, EMAIL)
    type_code(client, old)
    assert not is_signed_in(client)


def test_five_codes_in_half_an_hour_are_enough_for_an_address() -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        answers = [ask_for_code(Client(), EMAIL) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [200]
        assert answers[-1].context["form"].non_field_errors() == [sentence(codes.TOO_MANY_CODES)]
        assert len(mail.outbox) == 5
        traveller.shift(dt.timedelta(minutes=31))
        assert ask_for_code(Client(), EMAIL).status_code == 302


def test_a_stranger_elsewhere_does_not_keep_anybody_out() -> None:
    at = [Client(REMOTE_ADDR=f"198.51.100.{place}") for place in range(1, 5)]
    for stranger in at[:2]:
        assert [ask_for_code(stranger, EMAIL).status_code for _ in range(6)] == [302] * 5 + [200]
    assert [ask_for_code(at[2], EMAIL).status_code for _ in range(5)] == [302] * 5
    assert ask_for_code(at[3], EMAIL).status_code == 200


def test_one_place_cannot_ask_for_codes_without_end(settings: Settings) -> None:
    settings.CODES_PER_IP = (3, 10)
    answers = [ask_for_code(Client(), f"{n}@traveller.example") for n in range(4)]
    assert [answer.status_code for answer in answers] == [302] * 3 + [200]


def test_codes_are_forgotten_after_a_day(client: Client) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        ask_for_code(client, EMAIL)
        traveller.shift(dt.timedelta(days=1, seconds=1))
        ask_for_code(client, "samer@traveller.example")
    assert [code.address for code in OneTimeCode.objects.all()] == ["samer@traveller.example"]


@pytest.mark.parametrize("error", [ConnectionRefusedError, smtplib.SMTPServerDisconnected])
def test_mail_that_is_away_is_a_sentence_not_a_crash(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*args: object, **kwargs: object) -> int:
        raise error("the server is away")

    monkeypatch.setattr(mail.EmailMessage, "send", fail)
    page = ask_for_code(client, EMAIL)
    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == [sentence(codes.CODE_NOT_SENT)]
    assert not OneTimeCode.objects.exists()


def test_without_a_sender_of_text_messages_there_is_a_sentence(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interior_portal.accounts.registry._code_senders", {})
    page = ask_for_code(client, PHONE)
    assert page.context["form"].non_field_errors() == [sentence(codes.CODE_NOT_SENT)]


# --- where one goes from here --------------------------------------------------------------------


def test_one_comes_back_to_the_page_one_wanted(client: Client) -> None:
    answer = client.get("/account/sessions/?x=1")
    assert answer["Location"] == "/account/sign-in/?next=/account/sessions/%3Fx%3D1"
    answer = ask_for_code(client, EMAIL, next="/account/sessions/?x=1")
    assert answer["Location"] == f"{ENTER_CODE}?next=%2Faccount%2Fsessions%2F%3Fx%3D1"
    page = client.get(answer["Location"])
    assert page.context["next"] == "/account/sessions/?x=1"
    answer = type_code(client, mailed_code(), next=page.context["next"])
    assert answer["Location"] == "/account/sessions/?x=1"


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_nobody_is_led_out_of_the_house(client: Client, evil: str) -> None:
    answer = ask_for_code(client, EMAIL, next=evil)
    assert answer["Location"] == ENTER_CODE
    answer = type_code(client, mailed_code(), next=evil)
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
@pytest.mark.parametrize("path", [SIGN_IN, ENTER_CODE, STAFF_SIGN_IN, "/account/inactive/"])
def test_the_doors_open_in_three_languages(client: Client, path: str, language: str) -> None:
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = language
    page = client.get(path)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
