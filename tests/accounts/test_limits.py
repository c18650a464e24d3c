"""What happens while the broker, where allauth keeps its counters, is away."""

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from pytest_django import Settings

from interior_portal.accounts.limits import client_ip
from interior_portal.accounts.models import User
from tests.accounts.doors import ACCOUNT, STAFF_SIGN_IN, enter, is_signed_in

EMAIL, PASSWORD = "officer@interior.example", "seven quiet storks"


@pytest.fixture
def _broker_is_away(settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere/valkey.sock",
        }
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_broker_is_away")
def test_citizens_come_in_without_the_broker(client: Client) -> None:
    assert enter(client, "layla@traveller.example")["Location"] == ACCOUNT
    assert len(mail.outbox) == 1
    assert is_signed_in(client)


@pytest.mark.django_db
@pytest.mark.usefixtures("_broker_is_away")
@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_staff_are_asked_to_wait_where_tries_cannot_be_counted(
    client: Client, language: str
) -> None:
    User.objects.create_user(email=EMAIL, password=PASSWORD, is_staff=True)
    client.cookies["language"] = language
    assert client.get(STAFF_SIGN_IN).status_code == 200
    page = client.post(STAFF_SIGN_IN, {"login": EMAIL, "password": PASSWORD})
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert f'<html lang="{language}"' in page.content.decode()
    assert client.get("/account/second-factor/").status_code == 302


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("", None),
    ],
)
def test_the_network_of_a_customer_counts_as_one(address: str, counted: str | None) -> None:
    assert client_ip(RequestFactory().get("/", REMOTE_ADDR=address)) == counted


def test_what_a_client_says_about_its_address_is_believed_behind_our_proxy_only(
    settings: Settings,
) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"}
    )
    assert client_ip(request) == "192.0.2.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_ip(request) == "203.0.113.9"
