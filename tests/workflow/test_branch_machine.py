"""Two branches under anything that desks try: where each stands, what lies on desks, when they join."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries
from interior_portal.workflow.models import Case, CaseEvent, Join, WorkItem
from interior_portal.workflow.procedures import Owner
from tests.workflow.trial import Cast
from tests.workflow.twofold import CHECKED, Twofold

MOVES = st.sampled_from([t.code for t in CHECKED.transitions if t.code != "police_read"] * 2)
ARRIVALS = {"tax_done": "tax", "police_done": "police"}


class TwoBranches(RuleBasedStateMachine):
    """A model of where the branches stand, held against the tables after every try."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.case_id = Twofold(self.cast, key=f"branches-{Case.objects.count()}").case_id
        self.step, self.version, self.calls = "draft", 1, 0
        self.places: dict[str, str] = {}
        self.since: dict[str, int] = {}

    @rule(move=MOVES, behind=st.integers(0, 3))
    def a_desk_moves(self, move: str, behind: int) -> None:
        by = self.cast.traveller if move in {"submit", "withdraw"} else self.cast.second
        self.try_to(move, by, self.version - behind)

    @rule(behind=st.integers(0, 3))
    def the_police_reads(self, behind: int) -> None:
        item = WorkItem.objects.filter(
            case=self.case_id, step="police_check", closed_at=None
        ).first()
        if item is not None:
            engine.claim(item_id=item.pk, by=self.cast.officer)
        self.try_to("police_read", self.cast.officer, self.version - behind)

    def try_to(self, move: str, by: Any, seen: int) -> None:
        self.calls += 1
        transition = CHECKED.transition(move)
        branch = CHECKED.branch_of(transition)
        stands = self.places.get(branch) if branch else self.step
        oldest = self.since.get(branch, self.version) if branch else self.version
        is_allowed = stands in transition.source and oldest <= seen
        try:
            engine.advance(
                case_id=self.case_id, transition=move, by=by, version=seen, key=f"k{self.calls}"
            )
        except Refused:
            assert not is_allowed
            return
        assert is_allowed
        self.version += 1
        self.follow(move, branch)

    def follow(self, move: str, branch: str) -> None:
        transition = CHECKED.transition(move)
        if not branch:
            self.step, self.places = transition.target, {}
            for code in transition.opens:
                self.places[CHECKED.step(code).branch] = code
                self.since[CHECKED.step(code).branch] = self.version
        elif move in ARRIVALS:
            del self.places[branch]
            self.since[branch] = self.version
            if not self.places:
                self.step = "decision"
        else:
            self.places[branch], self.since[branch] = transition.target, self.version

    @invariant()
    def desks_hold_what_the_model_says(self) -> None:
        case = Case.objects.get(pk=self.case_id)
        assert (case.step, case.version) == (self.step, self.version)
        wanted = [(b, step) for b, step in self.places.items()]
        if CHECKED.step(self.step).owner is Owner.DESK:
            wanted.append(("", self.step))
        items = WorkItem.objects.filter(case=case, closed_at=None)
        assert sorted(items.values_list("branch", "step")) == sorted(wanted)
        assert all(item.due_at == case.due_at for item in items)

    @invariant()
    def a_case_that_waits_has_one_open_join_and_no_other_has_any(self) -> None:
        joins = Join.objects.filter(case=self.case_id, closed_at=None)
        assert joins.count() == (1 if self.step == "checking" else 0)
        for join in joins:
            assert join.arrived == join.expected - len(self.places)

    @invariant()
    def the_ledger_is_complete(self) -> None:
        case = Case.objects.get(pk=self.case_id)
        assert queries.verify_chain(case).is_whole
        assert CaseEvent.objects.filter(case=case).exclude(transition="").count() == (
            self.version - 1
        )


@pytest.mark.usefixtures("branching")
def test_two_branches_under_anything(cast: Cast) -> None:
    TwoBranches.cast = cast
    run_state_machine_as_test(
        TwoBranches, settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
    )
