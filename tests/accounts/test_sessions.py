"""Sessions: listed, ended, bounded in time; nobody switched off stays in."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts import actions
from interior_portal.accounts.models import User
from interior_portal.accounts.views.sessions import device_of, living_sessions
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from tests.accounts.doors import ACCOUNT, enter, is_signed_in, said
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
EMAIL = "layla@traveller.example"
SESSIONS = "/account/sessions/"
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=False) as moving:
        yield moving


@pytest.fixture
def browsers(db: None) -> list[Client]:
    """Three browsers of one citizen, all signed in."""
    clients = [Client(), Client(), Client()]
    for client in clients:
        enter(client, EMAIL)
    return clients


def test_a_switched_off_user_is_out_of_all_sessions_at_the_next_request(
    browsers: list[Client],
) -> None:
    assert [is_signed_in(browser) for browser in browsers] == [True] * 3
    actions.disable_user(user=User.objects.get(), by=None)
    assert [is_signed_in(browser) for browser in browsers] == [False] * 3
    assert AuditEntry.objects.get(action="accounts.user.disabled").data == {"sessions": 3}


def test_the_flag_alone_is_enough_to_be_out(browsers: list[Client]) -> None:
    User.objects.update(is_active=False)
    assert [is_signed_in(browser) for browser in browsers] == [False] * 3


def test_one_sees_where_one_is_signed_in(browsers: list[Client]) -> None:
    lines = browsers[0].get(SESSIONS).context["lines"]
    assert [line.is_current for line in lines] == [False, False, True]


def test_one_session_is_ended_from_another(browsers: list[Client]) -> None:
    last = browsers[0].get(SESSIONS).context["lines"][0]
    browsers[0].post(SESSIONS, {"end": str(last.session.pk)})
    assert [is_signed_in(browser) for browser in browsers] == [True, True, False]


def test_all_others_are_ended_at_once(browsers: list[Client]) -> None:
    browsers[1].post(SESSIONS, {"end": "others"})
    assert [is_signed_in(browser) for browser in browsers] == [False, True, False]


def test_nobody_ends_the_session_of_somebody_else(browsers: list[Client]) -> None:
    victims = [line.session.pk for line in browsers[0].get(SESSIONS).context["lines"]]
    stranger = Client()
    enter(stranger, "samer@traveller.example")
    assert len(stranger.get(SESSIONS).context["lines"]) == 1
    for victim in victims:
        stranger.post(SESSIONS, {"end": str(victim)})
    assert [is_signed_in(browser) for browser in browsers] == [True] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_one_query(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        enter(Client(), EMAIL)
    user = User.objects.get()
    with django_assert_num_queries(1):
        assert len(living_sessions(user)) == count


def test_a_session_ends_eight_hours_after_it_began_however_busy(
    client: Client, traveller: time_machine.Traveller
) -> None:
    enter(client, EMAIL)
    assert is_signed_in(client)
    for _ in range(8):
        traveller.shift(HOUR)
        assert is_signed_in(client)
    traveller.shift(MINUTE)
    assert not is_signed_in(client)


def test_a_citizen_may_pause_for_hours_but_staff_for_half_an_hour(
    traveller: time_machine.Traveller,
) -> None:
    citizen, officer = Client(), Client()
    sign_in(citizen, User.objects.create_user(email=EMAIL))
    sign_in(officer, User.objects.create_user(email="o@interior.example", is_staff=True))
    for browser in (citizen, officer):
        assert is_signed_in(browser)
    for _ in range(3):
        traveller.shift(29 * MINUTE)
        assert is_signed_in(officer)
    traveller.shift(31 * MINUTE)
    assert not is_signed_in(officer)
    assert is_signed_in(citizen)


def test_who_was_signed_out_is_told_why(client: Client, traveller: time_machine.Traveller) -> None:
    enter(client, EMAIL)
    client.get(ACCOUNT)
    for _ in range(2):
        traveller.shift(4 * HOUR + MINUTE)
        page = client.get(ACCOUNT, follow=True)
    [message] = page.context["messages"]
    assert str(message) == said("You were signed out, because time had passed. Sign in again.")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/130.0.0.0 Mobile Safari/537.36"
            ),
            "Chrome, Android",
        ),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"
            ),
            "Edge, Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
                " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
            ),
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
            "Firefox, Linux",
        ),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(user_agent: str, words: str) -> None:
    assert device_of(user_agent) == words
