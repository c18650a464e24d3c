"""The clock of a case: a pause moves the deadline by the working time it lasted, not by a minute more."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from interior_portal.workflow.procedures import Clock, Owner, Step
from interior_portal.workflow.timing import deadline
from interior_portal.workflow.timing.calendar import WorkingCalendar, working_minutes_between
from interior_portal.workflow.timing.deadline import Deadline
from tests.workflow.test_calendar import (
    CALENDARS,
    MOMENTS,
    WEEK,
    brute_add,
    brute_between,
    calendar,
    local,
)


def step(clock: Clock, reason: str = "") -> Step:
    return Step(code="any", label="any", owner=Owner.SYSTEM, clock=clock, pause_reason=reason)


RUNS, ENDED, DRAFT = step(Clock.RUNS), step(Clock.ENDED), step(Clock.NOT_STARTED)
PAUSED = step(Clock.PAUSED, "awaiting_applicant")
OTHER_PAUSE = step(Clock.PAUSED, "awaiting_other_body")
HOURS = calendar((WEEK,))
NEW = Deadline(promise_minutes=600)


def enter(clock: Deadline, step: Step, at: dt.datetime, hours: WorkingCalendar = HOURS) -> Deadline:
    return deadline.enter(clock, step, at, lambda _since: hours).deadline


def test_the_promise_starts_with_the_first_step_that_runs() -> None:
    submitted = local("2026-11-21 10:00")  # a Saturday, a working day
    drafted = enter(NEW, DRAFT, submitted - dt.timedelta(days=9))
    assert drafted == NEW
    move = deadline.enter(drafted, RUNS, submitted, lambda _since: HOURS)
    due_at = local("2026-11-22 13:00")  # 5 hours on Saturday, 5 on Sunday
    assert move.deadline == replace(NEW, received_at=submitted, due_at=due_at)
    facts = {
        "started": True,
        "promise_minutes": 600,
        "due_at": due_at.astimezone(dt.UTC).isoformat(),
    }
    assert move.facts == facts


def test_from_one_running_step_to_another_nothing_moves_and_no_calendar_is_read() -> None:
    running = enter(NEW, RUNS, local("2026-11-21 10:00"))

    def must_not_be_asked(_since: dt.datetime) -> WorkingCalendar:
        raise AssertionError

    move = deadline.enter(running, RUNS, local("2026-11-21 11:00"), must_not_be_asked)
    assert (move.deadline, move.facts) == (running, {})


def test_a_pause_keeps_what_is_left_and_says_so() -> None:
    running = enter(NEW, RUNS, local("2026-11-21 10:00"))
    at = local("2026-11-21 12:00")
    move = deadline.enter(running, PAUSED, at, lambda _since: HOURS)
    assert move.deadline == replace(
        running, due_at=None, paused_at=at, pause_reason="awaiting_applicant", remaining_minutes=480
    )
    assert move.facts == {"paused": "awaiting_applicant", "remaining_minutes": 480}


def test_running_on_moves_the_deadline_by_the_paused_working_time() -> None:
    running = enter(NEW, RUNS, local("2026-11-21 10:00"))
    paused = enter(running, PAUSED, local("2026-11-21 12:00"))
    at = local("2026-11-23 09:30")  # 3 h left of Saturday, 7 h Sunday, 1.5 h Monday: 690 minutes
    move = deadline.enter(paused, RUNS, at, lambda _since: HOURS)
    due_at = local("2026-11-24 10:30")  # 5.5 h of Monday, 2.5 h of Tuesday: 480 minutes
    assert move.deadline == replace(running, due_at=due_at, paused_minutes_total=690)
    assert move.facts == {
        "resumed": True,
        "paused_minutes": 690,
        "due_at": due_at.astimezone(dt.UTC).isoformat(),
    }


def test_another_reason_goes_on_with_the_same_pause() -> None:
    running = enter(NEW, RUNS, local("2026-11-21 10:00"))
    paused = enter(running, PAUSED, local("2026-11-21 12:00"))
    move = deadline.enter(paused, OTHER_PAUSE, local("2026-11-22 12:00"), lambda _since: HOURS)
    assert move.deadline == replace(paused, pause_reason="awaiting_other_body")
    assert move.facts == {"paused": "awaiting_other_body"}
    again = deadline.enter(paused, PAUSED, local("2026-11-22 12:00"), lambda _since: HOURS)
    assert (again.deadline, again.facts) == (paused, {})


def test_what_was_overdue_before_a_pause_stays_overdue_by_as_much() -> None:
    running = enter(NEW, RUNS, local("2026-11-21 10:00"))  # due on the 22nd at 13:00
    paused = enter(running, PAUSED, local("2026-11-22 14:00"))
    assert paused.remaining_minutes == -60
    resumed = enter(paused, RUNS, local("2026-11-23 10:00"))  # paused 1 h + 2 h
    assert resumed.due_at == local("2026-11-23 09:00")
    assert working_minutes_between(resumed.due_at, local("2026-11-23 10:00"), HOURS) == 60


def test_the_end_keeps_the_deadline_that_it_is_measured_by() -> None:
    running = enter(NEW, RUNS, local("2026-11-21 10:00"))
    at = local("2026-11-21 14:00")
    ended = enter(running, ENDED, at)
    assert ended == replace(running, clock_ended_at=at)
    later = deadline.enter(ended, ENDED, at + dt.timedelta(days=1), lambda _since: HOURS)
    assert (later.deadline, later.facts) == (ended, {})


def test_an_end_during_a_pause_ends_the_pause_too() -> None:
    running = enter(NEW, RUNS, local("2026-11-21 10:00"))
    paused = enter(running, PAUSED, local("2026-11-21 12:00"))
    at = local("2026-11-22 09:00")
    ended = enter(paused, ENDED, at)
    assert ended == replace(enter(paused, RUNS, at), clock_ended_at=at)


def test_a_draft_that_ends_never_had_a_deadline() -> None:
    at = local("2026-11-21 10:00")
    move = deadline.enter(NEW, ENDED, at, lambda _since: HOURS)
    assert move.deadline == replace(NEW, clock_ended_at=at)
    assert move.facts == {"ended": True}


def test_a_clock_that_is_paused_at_once_has_begun_and_keeps_the_whole_promise() -> None:
    at = local("2026-11-21 10:00")
    move = deadline.enter(NEW, PAUSED, at, lambda _since: HOURS)
    assert move.deadline == replace(
        NEW,
        received_at=at,
        paused_at=at,
        pause_reason=PAUSED.pause_reason,
        remaining_minutes=NEW.promise_minutes,
    )
    assert move.facts["started"]
    assert move.facts["remaining_minutes"] == NEW.promise_minutes


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, st.lists(st.integers(0, 2000), max_size=5), st.integers(1, 1500))
def test_the_deadline_is_the_promise_plus_all_paused_working_time(
    hours: WorkingCalendar, begun: dt.datetime, waits: list[int], promise: int
) -> None:
    """Whatever the pauses: the due moment is where a minute-by-minute count of promise and pauses ends."""
    if brute_add(begun, promise, hours) is None:
        return
    clock, at, paused_total = enter(Deadline(promise), RUNS, begun, hours), begun, 0
    for number, wait in enumerate(waits):
        since, at = at, at + dt.timedelta(minutes=wait, seconds=7)
        if number % 2:
            paused_total += brute_between(since, at, hours)
        clock = enter(clock, RUNS if number % 2 else PAUSED, at, hours)
    assert clock.paused_minutes_total == paused_total
    expected = brute_add(begun, promise + paused_total, hours)
    if clock.paused_at is None and expected is not None:
        assert clock.due_at == expected


MOVES = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "extend"]), st.integers(0, 900)), max_size=6
)


@settings(max_examples=25, deadline=None)
@given(CALENDARS, MOMENTS, MOVES, st.integers(1, 900), st.integers(1, 300))
def test_any_sequence_of_moves_ends_where_a_count_of_minutes_ends(
    hours: WorkingCalendar,
    begun: dt.datetime,
    moves: list[tuple[str, int]],
    promise: int,
    extra: int,
) -> None:
    """Start, pauses, extensions and the end: due is where promise, extensions and pauses have passed."""
    longest = promise + extra * len(moves) + sum(wait + 1 for _move, wait in moves)
    if brute_add(begun, longest, hours) is None:
        return
    clock, at = enter(Deadline(promise), RUNS, begun, hours), begun
    paused_total = 0
    for move, wait in (*moves, ("end", 5)):
        since, at = at, at + dt.timedelta(minutes=wait, seconds=11)
        if clock.paused_at is not None:
            paused_total += brute_between(since, at, hours)
        if move == "extend":
            promise += extra
            clock = deadline.extend(clock, extra, lambda _since: hours).deadline
        else:
            clock = enter(clock, {"pause": PAUSED, "resume": RUNS}.get(move, ENDED), at, hours)
    assert clock.due_at == brute_add(begun, promise + paused_total, hours)
    assert (clock.clock_ended_at, clock.promise_minutes) == (at, promise)
