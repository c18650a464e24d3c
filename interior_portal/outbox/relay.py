"""Carries ids of rows to Celery. The rows are the truth, a message is a hint to look at one."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from interior_portal.outbox import broker, registry, runner
from interior_portal.outbox.models import OutboxRow

LEASE = dt.timedelta(seconds=60)
BATCH = 500

_is_here: ContextVar[bool] = ContextVar("is_here", default=False)


def nudge(ids: Sequence[int]) -> None:
    """Tell the workers about fresh rows; call it on commit.

    Returns at once and never raises: with the broker away the rows stay where they are and the
    sweep finds them.
    """
    _tell(ids, alone=False)


def nudge_alone(ids: Sequence[int]) -> None:
    """As `nudge`, of rows that are long work: each goes to whichever process is free."""
    _tell(ids, alone=True)


def _tell(ids: Sequence[int], *, alone: bool) -> None:
    if not _is_here.get():
        broker.courier.take(ids, alone=alone)
        return
    for row_id in ids:
        runner.run_row(row_id)


@contextmanager
def carrying_out_here() -> Iterator[None]:
    """Within the block this process carries out what it commits, at once and in order.

    For the demo, whose clock a worker would not know.
    """
    token = _is_here.set(True)
    try:
        yield
    finally:
        _is_here.reset(token)


def is_carrying_out_here() -> bool:
    """Whether this process carries out what it commits: nobody could take anything back meanwhile."""
    return _is_here.get()


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
        rows = list(forgotten.values_list("pk", "handler")[:limit])
        ids = [row_id for row_id, _handler in rows]
        OutboxRow.objects.filter(pk__in=ids).update(leased_until=Now() + LEASE)
    if not _sent(rows):
        OutboxRow.objects.filter(pk__in=ids).update(leased_until=None)
        return 0
    return len(ids)


def _sent(rows: Sequence[tuple[int, str]]) -> bool:
    """Whether the broker has all of them."""
    short = [row_id for row_id, handler in rows if not registry.is_long(handler)]
    long = [row_id for row_id, handler in rows if registry.is_long(handler)]
    if short and not broker.broker.send(short):
        return False
    return not long or broker.broker.send(long, most=1)


def drain(limit: int = 10_000, *, held: bool = False) -> int:
    """Carry out waiting rows in this process, oldest first; returns how many were done.

    Rows that handlers add are carried out too; with `held` also those that still wait for their first
    moment, as if it had come. For tests, the demo and `manage.py outbox drain`.
    """
    done = 0
    if held:
        waiting = OutboxRow.objects.filter(state=OutboxRow.State.PENDING, attempts=0)
        waiting.filter(available_at__gt=Now()).update(available_at=Now())
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
