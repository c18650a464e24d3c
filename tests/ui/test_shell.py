"""Language switch, header, access labels, and the pages for what goes wrong."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django import DjangoDbBlocker, Settings

from interior_portal.accounts.models import User
from interior_portal.ui import identity, navigation, outage
from interior_portal.ui.access import Access, mark, public
from interior_portal.ui.navigation import NavLink, ShownLink

pytestmark = pytest.mark.urls("tests.ui.urls")


def page(client: Client, path: str, language: str = "en", status: int = 200) -> str:
    client.cookies["language"] = language
    response = client.get(path)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


# --- language -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("kmr", "ltr"), ("en", "ltr")])
def test_a_page_names_its_language_and_direction(
    client: Client, language: str, direction: str
) -> None:
    html = page(client, "/about/", language)
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert re.findall(r'lang="(\w+)" aria-current="true"', html) == [language]
    assert ("bootstrap.rtl.css" in html) == (direction == "rtl")


def test_arabic_is_first(client: Client) -> None:
    response = client.get("/about/", headers={"accept-language": "en"})
    assert response["Content-Language"] == "ar"


def test_one_tap_changes_the_language_and_stays_on_the_page(client: Client) -> None:
    response = client.post("/language/", {"language": "kmr", "next": "/about/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/about/?a=1")
    cookie = response.cookies["language"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("kmr", "Lax", True)
    assert client.get("/about/")["Content-Language"] == "kmr"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    response = client.post("/language/", {"language": "tlh", "next": "/about/"})
    assert (response["Location"], dict(response.cookies)) == ("/about/", {})


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:1", ""])
def test_the_switch_leads_to_no_other_site(client: Client, target: str) -> None:
    assert client.post("/language/", {"language": "en", "next": target})["Location"] == "/"


def test_looking_is_not_switching(client: Client) -> None:
    assert client.get("/language/").status_code == 405


def test_the_switch_needs_the_token_of_a_form() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/language/", {"language": "en"}).status_code == 403


@pytest.mark.django_db
def test_a_user_takes_the_language_along(client: Client) -> None:
    user = User.objects.create_user(email="a@b.example", language="ar")
    client.force_login(user)
    client.post("/language/", {"language": "kmr", "next": "/"})
    user.refresh_from_db()
    assert user.language == "kmr"


# --- header and footer --------------------------------------------------------------------------


def test_the_name_over_the_door_is_a_setting(client: Client, settings: Settings) -> None:
    assert "Desteya Hundirîn" in page(client, "/about/", "kmr")
    settings.AUTHORITY_NAMES = {"ar": "س", "kmr": "Navek Din", "en": "Another"}
    settings.HELP_PHONE = "+963 52 123"
    html = page(client, "/about/", "kmr")
    assert "Desteya Hundirîn" not in html
    assert "Navek Din" in html
    assert '<bdi dir="ltr" class="iso">+963 52 123</bdi>' in html
    with override("ar"):
        assert identity.current().place == "مقاطعة الجزيرة"


@pytest.fixture
def links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_links", {})


@pytest.mark.usefixtures("links")
def test_links_in_the_header_are_for_whom_they_concern() -> None:
    navigation.register_link(NavLink("b", "Second", "ui:gallery", lambda _user: True, order=2))
    navigation.register_link(NavLink("a", "First", "ui:about", lambda _user: True, order=1))
    navigation.register_link(NavLink("c", "Hidden", "ui:about", lambda _user: False))
    request = RequestFactory().get("/gallery/home/")
    request.user = User(name="somebody")
    assert navigation.links_for(request) == [
        ShownLink("First", "/about/", current=False),
        ShownLink("Second", "/gallery/", current=True),
    ]
    request.user = AnonymousUser()
    assert navigation.links_for(request) == []


@pytest.mark.usefixtures("links")
def test_a_link_stands_for_all_that_lies_under_its_address() -> None:
    navigation.register_link(NavLink("b", "Second", "ui:gallery", lambda _user: True, order=2))
    navigation.register_link(
        NavLink("a", "First", "ui:about", lambda _user: True, order=1, under="/gallery/home/")
    )
    request = RequestFactory().get("/gallery/home/")
    request.user = User(name="somebody")
    assert [link.current for link in navigation.links_for(request)] == [True, False]


@pytest.mark.usefixtures("links")
def test_a_link_is_registered_once() -> None:
    link = NavLink("a", "First", "ui:about", bool)
    navigation.register_link(link)
    navigation.register_link(link)
    with pytest.raises(ValueError, match="'a'"):
        navigation.register_link(NavLink("a", "Other", "ui:about", bool))


def test_a_view_says_once_who_may_open_it() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert vars(public(view))["access"] == Access("PUBLIC")
    with pytest.raises(TypeError, match="says twice"):
        mark(view, Access("SIGNED_IN"))


# --- gallery ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/gallery/", "/gallery/desk/"])
def test_the_gallery_is_not_for_production(client: Client, settings: Settings, path: str) -> None:
    page(client, path)
    settings.PRODUCTION = True
    page(client, path, status=404)


def test_an_unknown_specimen_is_no_page(client: Client) -> None:
    page(client, "/gallery/base/", status=404)


# --- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/bad/", 400, "We could not read that"),
        ("/denied/", 403, "You may not open this page"),
        ("/nowhere/", 404, "There is no such page"),
        ("/limited/", 429, "Too many attempts"),
    ],
)
def test_an_error_page_says_what_to_do(
    client: Client, path: str, status: int, heading: str
) -> None:
    html = page(client, path, status=status)
    assert f"<h1>{heading}</h1>" in html
    assert "a sentence for the log" not in html
    assert "Go to the first page" in html


def test_a_refusal_is_shown_and_the_words_of_a_library_are_not(client: Client) -> None:
    assert "Your role does not allow this." in page(client, "/denied/", status=403)
    html = page(client, "/denied-by-a-library/", status=403)
    assert "This page belongs to somebody else" in html
    assert "a sentence for the log" not in html


def test_who_asks_too_often_is_told_how_long_to_wait(client: Client) -> None:
    assert "Wait 2 minutes and try again." in page(client, "/limited/", status=429)
    assert client.get("/limited/")["Retry-After"] == "61"


def test_a_form_without_token_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["language"] = "en"
    response = client.post("/checked/")
    assert response.status_code == 403
    assert "This page was open for too long" in response.content.decode()


def test_a_bug_gets_the_static_page() -> None:
    response = Client(raise_request_exception=False).get("/broken/")
    assert response.status_code == 500
    assert response.content.decode() == outage.content(500)
    assert response["Cache-Control"] == "no-store"
    assert "Retry-After" not in response


def test_without_a_database_the_page_says_when_to_come_back(
    django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real connection to a port where nobody listens."""
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "a" * 32
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")
        response = client.get("/whoami/")
    assert response.status_code == 503
    assert response["Retry-After"] == "120"
    assert response.content.decode() == outage.content(503)


@pytest.mark.parametrize("status", [500, 503])
def test_a_static_page_has_three_languages_and_its_style_is_allowed(status: int) -> None:
    content = outage.content(status)
    assert len(content.encode()) <= 10_000
    sections = re.findall(r'<section lang="(\w+)" dir="(\w+)">', content)
    assert sections == [("ar", "rtl"), ("kmr", "ltr"), ("en", "ltr")]
    assert re.findall(r"(?:src|href)=", content) == []


def test_the_policy_allows_exactly_the_style_of_the_static_page() -> None:
    response = Client(raise_request_exception=False).get("/broken/")
    policy = dict(
        part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";")
    )
    assert policy["style-src"] == outage.style_source(500)
    assert policy["default-src"] == "'none'"
