"""Every procedure there is, under anything that anybody tries: no illegal step, and a ledger that is complete.

The law is written here a second time, as people would read it, and held against the engine before each
try; what a success must leave behind is taken from what the procedure declares.
"""

import datetime as dt
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from interior_portal.accounts import registry as accounts
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.outbox import registry as outbox
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.tallies import recounting
from interior_portal.tallies import registry as tallies
from interior_portal.tallies.models import TallyDelta
from interior_portal.tallies.queries import Period
from interior_portal.workflow import engine, queries, registry, versions
from interior_portal.workflow.measures import of_directorate
from interior_portal.workflow.models import Case, CaseEvent, Join, Referral, WorkItem
from interior_portal.workflow.procedures import Owner, Procedure, Transition
from tests.workflow import asking, trial, twofold

OURS = (trial.PERMIT, twofold.CHECKED, asking.LICENCE)
CODES = [known.code for known in (*registry.procedures(), *OURS)]
SINCE = "2026-01-01"


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The procedures of the tests beside the real ones."""
    for role in asking.ROLES:
        monkeypatch.setitem(accounts._roles, role.code, role)
    for measure in (*trial.MEASURES, *of_directorate("trial")):
        monkeypatch.setitem(tallies._measures, measure.code, measure)
    for handler in trial.HANDLERS:
        monkeypatch.setitem(outbox._handlers, handler, lambda _payload: None)
    for name in ("_procedures", "_versions", "_four_eyes", "_branches", "_questions", "_subjects"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    monkeypatch.setattr(registry, "_subscribers", {})  # an effect is then one that is declared
    monkeypatch.setattr(registry, "_asking", set(registry._asking))
    monkeypatch.setitem(registry._rules, "trial.grantable", trial.grantable)
    monkeypatch.setitem(registry._rules, "trial.solvent", asking.solvent)
    for question in asking.QUESTIONS:
        registry.register_question(question)
    for (
        question
    ) in registry.questions():  # a case of these tests has no row of a directorate beside it
        registry._subjects[question.code] = asking.plate
    for procedure in (*OURS, asking.VISITS):
        registry.register_procedure(procedure)


@dataclass(frozen=True)
class Crowd:
    """Who tries: two of each role that the procedure knows at its unit, one elsewhere, the applicant."""

    unit: Unit
    applicant: User
    people: tuple[User, ...]
    roles: dict[int, frozenset[str]]

    def permitted(self, by: User, permission: str) -> bool:
        return bool(permission) and bool(self.roles[by.pk] & accounts.roles_with(permission))


def crowd_of(procedure: Procedure, cast: trial.Cast) -> Crowd:
    wanted = {transition.permission for transition in procedure.transitions}
    wanted |= {procedure.entry_permission} - {""}
    codes = sorted({code for permission in wanted for code in accounts.roles_with(permission)})
    held: dict[int, frozenset[str]] = {cast.traveller.pk: frozenset(), cast.rival.pk: frozenset()}
    people = [cast.traveller, cast.rival]
    for code in codes:
        for number, unit in enumerate((cast.desk, cast.desk, cast.elsewhere)):
            name = f"{code.lower()}{number}@every.example"
            user = User.objects.create(email=name, name=name, is_staff=True)
            Posting.objects.create(user=user, unit=unit, role=code, starts_on=SINCE)
            held[user.pk] = frozenset({code}) if unit == cast.desk else frozenset()
            people.append(user)
    return Crowd(cast.desk, cast.traveller, tuple(people), held)


class OneCase(RuleBasedStateMachine):
    """A case of `procedure`, begun by the applicant or by whoever may enter it for them."""

    procedure: Procedure
    crowd: Crowd

    def __init__(self) -> None:
        super().__init__()
        self.apart = transaction.atomic()  # each example begins from the same tables
        self.apart.__enter__()
        self.keys, self.moves = 0, 0
        self.wanted_tallies: Counter[str] = Counter()
        self.wanted_effects: set[str] = set()
        self.tallies_before = self.tallies()

    def teardown(self) -> None:
        """Whatever was done: counted again from the ledger, the figures are what was counted."""
        try:
            period = Period(clock.today(), clock.today() + dt.timedelta(days=1))
            recounting.take_levels(period)
            found = [each for _name, each in recounting.comparisons(period)]
            assert [each.told for each in found] == [()] * len(found)
            assert any(each.compared for each in found) or not self.moves
        finally:
            transaction.set_rollback(True)
            self.apart.__exit__(None, None, None)

    def begin(self, choice: int) -> None:
        clerks = [person for person in self.crowd.people if self.may_enter(person)]
        entering = [self.crowd.applicant, *clerks]
        self.case_id = engine.start(
            procedure=self.procedure.code,
            by=entering[choice % len(entering)],
            unit=self.crowd.unit,
            applicant=self.crowd.applicant,
            key="every",
        ).case_id
        self.entered_by_id = self.case.entered_by_id
        self.stands: Any = self.positions()

    def tallies(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        declared = {m for each in self.procedure.transitions for m in each.measures}
        for measure, count in TallyDelta.objects.values_list("measure", "count"):
            counted[measure] += count
        return Counter({measure: counted[measure] for measure in declared})

    def may_enter(self, by: User) -> bool:
        return self.crowd.permitted(by, self.procedure.entry_permission)

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.case_id)

    def person(self, choice: int) -> User | None:
        return ([None, *self.crowd.people])[choice % (len(self.crowd.people) + 1)]

    def positions(self) -> tuple[str, dict[str, str]]:
        """Where the case stands, and its open branches."""
        join = Join.objects.filter(case=self.case_id, closed_at=None).first()
        places = join.positions if join else {}
        return self.case.step, {branch: place[0] for branch, place in places.items() if place[0]}

    # --- the law, read from the tables before each try ---

    def is_legal(self, transition: Transition, by: User | None) -> bool:
        step, places = self.stands
        branch = self.procedure.branch_of(transition)
        if (places.get(branch) if branch else step) not in transition.source:
            return False
        if by is None or transition.by is Owner.SYSTEM:
            return by is None and transition.by is Owner.SYSTEM
        return self.is_theirs(transition, by, branch) and self.is_answered(transition)

    def is_theirs(self, transition: Transition, by: User, branch: str) -> bool:
        if transition.by is Owner.APPLICANT:
            permission = transition.permission or self.procedure.entry_permission
            entered = self.entered_by_id == by.pk and self.crowd.permitted(by, permission)
            return by == self.crowd.applicant or entered
        if by == self.crowd.applicant or not self.crowd.permitted(by, transition.permission):
            return False
        if transition.not_by and by.pk in self.last_actors(transition.not_by):
            return False
        return not transition.needs_claim or self.holder(branch) == by.pk

    def last_actors(self, moves: tuple[str, ...]) -> set[int | None]:
        done = CaseEvent.objects.filter(case=self.case_id, transition__in=moves).order_by("seq")
        return set({event.transition: event.actor_id for event in done}.values())

    def holder(self, branch: str) -> int | None:
        items = WorkItem.objects.filter(case=self.case_id, branch=branch, closed_at=None)
        return items.values_list("claimed_by_id", flat=True).first()

    def is_answered(self, transition: Transition) -> bool:
        asked = {
            r.question: r for r in Referral.objects.filter(case=self.case_id).order_by("round")
        }
        return all(
            code in asked and (asked[code].answered_at or asked[code].withdrawn_at)
            for code in transition.needs
        )

    # --- what people try ---

    @rule(move=st.integers(0, 60), choice=st.integers(0, 40), late=st.sampled_from([0, 0, 0, 1]))
    def somebody_moves(self, move: int, choice: int, late: int) -> None:
        transition = self.procedure.transitions[move % len(self.procedure.transitions)]
        self.try_to(transition, self.person(choice), late)

    def near(self, *, with_giving_up: bool = True) -> list[Transition]:
        """The ways out of where the case stands, perhaps without those by which the applicant gives up."""
        step, places = self.stands
        return [
            t
            for t in self.procedure.transitions
            if {step, *places.values()} & set(t.source)
            and (with_giving_up or t.by is not Owner.APPLICANT or not self.ends(t))
        ]

    def ends(self, transition: Transition) -> bool:
        return self.procedure.step(transition.target).is_final

    @initialize(
        entering=st.integers(0, 40),
        way=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 40)), min_size=2, max_size=7),
    )
    def it_has_come_some_way(self, entering: int, way: list[tuple[int, int]]) -> None:
        self.begin(entering)
        for choice, who in way:
            self.somebody_does_what_is_theirs(choice, who)

    @rule(choice=st.integers(0, 8), who=st.integers(0, 40))
    def somebody_does_what_is_theirs(self, choice: int, who: int) -> None:
        """So that cases get far: whoever may takes the case and does it."""
        near = self.near(with_giving_up=choice > 7)
        for transition in near[choice % max(len(near), 1) :]:
            for place in range(len(self.crowd.people) + 1):
                by = self.person(who + place)
                if by is not None and transition.needs_claim:
                    self.try_untaken(transition, by)
                    self.take(self.procedure.branch_of(transition), by)
                if self.is_legal(transition, by):
                    self.try_to(transition, by, 0)
                    return

    @rule(choice=st.integers(0, 3))
    def all_others_try_it_too(self, choice: int) -> None:
        """Nobody but who may can do what could be done now."""
        near = self.near()
        for transition in near[choice : choice + 1]:
            for by in (None, *self.crowd.people):
                if not self.is_legal(transition, by):
                    self.try_to(transition, by, 0)

    def try_untaken(self, transition: Transition, by: User) -> None:
        """Who could take it does not act before they have."""
        if self.crowd.permitted(by, transition.permission) and not self.is_legal(transition, by):
            self.try_to(transition, by, 0)

    def take(self, branch: str, by: User) -> None:
        items = WorkItem.objects.filter(case=self.case_id, branch=branch, closed_at=None)
        for item in items.filter(claimed_by=None):
            with suppress(Refused):
                engine.claim(item_id=item.pk, by=by)

    def try_to(self, transition: Transition, by: User | None, late: int) -> None:
        is_legal, before = self.is_legal(transition, by), self.case
        self.keys += 1
        request: dict[str, Any] = {
            "case_id": self.case_id,
            "transition": transition.code,
            "by": by,
            "version": max(before.version - late, 1),
            "key": f"key-{self.keys}",
        }
        is_old = request["version"] != before.version
        try:
            advance = engine.advance(**request)
        except Refused:
            assert not is_legal or is_old or transition.rules
            assert (self.case.event_seq, self.positions()) == (before.event_seq, self.stands)
            return
        assert is_legal
        assert not is_old or self.procedure.branch_of(transition)
        assert engine.advance(**request).replayed
        self.moves += 1
        self.wanted_tallies.update(transition.measures)
        self.wanted_effects |= {
            f"{before.reference}:{advance.event_seq}:{effect}" for effect in transition.effects
        }
        self.follow(transition, before.step)

    def follow(self, transition: Transition, before: str) -> None:
        """It stands where the transition leads, or where a join or answers took it on at once."""
        step, places = self.positions()
        target = self.procedure.step(transition.target)
        if self.procedure.branch_of(transition) and target.branch:
            assert (step, places[target.branch]) == (before, target.code)
        else:
            assert step in {
                target.code,
                target.then or target.code,
                target.otherwise or target.code,
            }
        self.stands = step, places

    @rule(choice=st.integers(0, 40))
    def somebody_undoes(self, choice: int) -> None:
        """Only the last thing that happened, by who did it, and only where the procedure says so."""
        by, before = self.person(choice), self.case
        last = CaseEvent.objects.get(case=before, seq=before.event_seq)
        if choice % 2 and last.actor_id is not None:
            by = User.objects.get(pk=last.actor_id)
        if by is None:
            return
        undone = self.procedure.transition(last.transition) if last.transition else None
        may = undone is not None and undone.undo_seconds and last.actor_id == by.pk
        self.keys += 1
        request: dict[str, Any] = {
            "case_id": self.case_id,
            "by": by,
            "version": before.version,
            "key": f"key-{self.keys}",
        }
        try:
            engine.undo(**request)
        except Refused:
            assert not may
            assert (self.case.event_seq, self.positions()) == (before.event_seq, self.stands)
            return
        assert may
        assert undone is not None
        assert engine.undo(**request).replayed
        self.wanted_tallies.subtract(undone.measures)
        keys = [f"{before.reference}:{last.seq}:{effect}" for effect in undone.effects]
        rows = OutboxRow.objects.filter(key__in=keys)
        assert set(rows.values_list("state", flat=True)) <= {OutboxRow.State.CANCELLED}
        assert self.case.step == last.from_step
        self.stands = self.positions()

    @rule(choice=st.integers(0, 40), which=st.integers(0, 3))
    def somebody_takes(self, choice: int, which: int) -> None:
        items = WorkItem.objects.filter(case=self.case_id, closed_at=None).order_by("pk")
        by = self.person(choice)
        if not items or by is None:
            return
        item = items[which % len(items)]
        try:
            engine.claim(item_id=item.pk, by=by)
        except Refused:
            return
        assert by != self.crowd.applicant
        assert item.claimed_by_id in {None, by.pk}
        if item.referral_id is None:
            assert self.procedure.step(item.step).role in self.crowd.roles[by.pk]

    @rule(which=st.integers(0, 3), is_clear=st.booleans())
    def a_desk_answers(self, *, which: int, is_clear: bool) -> None:
        asked = Referral.objects.filter(case=self.case_id, answered_at=None, withdrawn_at=None)
        if not asked:
            return
        referral = asked[which % len(asked)]
        keeper = User.objects.get(email="keeper@every.example")
        item = WorkItem.objects.filter(referral=referral, closed_at=None).first()
        question = registry.get_question(referral.question)
        if item is None or question.procedure:
            return
        engine.claim(item_id=item.pk, by=keeper)
        outcome = next(o for o in question.outcomes if o.is_clear is is_clear)
        self.keys += 1
        engine.answer(
            referral_id=referral.pk,
            by=keeper,
            outcome=outcome.code,
            note="why",
            key=f"key-{self.keys}",
        )
        self.stands = self.positions()

    # --- what must be true after each try ---

    @invariant()
    def nothing_moved_by_itself(self) -> None:
        assert self.positions() == self.stands

    @invariant()
    def the_ledger_tells_every_move_once_and_in_order(self) -> None:
        case = self.case
        assert queries.verify_chain(case).is_whole
        events = list(CaseEvent.objects.filter(case=case).order_by("seq"))
        assert [event.seq for event in events] == list(range(1, case.event_seq + 1))
        assert sum(bool(event.transition) for event in events) == self.moves
        trunk = [e for e in events if e.to_step in self.trunk() and e.to_step != e.from_step]
        assert trunk[-1].to_step == case.step
        assert bool(case.outcome) == self.procedure.step(case.step).is_final

    def trunk(self) -> set[str]:
        return {step.code for step in self.procedure.steps if not step.branch}

    @invariant()
    def tallies_and_effects_are_those_that_were_declared(self) -> None:
        assert self.tallies() - self.tallies_before == +self.wanted_tallies
        rows = OutboxRow.objects.filter(key__startswith=f"{self.case.reference}:")
        assert set(rows.values_list("key", flat=True)) == self.wanted_effects

    @invariant()
    def desks_have_what_stands_at_desks(self) -> None:
        step, places = self.positions()
        wanted = [("", step), *places.items()]
        desks = [(b, s) for b, s in wanted if self.procedure.step(s).owner is Owner.DESK]
        items = WorkItem.objects.filter(case=self.case_id, referral=None, closed_at=None)
        assert sorted(items.values_list("branch", "step")) == sorted(desks)


def keeper_of_every_desk(authority: Unit) -> None:
    """Somebody who answers every question there is, at the unit that it names."""
    keeper = User.objects.create(email="keeper@every.example", name="Keeper", is_staff=True)
    for unit, role in {(question.unit, question.role) for question in registry.questions()}:
        place, _is_new = Unit.objects.get_or_create(
            code=unit,
            defaults={"kind": Unit.Kind.DIRECTORATE, "name_en": unit, "parent": authority},
        )
        Posting.objects.create(user=keeper, unit=place, role=role, starts_on=SINCE)


@pytest.mark.parametrize("code", CODES)
def test_no_procedure_can_be_led_astray(cast: trial.Cast, code: str) -> None:
    procedure = registry.get_procedure(code)
    versions.store(procedure)
    keeper_of_every_desk(cast.authority)
    OneCase.procedure, OneCase.crowd = procedure, crowd_of(procedure, cast)
    given = examples()
    is_deep = given.max_examples > 100
    run_state_machine_as_test(
        OneCase,
        settings=examples(
            max_examples=given.max_examples // 10 if is_deep else 6,
            stateful_step_count=40 if is_deep else 8,
            deadline=None,
        ),
    )


def test_every_real_procedure_is_among_them() -> None:
    assert {known.code for known in registry.procedures()} <= {*CODES, asking.VISITS.code}
