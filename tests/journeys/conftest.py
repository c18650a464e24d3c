"""A browser for every person of the story, against the real server and a real worker."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from interior_portal.workflow import registry, versions
from tests.cast import Cast, sign_in
from tests.scenarios import VisaOffice, page, portrait
from tests.vehicles.office import TransportOffice
from visas.procedures import PROCEDURES

Person = Callable[..., Page]
PHONE: ViewportSize = {"width": 360, "height": 780}
DESK: ViewportSize = {"width": 1280, "height": 800}
MOST_MILLISECONDS = 30_000  # for a page to open, an element to be there


@pytest.fixture
def office(transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> VisaOffice:
    """Its rows are committed, for the server and the worker to see.

    What an officer decides can be undone for a second: nobody waits half a minute for each message.
    """
    for name in ("_procedures", "_versions"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    for procedure in PROCEDURES:
        quick = tuple(
            replace(t, undo_seconds=min(t.undo_seconds, 1)) for t in procedure.transitions
        )
        del registry._procedures[procedure.code]
        registry.register_procedure(
            replace(procedure, version=procedure.version + 1, transitions=quick)
        )
    versions.store_registered()
    return VisaOffice(cast)


@pytest.fixture
def transport(transactional_db: None, cast: Cast) -> TransportOffice:
    """Its rows are committed, for the server and the worker to see."""
    return TransportOffice(cast)


@pytest.fixture
def person(
    live_server: LiveServer, chromium: Browser, cast: Cast, settings: Settings
) -> Iterator[Person]:
    """`person("traveller", language="ar")` is a page of somebody who has signed in."""
    settings.PUBLIC_URL = live_server.url  # messages lead there
    contexts: list[BrowserContext] = []

    def browser(
        code: str, *, language: str = "ar", desk: bool = False, script: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport=DESK if desk else PHONE,
            java_script_enabled=script,
            base_url=live_server.url,
            reduced_motion="reduce",  # the window is where it will be as soon as it moves
        )
        contexts.append(context)
        context.set_default_timeout(MOST_MILLISECONDS)
        cookies: list[Any] = [{"name": "language", "value": language, "url": live_server.url}]
        if code != "anonymous":
            session = {"name": portal.SESSION_COOKIE_NAME, "value": session_of(cast, code)}
            cookies.append({**session, "url": live_server.url})
        context.add_cookies(cookies)
        return context.new_page()

    yield browser
    for context in contexts:
        context.close()


def session_of(cast: Cast, code: str) -> str:
    """The key of a session with second factor; citizens of the stories come in by the real code."""
    return str(sign_in(Client(), cast[code]).session.session_key)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A portrait and a photographed page on the traveller's phone."""
    paths = {"photo": tmp_path / "photo.jpg", "page": tmp_path / "page.jpg"}
    paths["photo"].write_bytes(portrait().read())
    paths["page"].write_bytes(page().read())
    return {name: str(path) for name, path in paths.items()}


def reference_in(text: str, prefix: str) -> str:
    """The first reference with that prefix, or with one of several as in `[VT]`."""
    found = re.search(rf"{prefix}\d\d-[0-9A-Z]{{4}}-[0-9A-Z]{{4}}", text)
    assert found is not None
    return found[0]
