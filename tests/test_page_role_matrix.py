"""Each role at each address, in the real pages: the table is `tests/page_role_matrix.py`."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from tests.cast import ClientOf
from tests.page_answers import (
    MISSING,
    NOT_SO,
    ONWARD,
    OPEN,
    REFUSED,
    ROLES,
    SIGN_IN,
    Answer,
    Page,
)
from tests.page_role_matrix import PAGES
from tests.scenarios import Scenario

DOORS = ("/account/sign-in/", "/account/sign-in/staff/")
BY_STATUS = {200: OPEN, 403: REFUSED, 404: MISSING, 405: NOT_SO}
CLOSED = {SIGN_IN, REFUSED, MISSING}
POSTING = ("anonymous", "rival", "other_officer")
SHUT_OUT = ("anonymous", "rival", "officer", "auditor")


def names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of all addresses outside the administration, which has a test of its own."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*spaces, pattern.name or str(pattern.pattern)])
        elif pattern.namespace != "admin":
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from names(pattern, inner)


def answer_of(response: HttpResponseBase) -> Answer | int:
    """What a role got; a status that the table has no word for is itself."""
    if response.status_code != 302:
        return BY_STATUS.get(response.status_code, response.status_code)
    path = response.headers["Location"].partition("?")[0]
    return SIGN_IN if path in DOORS else ONWARD


def ask(client: Client, method: str, url: str) -> Answer | int:
    """One request whose effects are undone; a file that is served is read and closed."""
    with transaction.atomic():
        response = client.generic(method, url)
        response.getvalue()
        transaction.set_rollback(True)
    return answer_of(response)


def wrong_cells(page: Page, url: str, client_of: ClientOf) -> dict[str, str]:
    """The roles that got something else; what is closed for them is closed for posts too."""
    wrong = {}
    for role in ROLES:
        expected = page.answers[role]
        got = ask(client_of(role), page.method, url)
        if got != expected:
            wrong[role] = f"{page.method}: {got}, expected {expected}"
        elif expected in CLOSED and role in POSTING:
            posted = ask(client_of(role), "POST", url)
            if posted not in {expected, NOT_SO}:
                wrong[role] = f"POST: {posted}, expected {expected}"
    return wrong


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    assert sorted(names(get_resolver())) == sorted(PAGES)


@pytest.mark.django_db
def test_each_role_gets_at_each_page_what_the_table_says(
    scenario: Scenario, client_of: ClientOf
) -> None:
    wrong = {
        name: cells
        for name, page in PAGES.items()
        if (cells := wrong_cells(page, reverse(name, kwargs=page.kwargs(scenario)), client_of))
    }
    assert wrong == {}


def administration() -> Iterator[str]:
    """The addresses under /admin/, with a 1 wherever they name a row."""
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "admin":
            yield from routes(pattern)


def routes(resolver: URLResolver, prefix: str = "/admin/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = re.sub(r"<[^>]+>", "1", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, prefix + route)
        elif isinstance(pattern.pattern, RoutePattern):
            yield prefix + route


@pytest.mark.django_db
def test_the_administration_is_closed_to_everyone_else(client_of: ClientOf) -> None:
    urls = [url for url in administration() if url != "/admin/login/"]
    assert len(urls) > 20
    expected = {role: SIGN_IN if role == "anonymous" else REFUSED for role in SHUT_OUT}
    wrong = {
        url: got
        for url in urls
        if (got := {role: ask(client_of(role), "GET", url) for role in SHUT_OUT}) != expected
    }
    assert wrong == {}
    assert ask(client_of("administrator"), "GET", "/admin/") == OPEN
