"""Carries out timers that are due, each in a transaction of its own; beat only wakes it.

Several sweeps at once are safe: the case is locked first, as everywhere, then the timer, and only what
is still open and due by then is carried out. A case that somebody is working on is left for the next
sweep. Each try is counted in a commit of its own before it starts, so that a timer that kills its
worker is given up like any that fails: after the eighth try, a little longer apart each time. It stays
open and visible, and the others go on.
"""

import datetime as dt
import enum
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from interior_portal.outbox.runner import describe
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import registry
from interior_portal.workflow.models import Case, Timer

BATCH = 500
MOST_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(seconds=20)
LONGEST_PAUSE = dt.timedelta(hours=1)

logger = structlog.get_logger(__name__)


class Outcome(enum.Enum):
    """What became of a timer that was found due."""

    FIRED = "fired"
    LEFT = "left"
    FAILED = "failed"
    GAVE_UP = "gave_up"


@dataclass(frozen=True, slots=True)
class Sweep:
    """How many timers were carried out, left to others or to the next sweep, and failed."""

    fired: int
    left: int
    failed: int


def sweep_timers(limit: int = BATCH) -> Sweep:
    """Carry out what is due, the most overdue first, at most `limit` timers."""
    candidates = list(due(clock.now()).values_list("pk", "case_id", "attempts")[:limit])
    outcomes = [_fire(pk, case_id, attempts) for pk, case_id, attempts in candidates]
    failed = sum(outcome in {Outcome.FAILED, Outcome.GAVE_UP} for outcome in outcomes)
    return Sweep(outcomes.count(Outcome.FIRED), outcomes.count(Outcome.LEFT), failed)


def due(at: dt.datetime) -> QuerySet[Timer]:
    """What a sweep at this moment takes, the most overdue first.

    A pause that ends later than any pause lasts was written by a clock that ran ahead: it is over.
    """
    is_rested = Q(retry_at=None) | Q(retry_at__lte=at) | Q(retry_at__gt=at + LONGEST_PAUSE)
    return waiting().filter(is_rested, fires_at__lte=at).order_by("fires_at", "pk")


def waiting() -> QuerySet[Timer]:
    """Timers that have neither fired nor been dropped or given up."""
    return Timer.objects.filter(fired_at=None, dropped_at=None, gave_up_at=None)


def given_up() -> QuerySet[Timer]:
    """Timers that failed too often and wait for somebody to look, oldest first."""
    return Timer.objects.filter(fired_at=None, dropped_at=None, gave_up_at__isnull=False).order_by(
        "gave_up_at", "pk"
    )


def lag() -> dt.timedelta:
    """How long the most overdue timer has waited for a sweep; zero when none has."""
    at = clock.now()
    oldest = waiting().filter(retry_at=None, fires_at__lte=at).order_by("fires_at").first()
    return at - oldest.fires_at if oldest else dt.timedelta(0)


def pause_after(attempt: int) -> dt.timedelta:
    """20 s, 40 s, 80 s ... between tries, never more than an hour: about 45 minutes in all."""
    pause: dt.timedelta = min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
    return pause


def _fire(timer_id: int, case_id: int, before: int) -> Outcome:
    """`before` is how often it was tried until now."""
    attempt = before + 1
    if not _begin_attempt(timer_id, attempt):
        return Outcome.LEFT
    if attempt > MOST_ATTEMPTS:
        return _record_failure(timer_id, attempt, "the worker died during every attempt")
    try:
        with transaction.atomic():
            outcome = _carry_out(timer_id, case_id)
    except Refused as refused:
        return _record_failure(timer_id, attempt, f"refused: {refused.refusal.code}")
    except registry.UnknownTimerKind as error:
        return _record_failure(timer_id, attempt, str(error))
    except Exception as error:  # noqa: BLE001 (whatever it was: the others must go on)
        return _record_failure(timer_id, attempt, describe(error))
    if outcome is Outcome.LEFT:
        _take_back_attempt(timer_id, attempt)
    return outcome


@transaction.atomic
def _begin_attempt(timer_id: int, attempt: int) -> bool:
    """Count a try; until its pause is over no other sweep begins the next. Waits for nobody."""
    at = clock.now()
    free = due(at).select_for_update(skip_locked=True).filter(pk=timer_id, attempts=attempt - 1)
    pause = pause_after(min(attempt, MOST_ATTEMPTS))
    return _unlocked(free).update(attempts=attempt, retry_at=at + pause) == 1


@transaction.atomic
def _take_back_attempt(timer_id: int, attempt: int) -> None:
    """What was left to others was no try."""
    left = waiting().select_for_update(skip_locked=True).filter(pk=timer_id, attempts=attempt)
    _unlocked(left).update(attempts=F("attempts") - 1, retry_at=None)


def _unlocked(locking: QuerySet[Timer]) -> QuerySet[Timer]:
    """Those of the rows that nobody else holds: to be changed in the statement that locks them."""
    return Timer.objects.filter(pk__in=locking.order_by().values("pk"))


def _carry_out(timer_id: int, case_id: int) -> Outcome:
    """Case before timer, as every verb does; whoever has the case locked may be dropping the timer."""
    locked = Case.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=case_id)
    if locked.values_list("pk", flat=True).first() is None:
        return Outcome.LEFT
    at = clock.now()
    open_still = waiting().select_for_update(skip_locked=True)
    timer = open_still.filter(pk=timer_id, fires_at__lte=at).first()
    if timer is None:
        return Outcome.LEFT
    when_due = registry.get_timer_kind(timer.kind)
    Timer.objects.filter(pk=timer.pk).update(fired_at=at, last_error="")
    when_due(registry.DueTimer(timer.pk, case_id, timer.kind, timer.about, timer.fires_at))
    return Outcome.FIRED


def _record_failure(timer_id: int, attempt: int, error: str) -> Outcome:
    at, has_given_up = clock.now(), attempt >= MOST_ATTEMPTS
    waiting().filter(pk=timer_id).update(
        attempts=attempt,
        last_error=error,
        retry_at=at + pause_after(attempt),
        gave_up_at=at if has_given_up else None,
    )
    log = logger.error if has_given_up else logger.warning
    log("timer_failed", timer=timer_id, attempt=attempt, gave_up=has_given_up, error=error)
    return Outcome.GAVE_UP if has_given_up else Outcome.FAILED
