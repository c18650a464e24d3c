"""The sweep: what is due happens once, whoever sweeps, and a bad case never stops the others."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.db import connection
from time_machine import travel

from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow import checks, queries, registry, sweeping
from interior_portal.workflow.models import CaseEvent, Timer
from interior_portal.workflow.registry import DueTimer
from interior_portal.workflow.sweeping import Sweep, sweep_timers
from interior_portal.workflow.timing.timers import KINDS
from tests.workflow.timed import TIMED, begin_timed
from tests.workflow.trial import NOON, Cast, Trial, begin


@pytest.fixture(autouse=True)
def timed(registered: None) -> None:
    registry.register_procedure(TIMED)


def after(minutes: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


def swept(minutes: float, limit: int = 100) -> Sweep:
    with travel(after(minutes), tick=False):
        return sweep_timers(limit)


@pytest.fixture
def drafts(cast: Cast) -> list[Trial]:
    """Three drafts that will be forgotten after 5000 minutes."""
    with travel(NOON, tick=False):
        return [begin_timed(cast, key=f"draft-{number}") for number in range(3)]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[DueTimer]:
    """What a kind of the tests' own was told of; the engine's kinds stay as they are."""
    found: list[DueTimer] = []
    monkeypatch.setattr(registry, "_timer_kinds", {**registry._timer_kinds, "TRIAL": found.append})
    return found


def alarm(case: Trial, kind: str = "TRIAL", minutes: int = 10, about: str = "") -> Timer:
    return Timer.objects.create(
        case=case.case, kind=kind, about=about, fires_at=after(minutes), set_at=NOON
    )


def replace_kind(monkeypatch: pytest.MonkeyPatch, what: Callable[[DueTimer], None]) -> None:
    monkeypatch.setattr(registry, "_timer_kinds", {"TRIAL": what})


def test_a_transition_happens_by_itself_when_its_time_is_over(drafts: list[Trial]) -> None:
    assert swept(4999) == Sweep(fired=0, left=0, failed=0)
    assert swept(5000) == Sweep(fired=3, left=0, failed=0)
    assert [case.case.outcome for case in drafts] == ["lapsed"] * 3
    event = CaseEvent.objects.filter(case=drafts[0].case_id).latest("seq")
    assert (event.transition, event.actor_id, event.at) == ("forget_draft", None, after(5000))
    assert queries.verify_chain(drafts[0].case).damage == ()
    assert swept(6000) == Sweep(fired=0, left=0, failed=0)


def test_a_branch_moves_by_itself(cast: Cast) -> None:
    with travel(NOON, tick=False):
        case = begin_timed(cast)
        case.do("submit", cast.traveller)
    swept(400)
    assert case.case.step == "decision"


def test_a_kind_is_told_what_its_timer_was_set_for(cast: Cast, told: list[DueTimer]) -> None:
    timer = alarm(begin(cast), about="question")
    swept(10)
    assert told == [DueTimer(timer.pk, timer.case_id, "TRIAL", "question", after(10))]
    timer.refresh_from_db()
    assert timer.fired_at == after(10)


def test_the_most_overdue_come_first_and_the_rest_waits_for_the_next_sweep(
    cast: Cast, told: list[DueTimer]
) -> None:
    case = begin(cast)
    late = [alarm(case, minutes=m, about=str(m)) for m in (30, 10, 20)]
    assert swept(40, limit=2).fired == 2
    assert [timer.id for timer in told] == [late[1].pk, late[2].pk]
    swept(40)
    assert told[-1].id == late[0].pk


def test_one_bad_timer_stops_no_other(
    cast: Cast, told: list[DueTimer], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = begin(cast)
    bad, good = alarm(case, about="bad"), alarm(case, about="good", minutes=11)

    def fail(timer: DueTimer) -> None:
        if timer.about == "bad":
            Timer.objects.filter(pk=good.pk).update(about="undone with the failure")
            raise ValueError("somebody's name")
        told.append(timer)

    replace_kind(monkeypatch, fail)
    assert swept(20) == Sweep(fired=1, left=0, failed=1)
    assert [timer.about for timer in told] == ["good"]
    bad.refresh_from_db()
    assert (bad.fired_at, bad.attempts, bad.gave_up_at) == (None, 1, None)
    assert bad.last_error.startswith("ValueError at ")
    assert "somebody" not in bad.last_error


def test_a_refusal_is_a_failure_that_names_its_code(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_timer: DueTimer) -> None:
        raise Refused(Refusal("not_yet", "Not yet."))

    replace_kind(monkeypatch, refuse)
    timer = alarm(begin(cast))
    swept(10)
    timer.refresh_from_db()
    assert timer.last_error == "refused: not_yet"


def test_a_failure_rests_a_little_longer_each_time_and_is_given_up_after_the_eighth(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_timer: DueTimer) -> None:
        raise RuntimeError

    replace_kind(monkeypatch, fail)
    timer = alarm(begin(cast))
    minutes = 10.0
    for attempt in range(1, 9):
        assert swept(minutes).failed == 1
        rest = sweeping.pause_after(attempt).total_seconds() / 60
        assert swept(minutes + rest - 0.01) == Sweep(fired=0, left=0, failed=0)
        minutes += rest
    timer.refresh_from_db()
    assert (timer.attempts, timer.gave_up_at is not None) == (8, True)
    assert swept(minutes + 10_000) == Sweep(fired=0, left=0, failed=0)
    assert list(sweeping.given_up()) == [timer]


def test_an_unknown_kind_is_a_failure_that_says_so(cast: Cast) -> None:
    timer = alarm(begin(cast), kind="FORGOTTEN")
    assert swept(10) == Sweep(fired=0, left=0, failed=1)
    timer.refresh_from_db()
    assert (timer.attempts, timer.gave_up_at) == (1, None)
    assert timer.last_error == "no kind of timer is called FORGOTTEN"


@pytest.mark.faults
def test_a_worker_knows_every_kind() -> None:
    begin_as = "from interior_portal.celery import app; app.loader.import_default_modules()"
    ask = "from interior_portal.workflow import registry; print(*sorted(registry.timer_kinds()))"
    call = [sys.executable, "-c", f"{begin_as}; {ask}"]
    said = subprocess.run(call, check=True, capture_output=True, text=True)
    assert said.stdout.split() == sorted(KINDS)


def test_a_kind_that_the_engine_sets_and_nobody_registered_is_found_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert checks.check_timer_kinds(None) == []
    monkeypatch.delitem(registry._timer_kinds, "BREACH")
    (fault,) = checks.check_timer_kinds(None)
    assert fault.id == "workflow.E006"


class Killed(BaseException):
    """Passes everything, as the end of a process does."""


def test_a_timer_that_kills_its_worker_is_given_up(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(timer: DueTimer) -> None:
        assert Timer.objects.get(pk=timer.id).attempts == len(tries) + 1
        tries.append(timer)
        raise Killed

    tries: list[DueTimer] = []
    replace_kind(monkeypatch, kill)
    timer = alarm(begin(cast))
    minutes = 10.0
    for attempt in range(1, 9):
        with pytest.raises(Killed):
            swept(minutes)
        rest = sweeping.pause_after(attempt).total_seconds() / 60
        assert swept(minutes + rest - 0.01) == Sweep(fired=0, left=0, failed=0)
        minutes += rest
    timer.refresh_from_db()
    assert (timer.attempts, timer.fired_at, timer.gave_up_at) == (8, None, None)
    assert swept(minutes) == Sweep(fired=0, left=0, failed=1)
    timer.refresh_from_db()
    assert timer.gave_up_at == after(minutes)
    assert timer.last_error == "the worker died during every attempt"
    assert len(tries) == 8


def test_what_was_dropped_between_the_look_and_the_lock_does_not_fire(
    cast: Cast, told: list[DueTimer], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = begin(cast)
    first, second = alarm(case), alarm(case, minutes=11, about="second")

    def drop_the_other(timer: DueTimer) -> None:
        told.append(timer)
        Timer.objects.filter(pk=second.pk).update(dropped_at=after(12))

    replace_kind(monkeypatch, drop_the_other)
    assert swept(12) == Sweep(fired=1, left=1, failed=0)
    assert [timer.id for timer in told] == [first.pk]


def test_a_clock_that_jumps_neither_loses_nor_doubles_a_timer(
    cast: Cast, told: list[DueTimer]
) -> None:
    alarm(begin(cast), minutes=60)
    assert swept(-100_000).fired == 0
    assert swept(100_000).fired == 1
    assert swept(60).fired == 0
    assert swept(200_000).fired == 0
    assert len(told) == 1


def test_a_pause_written_by_a_clock_that_ran_ahead_is_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_timer: DueTimer) -> None:
        raise RuntimeError

    replace_kind(monkeypatch, fail)
    alarm(begin(cast))
    assert swept(500_000).failed == 1
    assert swept(20).failed == 1


def test_the_lag_is_that_of_the_most_overdue(cast: Cast, told: list[DueTimer]) -> None:
    case = begin(cast)
    alarm(case, minutes=5)
    alarm(case, minutes=9, about="later")
    with travel(after(12), tick=False):
        assert sweeping.lag() == dt.timedelta(minutes=7)
        sweep_timers()
        assert sweeping.lag() == dt.timedelta(0)


def test_due_timers_are_found_by_their_index(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "timer_waiting" in sweeping.due(NOON)[:10].explain()
