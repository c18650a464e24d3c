"""A permit with two referrals, a timer, two branches that join, and three effects."""

from typing import Any

from interior_portal.accounts.registry import Role
from interior_portal.workflow.context import CaseSnapshot
from interior_portal.workflow.procedures import Clock, Owner, Procedure, Promise, Step, Transition
from interior_portal.workflow.questions import Answer, Outcome, Question, Subject

OFFICER = Role("KILLS_OFFICER", "Officer", frozenset({"KILLS_DECIDE"}))
NEIGHBOUR = Role("KILLS_NEIGHBOUR", "Neighbour", frozenset({"KILLS_ANSWER"}))
ROLES = (OFFICER, NEIGHBOUR)
UNIT, NEIGHBOURS_UNIT = "kills", "kills-next-door"
EFFECTS = ("kills.tell", "kills.print", "kills.count")
REST_MINUTES = 1


def _question(code: str) -> Question:
    return Question(
        code=code,
        label=code,
        unit=NEIGHBOURS_UNIT,
        role=NEIGHBOUR.code,
        permission="KILLS_ANSWER",
        promise_minutes=60,
        outcomes=(
            Outcome(code="clear", label="Clear", is_clear=True),
            Outcome(code="held", label="Held", is_clear=False),
        ),
    )


QUESTIONS = (_question("kills.machine"), _question("kills.person"))


def subject_of(case: CaseSnapshot) -> Subject:
    return Subject(kind="permit", rows=(), values={"reference": case.reference})


def machine_answers(_subject: Subject) -> Answer | None:
    return Answer(outcome="clear")


def _desk(code: str, branch: str = "") -> Step:
    return Step(
        code=code,
        label=code,
        owner=Owner.DESK,
        role=OFFICER.code,
        clock=Clock.RUNS,
        branch=branch,
    )


def _decide(code: str, source: str, target: str, **more: Any) -> Transition:
    return Transition(
        code=code,
        label=code,
        source=(source,),
        target=target,
        by=Owner.DESK,
        permission="KILLS_DECIDE",
        **more,
    )


PERMIT = Procedure(
    code="kills.permit",
    version=1,
    label="Permit",
    directorate="kills",
    reference_prefix="K",
    initial="draft",
    promise=Promise(minutes=600),
    steps=(
        Step(code="draft", label="draft", owner=Owner.APPLICANT, clock=Clock.NOT_STARTED),
        Step(code="asked", label="asked", owner=Owner.ANSWERS, clock=Clock.RUNS, then="resting"),
        Step(code="resting", label="resting", owner=Owner.SYSTEM, clock=Clock.RUNS),
        Step(
            code="checking",
            label="checking",
            owner=Owner.BRANCHES,
            clock=Clock.RUNS,
            then="decision",
        ),
        _desk("here", "here"),
        _desk("there", "there"),
        _desk("decision"),
        Step(code="done", label="done", owner=Owner.NONE, clock=Clock.ENDED, outcome="done"),
    ),
    transitions=(
        Transition(
            code="submit",
            label="submit",
            source=("draft",),
            target="asked",
            by=Owner.APPLICANT,
            asks=tuple(question.code for question in QUESTIONS),
            effects=EFFECTS[:1],
        ),
        Transition(
            code="wake",
            label="wake",
            source=("resting",),
            target="checking",
            by=Owner.SYSTEM,
            after_minutes=REST_MINUTES,
            opens=("here", "there"),
        ),
        _decide("check_here", "here", "checking", effects=EFFECTS[1:2]),
        _decide("check_there", "there", "checking"),
        _decide("finish", "decision", "done", effects=EFFECTS[2:]),
    ),
)
