"""Set-up of every test: the real servers, and the fixtures that more than one folder uses."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pgtrigger
import pytest
from django.conf import settings as portal
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from django.urls import get_resolver
from django.utils import translation
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from interior_portal import embedded
from tests import settings as run
from tests.processes import Worker, empty_queue, worker_process

pytest_plugins = ["tests.cast", "tests.scenarios"]

# A change is judged by the same examples each time; `HYPOTHESIS_PROFILE=explore` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    """Have the embedded servers run, in the process that hands out the work."""
    if hasattr(config, "workerinput") or "DATABASE_URL" in os.environ:
        return
    servers = embedded.running()
    servers.__enter__()
    config.add_cleanup(lambda: _leave(servers))


def _leave(servers: AbstractContextManager[None]) -> None:
    servers.__exit__(None, None, None)


@pytest.fixture(autouse=True, scope="session")
def _leave_nothing_behind() -> Iterator[None]:
    """Neither files of the run nor messages in its queue."""
    yield
    shutil.rmtree(run.FOLDER, ignore_errors=True)
    empty_queue()


@pytest.fixture(autouse=True, scope="session")
def _ledgers_may_be_emptied_between_tests() -> Iterator[None]:
    """Tests with real transactions empty all tables; the append-only ones refuse that otherwise."""
    empty: Callable[[TransactionTestCase], None] = vars(TransactionTestCase)["_fixture_teardown"]

    def empty_with_ledgers(case: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_with_ledgers)
        yield


@pytest.fixture(autouse=True, scope="session")
def _addresses_are_those_outside_the_demonstration() -> None:
    """They are read once: a test that plays the demonstration must not be the first to read them."""
    _read = get_resolver().url_patterns


@pytest.fixture(autouse=True)
def _sentences_are_english() -> Iterator[None]:
    """The language of the source, until a page or a test chooses another."""
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture
def celery_worker(transactional_db: None) -> Iterator[Worker]:
    """A real worker process (two children, no beat) on the test database; ended after the test."""
    with worker_process() as worker:
        yield worker


@pytest.fixture(scope="session")
def assets() -> Path:
    """The folder with the font, htmx and Bootstrap as the command builds them."""
    call_command("build_assets", verbosity=0)
    return Path(portal.VAR_DIR) / "assets"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; a test opens contexts of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        connections.close_all()  # under Playwright's event loop Django has a connection of its own
        browser.close()
