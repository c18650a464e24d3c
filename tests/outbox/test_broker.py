"""Ids on their way to the broker: by a thread, a few in a message, one thread for each process."""

import os
from typing import Any

import pytest
from django.db import transaction

from interior_portal.celery import app
from interior_portal.outbox import actions, broker, relay
from interior_portal.outbox.models import OutboxRow
from tests.outbox.test_rows import _noted
from tests.processes import empty_queue


def _messages() -> int:
    with app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        return int(channel._size(app.conf.task_default_queue))


@pytest.fixture
def courier(monkeypatch: pytest.MonkeyPatch) -> broker.Courier:
    """One with an empty bag and a queue that holds nothing yet."""
    fresh = broker.Courier(broker.Broker())
    monkeypatch.setattr(broker, "courier", fresh)
    empty_queue()
    return fresh


def test_a_few_ids_travel_in_one_message(courier: broker.Courier) -> None:
    relay.nudge(range(1, 18))
    courier.wait()
    assert _messages() == 3


@pytest.mark.django_db(transaction=True)
def test_rows_of_long_work_travel_one_to_a_message(courier: broker.Courier) -> None:
    with transaction.atomic():
        for handler in ("tests.long", "tests.note"):
            for number in range(3):
                actions.put(handler, key=f"{handler} {number}", payload={"number": number})
    courier.wait()
    assert _messages() == 4
    empty_queue()
    assert relay.sweep() == 6
    assert _messages() == 4


def test_a_forked_process_sends_by_a_thread_of_its_own(courier: broker.Courier) -> None:
    relay.nudge([1])
    courier.wait()
    child = os.fork()
    if child == 0:
        relay.nudge([2])
        broker.courier.wait()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert _messages() == 2


@pytest.mark.django_db(transaction=True)
def test_carrying_out_here_needs_no_broker(courier: broker.Courier) -> None:
    with relay.carrying_out_here(), transaction.atomic():
        actions.put("tests.note", key="k", payload={"number": 1})
        assert _noted() == []
    assert _noted() == ["1"]
    assert OutboxRow.objects.get().state == OutboxRow.State.DONE
    courier.wait()
    assert _messages() == 0
