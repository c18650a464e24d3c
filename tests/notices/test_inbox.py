"""The portal inbox."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import User
from interior_portal.notices import actions, queries
from interior_portal.notices.registry import NoticeKind

INBOX = "/inbox/"


@pytest.fixture
def inbox(client: Client, reader: User) -> Client:
    client.force_login(reader)
    client.cookies["language"] = "kmr"
    return client


def send(to: User, number: int) -> None:
    actions.send(kind="tests.hello", to=to, about=f"V26-{number:04}-0000", key=f"{to.pk}:{number}")


def abouts(client: Client, **asked: str | int) -> list[str]:
    page = client.get(INBOX, asked)
    assert page.status_code == 200
    return [message.text.link[-14:-6] for message in page.context["inbox"].messages]


def test_newest_first_in_the_language_of_the_page(
    inbox: Client, reader: User, hello: NoticeKind
) -> None:
    send(reader, 1)
    send(reader, 2)
    assert abouts(inbox) == ["V26-0002", "V26-0001"]
    text = inbox.get(INBOX).content.decode()
    assert "V26-0002-0000" in text
    assert "Don&#x27;t worry &amp; read &lt;on&gt;" in text


def test_messages_of_others_are_not_there(inbox: Client, reader: User, hello: NoticeKind) -> None:
    rival = User.objects.create_user(email="rival@citizen.example")
    send(rival, 1)
    assert abouts(inbox) == []
    send(reader, 2)
    assert abouts(inbox) == ["V26-0002"]
    inbox.force_login(rival)
    assert abouts(inbox) == ["V26-0001"]


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    response = client.get(INBOX)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_pages_continue_after_the_last_message(
    inbox: Client, reader: User, hello: NoticeKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        send(reader, number)
    first = inbox.get(INBOX)
    older = first.context["inbox"].older
    assert f"?before={older}" in first.content.decode()
    assert abouts(inbox, before=older) == ["V26-0000"]
    assert inbox.get(INBOX, {"before": older}).context["inbox"].older is None


@pytest.mark.parametrize("before", ["", "x", "-1", "٣", "9" * 18, "9" * 5000, "\x00"])
def test_an_address_that_makes_no_sense_shows_the_inbox(
    inbox: Client, reader: User, hello: NoticeKind, before: str
) -> None:
    send(reader, 1)
    assert abouts(inbox, before=before) == ["V26-0001"]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_inbox(
    inbox: Client,
    reader: User,
    hello: NoticeKind,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for each in range(number):
        send(reader, each)
    inbox.get(INBOX)
    # session, user, notices
    with django_assert_num_queries(3):
        inbox.get(INBOX)


def test_an_empty_inbox_says_so(inbox: Client) -> None:
    inbox.cookies["language"] = "en"
    assert "There are no messages for you." in inbox.get(INBOX).content.decode()
