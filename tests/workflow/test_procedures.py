"""A procedure that cannot be run cannot be built, and says everything that is wrong with it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from interior_portal.workflow.definition import as_definition, fingerprint, from_definition
from interior_portal.workflow.procedures import (
    Clock,
    Owner,
    Procedure,
    ProcedureError,
    Promise,
    Step,
    Transition,
)
from tests.workflow.asking import LICENCE
from tests.workflow.timed import TIMED
from tests.workflow.trial import PERMIT
from tests.workflow.twofold import CHECKED

DRAFT = Step(code="draft", label="Draft", owner=Owner.APPLICANT, clock=Clock.NOT_STARTED)
DESK = Step(code="desk", label="Desk", owner=Owner.DESK, role="ANY", clock=Clock.RUNS)
DONE = Step(code="done", label="Done", owner=Owner.NONE, clock=Clock.ENDED, outcome="done")
SEND = Transition(code="send", label="Send", source=("draft",), target="desk", by=Owner.APPLICANT)
END = Transition(
    code="end", label="End", source=("desk",), target="done", by=Owner.DESK, permission="END"
)
SMALL = Procedure(
    code="trial.small",
    version=1,
    label="Small",
    directorate="trial",
    reference_prefix="S",
    initial="draft",
    steps=(DRAFT, DESK, DONE),
    transitions=(SEND, END),
    promise=Promise(minutes=60),
)


def with_step(number: int, **changes: Any) -> Callable[[], Procedure]:
    steps = list(SMALL.steps)
    steps[number] = replace(steps[number], **changes)
    return lambda: replace(SMALL, steps=tuple(steps))


def with_move(number: int, **changes: Any) -> Callable[[], Procedure]:
    moves = list(SMALL.transitions)
    moves[number] = replace(moves[number], **changes)
    return lambda: replace(SMALL, transitions=tuple(moves))


FAULTS = [
    (lambda: replace(SMALL, code="small"), "its code is the directorate, a dot"),
    (with_move(1, after_minutes=5), "only what the system carries out happens by itself"),
    (
        with_move(1, by=Owner.SYSTEM, permission="", after_minutes=-1),
        "it happens after some working minutes, or not by itself",
    ),
    (lambda: replace(SMALL, version=0), "versions are counted from 1"),
    (lambda: replace(SMALL, reference_prefix="visa"), "one to three capital letters"),
    (lambda: replace(SMALL, promise=Promise(minutes=0)), "at least one minute"),
    (lambda: replace(SMALL, initial="start"), "its initial step 'start' is unknown"),
    (lambda: replace(SMALL, initial="done"), "its initial step is final"),
    (lambda: replace(SMALL, steps=(*SMALL.steps, DESK)), "step desk is declared twice"),
    (lambda: replace(SMALL, transitions=(SEND, END, END)), "transition end is declared twice"),
    (lambda: replace(SMALL, transitions=(SEND,)), "step desk never comes to an end"),
    (lambda: replace(SMALL, transitions=(END,)), "step desk cannot be reached"),
    (with_step(0, code="Draft"), "'Draft' is no code"),
    (with_step(0, role="ANY"), "a desk has a role"),
    (with_step(1, role=""), "a desk has a role"),
    (with_step(1, pause_reason="why"), "a paused clock has a reason"),
    (with_step(1, clock=Clock.PAUSED), "a paused clock has a reason"),
    (with_step(2, outcome=""), "a final step belongs to nobody"),
    (with_step(2, clock=Clock.RUNS), "the clock has ended at a final step"),
    (with_step(2, owner=Owner.SYSTEM, outcome=""), "it has no final step"),
    (with_step(0, clock=Clock.ENDED), "the clock cannot go from ENDED to RUNS"),
    (with_move(0, source=()), "it starts at one step or more"),
    (with_move(0, source=("draft", "draft")), "it starts at one step or more"),
    (with_move(0, source=("else",)), "names the unknown step 'else'"),
    (with_move(0, target="else"), "names the unknown step 'else'"),
    (with_move(0, by=Owner.NONE), "somebody must carry it out"),
    (with_move(0, needs_claim=True), "only a desk claims"),
    (with_move(0, effects=("a,b",)), "'a,b' is no code"),
    (with_move(0, measures=("A",)), "'A' is no code"),
    (with_move(1, permission=""), "a desk needs a permission"),
    (with_move(1, by=Owner.SYSTEM), "the system has neither"),
    (with_move(1, not_by=("else",)), "names the unknown transition 'else'"),
    (
        lambda: replace(
            SMALL, transitions=(replace(SEND, by=Owner.DESK, permission="P", needs_claim=True), END)
        ),
        "there is nothing to claim at draft",
    ),
]


def with_branch_step(code: str, **changes: Any) -> Callable[[], Procedure]:
    steps = tuple(replace(s, **changes) if s.code == code else s for s in CHECKED.steps)
    return lambda: replace(CHECKED, steps=steps)


def with_branch_move(code: str, **changes: Any) -> Callable[[], Procedure]:
    moves = tuple(replace(t, **changes) if t.code == code else t for t in CHECKED.transitions)
    return lambda: replace(CHECKED, transitions=moves)


FAULTS += [
    (with_branch_step("checking", then=""), "says what follows"),
    (with_branch_step("decision", then="granted"), "says what follows"),
    (with_branch_step("checking", then="else"), "names the unknown step 'else'"),
    (with_branch_step("tax_check", branch="Tax"), "branch 'Tax' is no code"),
    (with_branch_step("granted", branch="tax"), "neither branches nor ends"),
    (with_branch_step("tax_check", branch="police"), "it opens each branch once"),
    (
        with_branch_step("tax_check", clock=Clock.PAUSED, pause_reason="why"),
        "in a branch the clock is that of the step where the case waits",
    ),
    (with_branch_step("checking", then="draft"), "the clock cannot go on to NOT_STARTED"),
    (with_branch_move("submit", opens=()), "branches are opened on the way"),
    (with_branch_move("submit", opens=("tax_check", "else")), "names the unknown step 'else'"),
    (with_branch_move("submit", opens=("decision",)), "it opens each branch once"),
    (with_branch_move("grant", opens=("tax_check",)), "branches are opened on the way"),
    (with_branch_move("tax_done", target="decision"), "it leads out of branch tax"),
    (with_branch_move("tax_done", source=("tax_check", "decision")), "lie in several branches"),
    (with_branch_move("grant", target="tax_check"), "it leads into branch tax"),
    (lambda: replace(CHECKED, initial="tax_check"), "its initial step lies in the trunk"),
]


def asking_step(code: str, **changes: Any) -> Callable[[], Procedure]:
    steps = tuple(replace(s, **changes) if s.code == code else s for s in LICENCE.steps)
    return lambda: replace(LICENCE, steps=steps)


def asking_move(code: str, **changes: Any) -> Callable[[], Procedure]:
    moves = tuple(replace(t, **changes) if t.code == code else t for t in LICENCE.transitions)
    return lambda: replace(LICENCE, transitions=moves)


FAULTS += [
    (asking_step("checking", then=""), "waits for branches or answers says what follows"),
    (asking_step("checking", otherwise="else"), "step checking names the unknown step 'else'"),
    (
        asking_step("review", otherwise="doubt"),
        "only a step that waits for answers has another way",
    ),
    (asking_step("checking", branch="police"), "no answers are waited for"),
    (asking_step("checking", clock=Clock.NOT_STARTED), "the clock runs or is paused"),
    (asking_step("draft", may_ask=("trial.debts",)), "only a desk asks"),
    (asking_step("review", may_ask=("trial.debts",) * 2), "each question is named once"),
    (asking_step("review", may_ask=("debts",)), "'debts' is no question"),
    (asking_step("review", may_ask=(f"trial.{'a' * 55}",)), "at most 60 letters"),
    (asking_step("checking", otherwise="resting"), "nothing is waited for at resting"),
    (asking_step("checking", otherwise="draft"), "the clock cannot go on to NOT_STARTED"),
    (asking_move("submit", asks=()), "leads to where answers are waited for and asks nothing"),
    (asking_move("submit", asks=("trial.debts",) * 2), "it names each question once"),
    (asking_move("submit", needs=("Debts",)), "'Debts' is no question"),
    (asking_move("withdraw", asks=("trial.debts",)), "what has ended asks nothing"),
    (asking_move("check_again", source=("review", "resting")), "leads back to where it is waited"),
    (asking_move("grant", needs=("trial.else",)), "it needs trial.else, which is never asked"),
    (lambda: replace(LICENCE, initial="checking"), "nothing is waited for there"),
    (
        lambda: replace(
            CHECKED,
            steps=(
                *CHECKED.steps,
                replace(LICENCE.step("checking"), code="asked", then="tax_check", otherwise=""),
            ),
            transitions=(
                *CHECKED.transitions,
                replace(LICENCE.transition("submit"), code="ask", target="asked"),
            ),
        ),
        "it goes on to tax_check, which lies in a branch",
    ),
]


@pytest.mark.parametrize(("build", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_a_fault_is_named(build: Callable[[], Procedure], fault: str) -> None:
    with pytest.raises(ProcedureError, match=re.escape(fault)):
        build()


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(ProcedureError) as caught:
        replace(SMALL, version=0, initial="start")
    faults = "trial.small: versions are counted from 1; its initial step 'start' is unknown"
    assert str(caught.value) == faults


def test_a_clock_that_started_does_not_go_back() -> None:
    back = Transition(
        code="back", label="Back", source=("desk",), target="draft", by=Owner.DESK, permission="P"
    )
    with pytest.raises(ProcedureError, match="the clock cannot go from RUNS to NOT_STARTED"):
        replace(SMALL, transitions=(SEND, END, back))


def test_steps_and_transitions_are_found_by_code() -> None:
    assert SMALL.step("desk") is DESK
    assert SMALL.transition("end") is END
    assert SMALL.transitions_from("desk") == (END,)
    with pytest.raises(KeyError):
        SMALL.transition("else")


def test_an_event_is_called_after_its_transition_unless_it_has_a_name() -> None:
    assert SMALL.event_code(END) == "trial.small.end"
    assert SMALL.event_code(replace(END, event="trial.ended")) == "trial.ended"


def test_the_fingerprint_follows_the_graph_and_not_the_words() -> None:
    assert replace(SMALL, label="Kleiner").sha256 == SMALL.sha256
    assert with_step(1, label="Other")().sha256 == SMALL.sha256
    assert with_move(1, needs_claim=True)().sha256 != SMALL.sha256
    assert replace(SMALL, promise=Promise(minutes=61)).sha256 != SMALL.sha256
    assert replace(SMALL, version=2).sha256 != SMALL.sha256


def test_the_fingerprint_of_a_procedure_is_the_same_for_ever() -> None:
    """Cases in production are found by it: a new field of a step must not change it."""
    assert fingerprint(SMALL) == (
        "ba0921a9f8f054864033ddc419d7b070221625f1cf62b1069892e49121bdc01c"
    )


def test_a_definition_gives_the_procedure_back() -> None:
    for procedure in (SMALL, PERMIT, CHECKED, LICENCE):
        again = from_definition(as_definition(procedure))
        assert again.sha256 == procedure.sha256
        assert as_definition(again) == as_definition(procedure)


def test_a_definition_keeps_the_english_source_and_is_read_in_the_readers_language() -> None:
    named = with_step(0, label=gettext_lazy("Monday"))()
    with translation.override("ar"):
        definition = as_definition(named)
        assert definition["steps"][0]["label"] == "Monday"
        assert str(from_definition(definition).step("draft").label) == "الاثنين"


@pytest.mark.parametrize("procedure", [TIMED, LICENCE, CHECKED], ids=lambda p: p.code)
def test_every_word_of_the_vocabulary_survives_being_stored(procedure: Procedure) -> None:
    """Timeouts, questions, what may be asked and needed, undoing and the other way: nothing is lost."""
    moves = tuple(
        replace(move, undo_seconds=20) if move.code == "grant" and not procedure.questions else move
        for move in procedure.transitions
    )
    stored = replace(procedure, transitions=moves)
    again = from_definition(json.loads(json.dumps(as_definition(stored))))
    assert (again.sha256, again.steps, again.transitions) == (
        stored.sha256,
        stored.steps,
        stored.transitions,
    )
