"""Real workers and brokers, killed and frozen: nothing is lost, nothing happens twice."""

import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from interior_portal.audit.models import AuditEntry
from interior_portal.celery import app
from interior_portal.outbox import actions, broker, relay
from interior_portal.outbox.models import OutboxRow
from tests.processes import Valkey, Worker, wait_until, worker_process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
State = OutboxRow.State


@pytest.fixture(autouse=True)
def fresh_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier test taught this process about the broker is forgotten."""
    fresh = broker.Broker()
    monkeypatch.setattr(broker, "broker", fresh)
    monkeypatch.setattr(broker, "courier", broker.Courier(fresh))


def _put(count: int, handler: str = "tests.note", **payload: object) -> None:
    for number in range(count):
        with transaction.atomic():
            actions.put(handler, key=f"{handler} {number}", payload=payload | {"number": number})


def _noted() -> list[str]:
    return sorted(AuditEntry.objects.values_list("subject_ref", flat=True))


def _all_left_the_queue() -> bool:
    """Sweeps as beat would, with leases that run out at once; true when nothing waits."""
    OutboxRow.objects.filter(state=State.PENDING).update(leased_until=None, available_at=Now())
    relay.sweep()
    return not OutboxRow.objects.filter(state=State.PENDING).exists()


def _numbers(count: int) -> list[str]:
    return sorted(str(number) for number in range(count))


def test_a_worker_carries_out_what_a_commit_promised(celery_worker: Worker) -> None:
    _put(10)
    wait_until(
        lambda: OutboxRow.objects.filter(state=State.DONE).count() == 10, 10, celery_worker.words
    )
    assert _noted() == _numbers(10)


def test_a_transaction_that_falls_promises_nothing(celery_worker: Worker) -> None:
    with transaction.atomic():
        actions.put("tests.note", key="fallen", payload={"number": "fallen"})
        transaction.set_rollback(True)
    _put(1)
    wait_until(lambda: _noted() == ["0"], 10, celery_worker.words)
    assert OutboxRow.objects.get().key == "tests.note 0"


def test_killed_workers_lose_nothing_and_double_nothing(celery_worker: Worker) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    _put(40, seconds=0.02)
    for kill in range(6):
        time.sleep(chance.uniform(0.05, 0.25))
        if kill % 2:
            celery_worker.kill_child()
        else:
            celery_worker.kill()
            celery_worker.start()
        relay.sweep()
    wait_until(_all_left_the_queue, 30, lambda: f"seed {seed}\n{celery_worker.words()}")
    assert _noted() == _numbers(40), f"seed {seed}"
    assert OutboxRow.objects.filter(state=State.DONE).count() == 40


def test_a_row_that_kills_its_worker_is_given_up_and_the_others_go_on(
    celery_worker: Worker,
) -> None:
    _put(1, "tests.deadly")
    _put(5)
    wait_until(_all_left_the_queue, 60, celery_worker.words)
    assert OutboxRow.objects.get(state=State.DEAD).handler == "tests.deadly"
    assert _noted() == _numbers(5)


def test_swept_rows_are_leased_and_sent_again_only_when_the_lease_is_over() -> None:
    _put(3)
    assert relay.sweep(limit=2) == 2
    assert relay.sweep() == 1
    assert relay.sweep() == 0
    OutboxRow.objects.update(leased_until=Now())
    assert relay.sweep() == 3


def test_a_row_that_somebody_holds_is_not_swept() -> None:
    _put(2)
    held = OutboxRow.objects.order_by("id").first()
    assert held is not None
    with _second_connection() as other:
        other.execute("SELECT 1 FROM outbox_outboxrow WHERE id = %s FOR UPDATE", [held.pk])
        assert relay.sweep() == 1


def _second_connection() -> psycopg.Connection:
    settings = connection.settings_dict
    return psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        dbname=settings["NAME"],
    )


def _seconds(function: object) -> float:
    assert callable(function)
    start = time.monotonic()
    function()
    return time.monotonic() - start


def test_a_broker_that_is_away_neither_fails_nor_slows_a_request(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(app.conf, "broker_url", f"redis+socket://{tmp_path}/nobody.sock")
    assert _seconds(lambda: _put(1)) < 0.1
    broker.courier.wait()
    assert OutboxRow.objects.get().state == State.PENDING


@pytest.fixture
def deaf_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")
        yield


def test_a_broker_that_does_not_answer_is_waited_for_once_and_by_no_request(
    deaf_broker: None,
) -> None:
    assert _seconds(lambda: relay.nudge([1])) < 0.05
    assert 0.2 < _seconds(broker.courier.wait) < 1.5
    relay.nudge([2])
    assert _seconds(broker.courier.wait) < 0.05


def test_a_sweep_without_a_broker_leases_nothing(deaf_broker: None) -> None:
    _put(2)
    assert relay.sweep() == 0
    assert not OutboxRow.objects.exclude(leased_until=None).exists()


@pytest.fixture
def own_broker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Valkey]:
    """A broker that the test may kill."""
    valkey = Valkey(tmp_path)
    valkey.start()
    monkeypatch.setattr(app.conf, "broker_url", valkey.url)
    yield valkey
    valkey.kill()


def test_rows_run_when_the_broker_is_back(own_broker: Valkey) -> None:
    with worker_process(environment={"REDIS_URL": own_broker.url}) as worker:
        _put(5, seconds=0.05)
        own_broker.kill()
        _put(10)
        own_broker.start()
        wait_until(_all_left_the_queue, 30, worker.words)
    assert _noted() == _numbers(10)
