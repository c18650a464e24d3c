"""Carries out one row: its effect and its being done are one commit."""

import datetime as dt
import enum
import traceback
from pathlib import PurePath

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from interior_portal.outbox import registry
from interior_portal.outbox.models import OutboxRow

MOST_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(seconds=5)
LONGEST_PAUSE = dt.timedelta(hours=1)

logger = structlog.get_logger(__name__)


class Outcome(enum.Enum):
    DONE = "done"
    FAILED = "failed"
    DEAD = "dead"
    SKIPPED = "skipped"


class UnknownHandler(LookupError):
    """No app registered the handler that the row names."""


def run_row(row_id: int) -> Outcome:
    """Carry out the row if it waits and nobody else holds it; safe to call twice or at once.

    The attempt is counted in a commit of its own before it starts, so that an effect which kills
    its worker is given up too. The effect then runs in one transaction with the mark that it is
    done. Whatever the handler raises is a failed attempt: undone, and tried again later.
    """
    attempt = _begin_attempt(row_id)
    if attempt == 0:
        return Outcome.SKIPPED
    if attempt > MOST_ATTEMPTS:
        return _record_failure(row_id, attempt, "the worker died during every attempt")
    try:
        with transaction.atomic():
            return _carry_out(row_id)
    except UnknownHandler as error:
        return _record_failure(row_id, MOST_ATTEMPTS, str(error))
    except Exception as error:  # noqa: BLE001 (a handler may fail in any way; the row remembers it)
        return _record_failure(row_id, attempt, describe(error))


def pause_after(attempt: int) -> dt.timedelta:
    """5 s, 20 s, 80 s ... between attempts, never more than an hour: about 2.5 hours in all."""
    pause: dt.timedelta = min(FIRST_PAUSE * 4 ** (attempt - 1), LONGEST_PAUSE)
    return pause


def _due(row_id: int) -> QuerySet[OutboxRow]:
    return OutboxRow.objects.select_for_update(skip_locked=True).filter(
        pk=row_id, state=OutboxRow.State.PENDING, available_at__lte=Now()
    )


def _begin_attempt(row_id: int) -> int:
    """The number of the attempt that starts now, from 1; 0 when there is nothing to do."""
    with transaction.atomic():
        row = _due(row_id).only("attempts").first()
        if row is None:
            return 0
        row.attempts += 1
        row.save(update_fields=["attempts"])
        return row.attempts


def _carry_out(row_id: int) -> Outcome:
    row = _due(row_id).first()
    if row is None:
        return Outcome.SKIPPED
    function = registry.find_handler(row.handler)
    if function is None:
        raise UnknownHandler(f"no handler is called {row.handler}")
    function(row.payload)
    OutboxRow.objects.filter(pk=row_id).update(
        state=OutboxRow.State.DONE, done_at=Now(), leased_until=None, last_error=""
    )
    return Outcome.DONE


def _record_failure(row_id: int, attempt: int, error: str) -> Outcome:
    dead = attempt >= MOST_ATTEMPTS
    if dead:
        _give_up(row_id, error)
    else:
        waiting = OutboxRow.objects.filter(pk=row_id, state=OutboxRow.State.PENDING)
        later = Now() + pause_after(attempt)
        waiting.update(available_at=later, leased_until=None, last_error=error)
    log = logger.error if dead else logger.warning
    log("outbox_attempt_failed", row=row_id, attempt=attempt, dead=dead, error=error)
    return Outcome.DEAD if dead else Outcome.FAILED


@transaction.atomic
def _give_up(row_id: int, error: str) -> None:
    """Mark it dead and tell whom it concerns; where that goes wrong it is dead all the same."""
    waiting = OutboxRow.objects.select_for_update().filter(state=OutboxRow.State.PENDING)
    row = waiting.filter(pk=row_id).first()
    if row is None:
        return
    row.state, row.leased_until, row.last_error = OutboxRow.State.DEAD, None, error
    row.save(update_fields=["state", "leased_until", "last_error"])
    if tell := registry.find_given_up(row.handler):
        stumbled = _stumbles(tell, row)
        if stumbled:
            logger.error("giving_up_not_told", row=row_id, error=stumbled)


def _stumbles(tell: registry.Handler, row: OutboxRow) -> str:
    """Call it; where it arose when that goes wrong, and nothing of it stays then."""
    try:
        with transaction.atomic():
            tell(row.payload)
    except Exception as error:  # noqa: BLE001 (as above: it may fail in any way)
        return describe(error)
    return ""


def describe(error: Exception) -> str:
    """The kind of error and where it arose; never its words, which may hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)
    place = "/".join(PurePath(frames[-1].filename).parts[-3:])
    return f"{type(error).__name__} at {place}:{frames[-1].lineno}"
