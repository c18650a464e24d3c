"""A production portal does not start on a PostgreSQL that forgets."""

from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from pytest_django import Settings

from interior_portal import checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings: Settings) -> None:
    settings.PRODUCTION = True


@pytest.fixture
def forgetful() -> Iterator[None]:
    """The one of the three settings that a session can turn off for itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")


def test_the_embedded_server_keeps_its_word() -> None:
    assert checks.unsafe_settings("default") == []


@pytest.mark.usefixtures("production", "forgetful")
def test_an_unsafe_setting_is_named() -> None:
    found = [
        message for message in run_checks(databases=["default"]) if message.id == "portal.E001"
    ]
    assert [message.msg for message in found] == [
        "PostgreSQL runs with synchronous_commit off: acknowledged work would be lost in a crash."
    ]


@pytest.mark.usefixtures("production", "forgetful")
def test_a_check_without_a_database_asks_no_database() -> None:
    assert [message for message in run_checks() if message.id == "portal.E001"] == []


@pytest.mark.usefixtures("forgetful")
def test_tests_and_demos_may_forget() -> None:
    assert checks.postgres_keeps_its_word(databases=["default"]) == []


@pytest.mark.usefixtures("production", "forgetful")
def test_the_start_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own connection
    with pytest.raises(ImproperlyConfigured, match="synchronous_commit = on"):
        checks.refuse_unsafe_database()


@pytest.mark.usefixtures("production")
def test_a_database_that_is_away_does_not_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_alias: str) -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(checks, "unsafe_settings", away)
    checks.refuse_unsafe_database()
