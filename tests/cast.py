"""The cast of the demonstration, for tests: the same people, units and postings.

`tests/conftest.py` names this module in `pytest_plugins`; a test asks for `cast` and for
`sign_in`, or for `client_of` where several people act in turn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.test import Client

from interior_portal.accounts import cast as played
from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.sessions import SECOND_FACTOR, SET_UP

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ClientOf = Callable[[str], Client]


@dataclass(frozen=True)
class Cast:
    """The people as attributes (`cast.officer`), or by code (`cast["officer"]`); units by code."""

    people: Mapping[str, User]

    def __getitem__(self, code: str) -> User:
        return self.people[code]

    def __getattr__(self, code: str) -> User:
        try:
            return self.people[code]
        except KeyError:
            raise AttributeError(code) from None

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast(played.create())


def sign_in(client: Client, user: User) -> Client:
    """A session of that person, with second factor; the pages of signing in have their own tests."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    session[SECOND_FACTOR] = SET_UP
    session.save()
    return client


@pytest.fixture
def client_of(cast: Cast) -> ClientOf:
    """A browser for somebody of the cast, or `anonymous`; the same one each time."""
    clients: dict[str, Client] = {}

    def browser(code: str) -> Client:
        if code not in clients:
            client = Client()
            clients[code] = client if code == "anonymous" else sign_in(client, cast[code])
        return clients[code]

    return browser
