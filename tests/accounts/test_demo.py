"""The demonstration: its cast, one click to be anyone, what was sent; and nowhere else."""

from pathlib import Path

import pytest
from django.core import checks, mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from interior_portal.accounts import cast as played
from interior_portal.accounts.checks import check_demo_is_a_demo
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.queries import postings_of
from interior_portal.accounts.registry import find_role
from interior_portal.notices import sms
from tests.accounts.doors import ACCOUNT, is_signed_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CAST, MESSAGES = "/demo/cast/", "/demo/messages/"
demo_addresses = pytest.mark.urls("tests.accounts.demo_urlconf")


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.SMS_FILE_DIR = tmp_path / "sms"


def test_the_cast_is_made_once() -> None:
    first, second = played.create(), played.create()
    assert first == second
    assert (User.objects.count(), Unit.objects.count(), Posting.objects.count()) == (22, 11, 17)


def test_everyone_has_a_name_in_both_scripts_and_an_address() -> None:
    for player in played.PLAYERS:
        assert any("\u0600" <= letter <= "\u06ff" for letter in player.arabic), player.code
        assert player.latin.replace("-", " ").replace(" ", "").isalpha(), player.code
        assert not any("\u0600" <= letter <= "\u06ff" for letter in player.latin), player.code
        assert bool(player.email) != bool(player.phone), player.code


def test_every_role_of_the_cast_is_registered_by_some_app(cast: Cast) -> None:
    assert [
        role for role in {p.role for p in Posting.objects.all()} if find_role(role) is None
    ] == []


def test_units_and_people_are_where_they_belong(cast: Cast) -> None:
    assert cast.unit("authority").path == f"/{cast.unit('authority').pk}/"
    assert cast.unit("visas").covers(cast.unit("visas-qamishlo-desk"))
    assert not cast.unit("traffic").covers(cast.unit("visas-qamishlo"))
    assert [posting.role for posting in postings_of(cast.officer)] == ["VISA_OFFICER"]
    assert postings_of(cast.traveller) == ()
    assert [user.is_superuser for user in (cast.administrator, cast.head)] == [True, False]


def test_outside_the_demonstration_there_is_no_such_address(client: Client, cast: Cast) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo_cast")
    for page in (CAST, MESSAGES):
        assert client.get(page).status_code == 404


@demo_addresses
def test_even_a_routed_address_answers_in_the_demonstration_only(
    client: Client, cast: Cast
) -> None:
    for page in (CAST, MESSAGES):
        assert client.get(page).status_code == 404
    assert client.post(CAST, {"player": "administrator"}).status_code == 404
    assert not is_signed_in(client)


def test_a_check_forbids_the_demonstration_elsewhere(settings: Settings) -> None:
    settings.DEMO = True
    for mode in ("production", "test"):
        settings.MODE = mode
        [error] = check_demo_is_a_demo()
        assert (error.id, error.level) == ("accounts.E001", checks.ERROR)
    settings.MODE = "demo"
    assert check_demo_is_a_demo() == []
    settings.DEMO, settings.MODE = False, "production"
    assert check_demo_is_a_demo() == []


@demo_addresses
@pytest.mark.usefixtures("demo")
def test_one_click_makes_anyone_of_the_cast(client: Client, cast: Cast) -> None:
    page = client.get(CAST).content.decode()
    for player in played.PLAYERS:
        assert f'value="{player.code}"' in page
        assert client.post(CAST, {"player": player.code}).status_code == 302
        assert is_signed_in(client), player.code
        assert int(client.session["_auth_user_id"]) == cast[player.code].pk


@demo_addresses
@pytest.mark.usefixtures("demo")
def test_staff_of_the_demonstration_work_without_a_second_factor(
    client: Client, cast: Cast
) -> None:
    client.post(CAST, {"player": "administrator"})
    assert client.get("/admin/").status_code == 200


@demo_addresses
@pytest.mark.usefixtures("demo")
def test_looking_at_the_list_signs_nobody_in(client: Client, cast: Cast) -> None:
    assert client.get(CAST, {"player": "administrator"}).status_code == 200
    assert not is_signed_in(client)
    assert client.post(CAST, {"player": "nobody"}).status_code == 404
    assert not is_signed_in(client)


@demo_addresses
@pytest.mark.usefixtures("demo")
def test_the_messages_that_were_sent_are_shown_newest_first(client: Client) -> None:
    assert client.get(MESSAGES).context["shown"] == []
    first = EmailMessage(
        "رمزك", "رمزك: 12345678\nhttps://x.example/", to=["layla@traveller.example"]
    )
    second = EmailMessage("Koda te", "Koda te: 87654321", to=["samer@traveller.example"])
    with mail.get_connection() as connection:
        connection.send_messages([first, second])
    sms.send(to="+963990000101", text="11112222 رمزك")
    shown = client.get(MESSAGES).context["shown"]
    assert [(one.by, one.to, one.subject, one.text) for one in shown] == [
        ("SMS", "+963990000101", "", "11112222 رمزك"),
        ("EMAIL", "samer@traveller.example", "Koda te", "Koda te: 87654321"),
        ("EMAIL", "layla@traveller.example", "رمزك", "رمزك: 12345678\nhttps://x.example/"),
    ]


@demo_addresses
@pytest.mark.usefixtures("demo")
def test_the_list_of_messages_is_bounded(client: Client) -> None:
    for number in range(60):
        sms.send(to="+963990000101", text=str(number))
    shown = client.get(MESSAGES).context["shown"]
    assert [one.text for one in shown] == [str(number) for number in range(59, 9, -1)]


@demo_addresses
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_the_pages_of_the_demonstration_open_in_three_languages(
    client: Client, language: str
) -> None:
    client.cookies["language"] = language
    for page in (CAST, MESSAGES):
        assert f'<html lang="{language}"' in client.get(page).content.decode()
    assert client.get(ACCOUNT).status_code == 302
