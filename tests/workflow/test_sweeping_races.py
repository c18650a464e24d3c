"""Sweepers and clerks at once, on real connections."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import transaction
from time_machine import travel

from interior_portal.outbox import relay
from interior_portal.workflow import engine, registry, sweeping
from interior_portal.workflow.models import CaseEvent, Timer
from interior_portal.workflow.registry import DueTimer
from interior_portal.workflow.sql import read
from interior_portal.workflow.sweeping import Sweep, sweep_timers
from tests.workflow.test_races import at_once, outcome
from tests.workflow.test_sweeping import after
from tests.workflow.timed import TIMED, begin_timed
from tests.workflow.trial import NOON, Cast, make_cast

CASES, SWEEPERS = 30, 4


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    registry.register_procedure(TIMED)
    return make_cast()


def test_several_sweepers_fire_each_timer_once(cast: Cast) -> None:
    with travel(NOON, tick=False):
        for number in range(CASES):
            begin_timed(cast, key=str(number))
    with travel(after(5000), tick=False):
        sweeps: list[Sweep] = at_once([sweep_timers] * SWEEPERS)
        sweeps.append(sweep_timers())
    assert sum(sweep.fired for sweep in sweeps) == CASES
    assert sum(sweep.failed for sweep in sweeps) == 0
    events = CaseEvent.objects.filter(transition="forget_draft").values_list("case", flat=True)
    assert set(Counter(events).values()) == {1}
    assert len(events) == CASES


def test_a_case_that_somebody_works_on_is_left_for_the_next_sweep(cast: Cast) -> None:
    with travel(NOON, tick=False):
        busy, free = begin_timed(cast, key="busy"), begin_timed(cast, key="free")
    with travel(after(5000), tick=False):
        with transaction.atomic():
            busy.do("submit", cast.traveller)
            swept: list[Sweep] = []
            thread = threading.Thread(target=lambda: swept.append(outcome(sweep_timers)))
            thread.start()
            thread.join(timeout=20)
        assert swept == [Sweep(fired=1, left=1, failed=0)]
        assert sweep_timers().fired == 0
    assert (busy.case.step, free.case.step) == ("checking", "lapsed")


def test_what_is_left_to_others_is_no_try(cast: Cast) -> None:
    with travel(NOON, tick=False):
        case = begin_timed(cast)
    with travel(after(5000), tick=False):
        for _sweep in range(sweeping.MOST_ATTEMPTS + 1):
            with transaction.atomic():
                read.lock(read.Question(by=None, case_id=case.case_id))
                with ThreadPoolExecutor(1) as threads:
                    swept = threads.submit(outcome, sweep_timers).result(timeout=20)
            assert swept == Sweep(fired=0, left=1, failed=0)
        assert Timer.objects.get(about="forget_draft").attempts == 0
        assert sweep_timers().fired == 1


def test_a_try_is_counted_in_a_commit_of_its_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(timer: DueTimer) -> None:
        with ThreadPoolExecutor(1) as threads:
            seen = partial(outcome, lambda: Timer.objects.get(pk=timer.id).attempts)
            tries.append(threads.submit(seen).result(timeout=20))

    tries: list[int] = []
    monkeypatch.setattr(registry, "_timer_kinds", {"TIMEOUT": look})
    with travel(NOON, tick=False):
        begin_timed(cast)
    with travel(after(5000), tick=False):
        sweep_timers()
    assert tries == [1]


def test_the_applicant_and_the_sweep_at_once_one_of_them_wins(cast: Cast) -> None:
    with travel(NOON, tick=False):
        drafts = [begin_timed(cast, key=str(number)) for number in range(10)]
    with travel(after(5000), tick=False):
        sends = [
            partial(
                engine.advance,
                case_id=draft.case_id,
                transition="submit",
                by=cast.traveller,
                version=1,
                key="send",
            )
            for draft in drafts
        ]
        for send in sends:
            at_once([send, sweep_timers])
        sweep_timers()
    for draft in drafts:
        steps = list(CaseEvent.objects.filter(case=draft.case_id, seq=2).values_list("to_step"))
        assert steps in ([("checking",)], [("lapsed",)])
        open_draft_timers = Timer.objects.filter(
            case=draft.case_id, about="forget_draft", fired_at=None, dropped_at=None
        )
        assert not open_draft_timers.exists()
