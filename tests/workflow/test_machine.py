"""Whatever people try, in whatever order: no illegal step, and a ledger that tells it all."""

import datetime as dt
from typing import Any

import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from interior_portal.shared.refusals import Refused
from interior_portal.tallies.models import TallyDelta
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import Case, CaseEvent, WorkItem
from interior_portal.workflow.procedures import Clock, Owner
from tests.workflow.trial import PERMIT, TRANSITIONS, Cast, begin

BEGUN = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
# Those who can do something come more often, so that cases get far.
ACTORS = st.sampled_from(
    ["officer", "traveller", "second"] * 3 + ["rival", "clerk", "head", "stranger", None]
)
MOVES = st.sampled_from([transition.code for transition in TRANSITIONS])


class OneCase(RuleBasedStateMachine):
    """Anybody tries anything. What the engine allows is held against a model that knows the law."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.now = time_machine.travel(BEGUN, tick=False)
        self.clock = self.now.start()
        newest = TallyDelta.objects.order_by("-pk").first()
        self.counted_before = newest.pk if newest else 0
        self.case_id = begin(self.cast, key=f"machine-{Case.objects.count()}").case_id
        self.step, self.version, self.keys = "draft", 1, 0
        self.holder: int | None = None
        self.proposed_by: int | None = None
        self.done: list[dict[str, Any]] = []

    def person(self, name: str | None) -> Any:
        return getattr(self.cast, name) if name else None

    @rule(minutes=st.integers(0, 3000))
    def time_passes(self, minutes: int) -> None:
        self.clock.shift(dt.timedelta(minutes=minutes))

    @rule(move=MOVES, name=ACTORS, late=st.integers(0, 1))
    def somebody_moves(self, move: str, name: str | None, late: int) -> None:
        by = self.person(name)
        self.keys += 1
        request = {
            "case_id": self.case_id,
            "transition": move,
            "by": by,
            "version": max(self.version - late, 1),
            "key": f"key-{self.keys}",
        }
        is_allowed = self.version == request["version"] and self.law_allows(move, name)
        try:
            advance = engine.advance(**request)
        except Refused:
            assert not is_allowed
            return
        assert is_allowed
        assert not advance.replayed
        self.step, self.version = PERMIT.transition(move).target, self.version + 1
        self.holder = None
        self.proposed_by = by.pk if move == "propose" else self.proposed_by
        self.done.append(request)

    @rule()
    def the_applicant_sends_it(self) -> None:
        """A rule of its own, for without it nothing else can happen to a case."""
        self.somebody_moves(move="submit", name="traveller", late=0)

    @rule(choice=st.integers(0, 100))
    def a_request_comes_again(self, choice: int) -> None:
        if self.done:
            request = self.done[choice % len(self.done)]
            assert engine.advance(**request).replayed

    @rule(name=ACTORS.filter(bool))
    def somebody_takes(self, name: str) -> None:
        item = WorkItem.objects.filter(case=self.case_id).last()
        by = self.person(name)
        if item is None:
            return
        may = name in {"officer", "second"} and self.holder in {None, by.pk}
        if self.step == "second_review" and self.proposed_by == by.pk:
            may = False  # they could do nothing with it
        try:
            engine.claim(item_id=item.pk, by=by)
        except Refused:
            assert not (may and item.closed_at is None)
            return
        assert may
        assert item.closed_at is None
        self.holder = by.pk

    @rule(name=ACTORS)
    def somebody_puts_back(self, name: str | None) -> None:
        item = WorkItem.objects.filter(case=self.case_id, closed_at=None).first()
        if item is None or self.holder is None:
            return
        by = self.person(name)
        may = by is None or by.pk == self.holder or name == "head"
        try:
            engine.release(item_id=item.pk, by=by)
        except Refused:
            assert not may
            return
        assert may
        self.holder = None

    def law_allows(self, move: str, name: str | None) -> bool:
        transition = PERMIT.transition(move)
        if self.step not in transition.source:
            return False
        if transition.by is Owner.SYSTEM:
            return name is None
        if transition.by is Owner.APPLICANT:
            return name == "traveller"
        if name not in {"officer", "second"} or self.holder != self.person(name).pk:
            return False
        return not transition.not_by or self.proposed_by != self.person(name).pk

    @invariant()
    def the_case_stands_where_the_law_says(self) -> None:
        case, step = Case.objects.get(pk=self.case_id), PERMIT.step(self.step)
        assert (case.step, case.version, case.outcome) == (self.step, self.version, step.outcome)
        assert (case.paused_at is not None) == (step.clock is Clock.PAUSED)
        assert (case.clock_ended_at is not None) == (step.clock is Clock.ENDED)
        items = list(WorkItem.objects.filter(case=case, closed_at=None))
        if step.owner is Owner.DESK:
            (item,) = items
            assert item.queue == f"{case.unit_id}:{step.role}"
            assert (item.step, item.due_at) == (step.code, case.due_at)
            assert item.claimed_by_id == self.holder
        else:
            assert items == []

    @invariant()
    def the_ledger_is_complete_and_chained(self) -> None:
        case = Case.objects.get(pk=self.case_id)
        assert queries.verify_chain(case).is_whole
        told = CaseEvent.objects.filter(case=case).exclude(transition="").order_by("seq")
        assert [event.transition for event in told] == [r["transition"] for r in self.done]
        steps = ["draft"] + [event.to_step for event in told]
        assert [event.from_step for event in told] == steps[:-1]
        assert steps[-1] == self.step

    def teardown(self) -> None:
        """What the moves name was counted, and what the engine counts of every promise, and nothing else."""
        case = Case.objects.get(pk=self.case_id)
        wanted = [m for r in self.done for m in PERMIT.transition(r["transition"]).measures]
        wanted += ["trial.begun"] if case.received_at else []
        if case.received_at and case.clock_ended_at:
            is_kept = case.due_at is not None and case.clock_ended_at <= case.due_at
            wanted += ["trial.handled", "trial.steps", *(["trial.kept"] if is_kept else [])]
        counted = TallyDelta.objects.filter(pk__gt=self.counted_before)
        assert sorted(counted.values_list("measure", flat=True)) == sorted(wanted)
        self.now.stop()


def test_one_case_under_anything(cast: Cast) -> None:
    OneCase.cast = cast
    run_state_machine_as_test(
        OneCase, settings=settings(max_examples=10, stateful_step_count=25, deadline=None)
    )
