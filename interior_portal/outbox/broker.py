"""The way to the broker. A thread of each process carries ids of fresh rows there: no request waits.

What is lost on the way, with the process or with the broker, is found by the sweep.
"""

import os
import queue
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property

import structlog
from celery import current_app
from kombu import Connection, pools
from kombu.exceptions import KombuError, LimitExceeded
from redis.exceptions import RedisError

REST_SECONDS = 10.0
OPTIONS = {"max_retries": 0, "socket_connect_timeout": 0.3, "socket_timeout": 0.5}
# Ids of so long travel together: publishing costs a millisecond of CPU, whatever the message holds.
GATHER_SECONDS = 0.01
# A worker carries the ids of a message out one after another, so a burst is dealt out to all of them.
IDS_PER_MESSAGE = 8
MOST_IDS = 500
_PRODUCERS = 16

logger = structlog.get_logger(__name__)


class Broker:
    """The broker as this process knows it: after a failure it is left alone for `REST_SECONDS`."""

    def __init__(self) -> None:
        self._producers = pools.Producers(limit=_PRODUCERS)
        self._rests_until = 0.0

    @cached_property
    def _address(self) -> Connection:
        """Where the producers connect to; not a connection itself yet."""
        return current_app.connection_for_write(transport_options=OPTIONS)

    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def send(self, ids: Sequence[int], *, most: int = IDS_PER_MESSAGE) -> bool:
        """Whether every id reached the broker, at `most` so many in a message; never raises for one that is away.

        Waits no longer than `OPTIONS` say.
        """
        try:
            with self._producers[self._address].acquire(block=True, timeout=0.5) as producer:
                for start in range(0, len(ids), most):
                    current_app.send_task(
                        "outbox.run_rows",
                        args=[list(ids[start : start + most])],
                        producer=producer,
                        retry=False,
                        ignore_result=True,
                    )
        except (KombuError, LimitExceeded, RedisError, OSError) as error:
            self._rests_until = time.monotonic() + REST_SECONDS
            logger.warning("broker_away", error=type(error).__name__, rows=len(ids))
            return False
        return True


class Courier:
    """The thread that carries ids to the broker; it starts with the first of them."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._ids: queue.Queue[tuple[int, bool]] = queue.Queue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, ids: Iterable[int], *, alone: bool = False) -> None:
        """Carry them soon, `alone` each in a message of its own; returns at once."""
        for row_id in ids:
            self._ids.put((row_id, alone))
        if self._thread is None:
            self._start()

    def wait(self) -> None:
        """Until everything taken so far was sent or given up: for programs that end, and for tests."""
        self._ids.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._carry, name="outbox-courier", daemon=True
                )
                self._thread.start()

    def _carry(self) -> None:
        while True:
            ids = [self._ids.get()]
            time.sleep(GATHER_SECONDS)
            with suppress(queue.Empty):
                while len(ids) < MOST_IDS:
                    ids.append(self._ids.get_nowait())
            try:
                for alone, most in ((False, IDS_PER_MESSAGE), (True, 1)):
                    some = [row_id for row_id, is_alone in ids if is_alone is alone]
                    if some and not self._broker.rests():
                        self._broker.send(some, most=most)
            except Exception:
                # The thread must go on: without it every row would wait for the sweep.
                logger.exception("courier_stumbled", rows=len(ids))
            finally:
                for _ in ids:
                    self._ids.task_done()


broker = Broker()
courier = Courier(broker)


def _begin_anew() -> None:
    """A forked process has no thread and shares no connection with its parent."""
    global broker, courier  # noqa: PLW0603 (what the process knows of the broker is its own)
    broker = Broker()
    courier = Courier(broker)


os.register_at_fork(after_in_child=_begin_anew)
