"""Carries ids of rows to Celery. The rows are the truth, a message is a hint to look at one."""

import datetime as dt
import threading
import time
from collections.abc import Sequence

import structlog
from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from kombu import pools
from kombu.exceptions import KombuError, LimitExceeded
from redis.exceptions import RedisError

from interior_portal.outbox import runner
from interior_portal.outbox.models import OutboxRow

LEASE = dt.timedelta(seconds=60)
BATCH = 500
BROKER_REST_SECONDS = 10.0
# A request waits for a broker that does not answer this long, once in BROKER_REST_SECONDS.
BROKER_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 0.3, "socket_timeout": 0.5}
_PRODUCERS = 16

logger = structlog.get_logger(__name__)


class _Broker:
    """The broker as this process knows it: after a failure it is left alone for a while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._producers = pools.Producers(limit=_PRODUCERS)
        self._rests_until = 0.0

    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def send(self, ids: Sequence[int]) -> bool:
        """Whether every id reached the broker; never raises for a broker that is away."""
        connection = current_app.connection_for_write(transport_options=BROKER_OPTIONS)
        try:
            with self._producers[connection].acquire(block=True, timeout=0.5) as producer:
                for row_id in ids:
                    current_app.send_task(
                        "outbox.run_row",
                        args=[row_id],
                        producer=producer,
                        retry=False,
                        ignore_result=True,
                    )
        except (KombuError, LimitExceeded, RedisError, OSError) as error:
            with self._lock:
                self._rests_until = time.monotonic() + BROKER_REST_SECONDS
            logger.warning("broker_away", error=type(error).__name__, rows=len(ids))
            return False
        return True


_broker = _Broker()


def nudge(ids: Sequence[int]) -> None:
    """Tell the workers about fresh rows; call it on commit.

    Never raises and never waits longer than `BROKER_OPTIONS` says: with the broker away the rows
    stay where they are and the sweep finds them.
    """
    if ids and not _broker.rests():
        _broker.send(ids)


def sweep(limit: int = BATCH) -> int:
    """Send waiting rows that nobody is carrying out; returns how many.

    A row sent is leased, so that the next sweeps leave it alone until `LEASE` is over; a row that a
    worker holds is locked and skipped.
    """
    with transaction.atomic():
        forgotten = (
            OutboxRow.objects.select_for_update(skip_locked=True)
            .filter(state=OutboxRow.State.PENDING, available_at__lte=Now())
            .filter(Q(leased_until=None) | Q(leased_until__lt=Now()))
            .order_by("available_at", "id")
        )
        ids = list(forgotten.values_list("pk", flat=True)[:limit])
        OutboxRow.objects.filter(pk__in=ids).update(leased_until=Now() + LEASE)
    if ids and not _broker.send(ids):
        OutboxRow.objects.filter(pk__in=ids).update(leased_until=None)
        return 0
    return len(ids)


def drain(limit: int = 10_000) -> int:
    """Carry out waiting rows in this process, oldest first; returns how many were done.

    Rows that handlers add are carried out too. For tests, the demo and `manage.py outbox drain`.
    """
    done = 0
    tried: set[int] = set()
    while len(tried) < limit:
        waiting = OutboxRow.objects.filter(state=OutboxRow.State.PENDING, available_at__lte=Now())
        ids = waiting.exclude(pk__in=tried).order_by("available_at", "id")
        batch = list(ids.values_list("pk", flat=True)[: min(BATCH, limit - len(tried))])
        if not batch:
            break
        tried.update(batch)
        done += sum(runner.run_row(row_id) is runner.Outcome.DONE for row_id in batch)
    return done
