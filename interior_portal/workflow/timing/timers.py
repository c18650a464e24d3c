"""Which timers a case needs, and which it needs no longer. Pure; the calendar is passed in.

A timer is named by its kind and what it is about. It is set and dropped in the statement that writes
the change of its case, so that a case and its timers never disagree.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from interior_portal.workflow.context import Standing
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.routing import Route
from interior_portal.workflow.timing.calendar import add_working_minutes, working_minutes_between
from interior_portal.workflow.timing.deadline import ClockMove, Deadline, LoadCalendar

NEAR_BREACH, BREACH, TIMEOUT = "NEAR_BREACH", "BREACH", "TIMEOUT"
REFERRAL_DUE = "REFERRAL_DUE"  # about a question: its desk should have answered
KINDS = frozenset({NEAR_BREACH, BREACH, TIMEOUT, REFERRAL_DUE})  # all that the engine sets
EVERY_KIND = "*"
# A fifth of the promise is time enough to act and late enough not to become noise: one warning for
# each case that is really slow. Less than half an hour's notice would only say what comes anyway.
WARNED_SHARE, LEAST_WARNING_MINUTES = 5, 30


@dataclass(frozen=True, slots=True)
class Alarm:
    """A timer to be set. Setting one that is open already moves it."""

    kind: str
    about: str
    fires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class TimerChange:
    """What a write does to the timers of its case: first it drops, then it sets.

    `dropped` are kinds, or `KIND:about`, or `EVERY_KIND`. A `BREACH` that is due is never dropped: the
    promise was broken, whatever happens to the case before a sweep comes by.
    """

    dropped: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()


AS_THEY_ARE = TimerChange()


def named(kind: str, about: str) -> str:
    """One timer among those of its kind, as `TimerChange.dropped` names it."""
    return f"{kind}:{about}"


def change(
    standing: Standing, way: Route, move: ClockMove, at: dt.datetime, calendar: LoadCalendar
) -> TimerChange | None:
    """What a move does to the timers; None for most moves, which then cost nothing more."""
    if way.case_step.is_final:
        return TimerChange(dropped=(EVERY_KIND,))
    dropped: list[str] = []
    alarms: list[Alarm] = []
    if move.facts:
        dropped += (NEAR_BREACH, BREACH)
        alarms += of_clock(move.deadline, at, calendar, may_be_late=True)
    procedure = standing.procedure
    if procedure.has_timeouts:
        dropped += _timeouts_of(procedure, _left(standing, way))
        entered = (step.code for step in way.opened.values())
        alarms += of_steps(procedure, entered, at, calendar)
    return TimerChange(tuple(dropped), tuple(alarms)) if dropped or alarms else None


def at_start(
    procedure: Procedure, deadline: Deadline, at: dt.datetime, calendar: LoadCalendar
) -> TimerChange | None:
    """The timers with which a case begins."""
    alarms = (
        *of_clock(deadline, at, calendar),
        *of_steps(procedure, (procedure.initial,), at, calendar),
    )
    return TimerChange(alarms=alarms) if alarms else None


def of_clock(
    deadline: Deadline, at: dt.datetime, calendar: LoadCalendar, *, may_be_late: bool = False
) -> tuple[Alarm, ...]:
    """The breach of the promise and the warning before it, as long as both lie ahead.

    There is one warning for each promise: setting one that has fired sets nothing. A clock that ran before
    `may_be_late`: where a pause began before the sweep came by, the warning is due at once.
    """
    due_at = deadline.due_at
    if due_at is None or due_at <= at or deadline.clock_ended_at is not None:
        return ()
    breach = Alarm(BREACH, due_at.isoformat(), due_at)
    hours, promise = calendar(at), deadline.promise_minutes
    left = working_minutes_between(at, due_at, hours)
    warned = max(promise // WARNED_SHARE, LEAST_WARNING_MINUTES)
    if left <= warned and not (may_be_late and promise > warned):
        return (breach,)
    fires_at = add_working_minutes(at, left - warned, hours) if left > warned else at
    return Alarm(NEAR_BREACH, str(promise), fires_at), breach


def of_steps(
    procedure: Procedure, steps: Iterable[str], at: dt.datetime, calendar: LoadCalendar
) -> Iterator[Alarm]:
    """What happens by itself at steps that are entered."""
    for step in steps:
        for transition in procedure.transitions_from(step):
            if transition.after_minutes:
                fires_at = add_working_minutes(at, transition.after_minutes, calendar(at))
                yield Alarm(TIMEOUT, transition.code, fires_at)


def _timeouts_of(procedure: Procedure, steps: Iterable[str]) -> list[str]:
    return [
        named(TIMEOUT, transition.code)
        for step in steps
        for transition in procedure.transitions_from(step)
        if transition.after_minutes
    ]


def _left(standing: Standing, way: Route) -> set[str]:
    """The steps that a move leaves: all of them in the trunk, that of the branch within one."""
    places = standing.join.places if standing.join else {}
    if not way.branch:
        return {standing.case.step, *(place.step for place in places.values() if place.step)}
    left = {standing.step_in(way.branch) or ""}
    return left | {standing.case.step} if way.case_step.code != standing.case.step else left
