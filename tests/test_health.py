"""The word that a load balancer hears."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import OperationalError
from django.db.models.functions import Now
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from interior_portal import health
from interior_portal.outbox.models import OutboxRow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_for_the_first_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_kept", health._Kept())


def _ask(client: Client) -> tuple[int, object]:
    answer = client.get("/health/")
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    return answer.status_code, answer.json()


def test_all_is_well(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):
        assert _ask(client) == (200, {"status": "ok"})
    assert default_storage.listdir("health")[1] == []


def test_the_answer_is_kept_for_a_few_seconds(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _ask(client)
    with django_assert_num_queries(0):
        assert _ask(client) == (200, {"status": "ok"})


def test_a_broker_that_is_away_degrades(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_CACHE_URL = f"unix://{tmp_path}/nobody.sock"
    assert _ask(client) == (200, {"status": "degraded"})


def test_rows_that_wait_too_long_degrade(client: Client) -> None:
    late = Now() - health.LONGEST_LAG - dt.timedelta(seconds=1)
    OutboxRow.objects.create(handler="h", key="k", payload={}, available_at=late)
    assert _ask(client) == (200, {"status": "degraded"})


def test_a_storage_that_cannot_be_written_makes_unavailable(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = FileSystemStorage("/proc/nowhere")
    monkeypatch.setattr(health, "default_storage", full)
    assert _ask(client) == (503, {"status": "unavailable"})


def test_a_database_that_is_away_makes_unavailable_and_says_nothing_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("connection to 10.0.0.7 refused")

    away.__name__ = "database"
    monkeypatch.setattr(health, "NEEDED", (away, health.storage))
    assert _ask(client) == (503, {"status": "unavailable"})
