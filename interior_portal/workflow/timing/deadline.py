"""The promise of a case: when it starts, pauses, runs on and ends. Pure; the calendar is passed in."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from interior_portal.workflow.procedures import Clock, Step
from interior_portal.workflow.timing.calendar import (
    WorkingCalendar,
    add_working_minutes,
    working_minutes_between,
)

# Loads the calendar of the case's unit with the holidays from a moment on. Called only when needed.
LoadCalendar = Callable[[dt.datetime], WorkingCalendar]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The clock of one case. While it is paused `due_at` is None and `remaining_minutes` is kept;
    negative remaining minutes were overdue before the pause.
    """

    promise_minutes: int
    received_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    paused_at: dt.datetime | None = None
    pause_reason: str = ""
    remaining_minutes: int | None = None
    paused_minutes_total: int = 0
    clock_ended_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockMove:
    """The clock after a move, and what the event says of it (empty when nothing changed)."""

    deadline: Deadline
    facts: dict[str, Any]


def enter(deadline: Deadline, step: Step, at: dt.datetime, calendar: LoadCalendar) -> ClockMove:
    """The clock once the case stands at `step`."""
    if step.clock is Clock.RUNS:
        if deadline.received_at is None:
            return _start(deadline, at, calendar)
        return _resume(deadline, at, calendar)
    if step.clock is Clock.PAUSED:
        begun = deadline.received_at is not None
        started = ClockMove(deadline, {}) if begun else _start(deadline, at, calendar)
        paused = _pause(started.deadline, step.pause_reason, at, calendar)
        return ClockMove(paused.deadline, {**started.facts, **paused.facts})
    if step.clock is Clock.ENDED and deadline.clock_ended_at is None:
        resumed = _resume(deadline, at, calendar)
        ended = replace(resumed.deadline, clock_ended_at=at)
        return ClockMove(ended, {**resumed.facts, "ended": True})
    return ClockMove(deadline, {})


def _start(deadline: Deadline, at: dt.datetime, calendar: LoadCalendar) -> ClockMove:
    due_at = add_working_minutes(at, deadline.promise_minutes, calendar(at))
    started = replace(deadline, received_at=at, due_at=due_at)
    facts = {"started": True, "promise_minutes": deadline.promise_minutes}
    return ClockMove(started, {**facts, "due_at": due_at.isoformat()})


def _pause(deadline: Deadline, reason: str, at: dt.datetime, calendar: LoadCalendar) -> ClockMove:
    if deadline.paused_at is not None:
        if deadline.pause_reason == reason:
            return ClockMove(deadline, {})
        return ClockMove(replace(deadline, pause_reason=reason), {"paused": reason})
    due_at = _known(deadline.due_at)
    hours = calendar(min(at, due_at))
    remaining = working_minutes_between(at, due_at, hours)
    if not remaining:
        remaining = -working_minutes_between(due_at, at, hours)
    paused = replace(
        deadline, due_at=None, paused_at=at, pause_reason=reason, remaining_minutes=remaining
    )
    return ClockMove(paused, {"paused": reason, "remaining_minutes": remaining})


def _resume(deadline: Deadline, at: dt.datetime, calendar: LoadCalendar) -> ClockMove:
    if deadline.paused_at is None or deadline.remaining_minutes is None:
        return ClockMove(deadline, {})
    received_at = _known(deadline.received_at)
    hours = calendar(received_at)
    paused_minutes = working_minutes_between(deadline.paused_at, at, hours)
    total = deadline.paused_minutes_total + paused_minutes
    if deadline.remaining_minutes > 0:
        due_at = add_working_minutes(at, deadline.remaining_minutes, hours)
    else:  # overdue before the pause: the deadline lies behind us, moved by what was paused
        due_at = add_working_minutes(received_at, deadline.promise_minutes + total, hours)
    resumed = replace(
        deadline,
        due_at=due_at,
        paused_at=None,
        pause_reason="",
        remaining_minutes=None,
        paused_minutes_total=total,
    )
    facts = {"resumed": True, "paused_minutes": paused_minutes, "due_at": due_at.isoformat()}
    return ClockMove(resumed, facts)


def extend(deadline: Deadline, minutes: int, calendar: LoadCalendar) -> ClockMove:
    """More working time for a clock that has started and not ended; a paused one gets it when it runs on.

    The facts name both deadlines; while it is paused there are none to name.
    """
    longer = replace(deadline, promise_minutes=deadline.promise_minutes + minutes)
    if deadline.remaining_minutes is not None:
        remaining = deadline.remaining_minutes + minutes
        return ClockMove(
            replace(longer, remaining_minutes=remaining), {"remaining_minutes": remaining}
        )
    before = _known(deadline.due_at)
    due_at = add_working_minutes(before, minutes, calendar(before))
    facts = {"due_before": before.isoformat(), "due_at": due_at.isoformat()}
    return ClockMove(replace(longer, due_at=due_at), facts)


def _known(moment: dt.datetime | None) -> dt.datetime:
    """A running clock has a start and an end: the table's constraints say so too."""
    if moment is None:
        message = "the clock of this case does not run"
        raise ValueError(message)
    return moment
