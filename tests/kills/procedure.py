"""A permit with two referrals, a timer, two branches that join, and three effects."""

from functools import partial

from interior_portal.accounts.registry import Role
from interior_portal.workflow.context import CaseSnapshot
from interior_portal.workflow.procedures import Clock, Owner, Procedure, Promise, Step
from interior_portal.workflow.questions import Answer, Outcome, Question, Subject
from tests.building import desk_step, draft_step, end_step, fork_step, move, system_step

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


_desk = partial(desk_step, role=OFFICER.code)
_decide = partial(move, permission="KILLS_DECIDE")
PERMIT = Procedure(
    code="kills.permit",
    version=1,
    label="Permit",
    directorate="kills",
    reference_prefix="K",
    initial="draft",
    promise=Promise(minutes=600),
    steps=(
        draft_step(),
        Step(code="asked", label="asked", owner=Owner.ANSWERS, clock=Clock.RUNS, then="resting"),
        system_step("resting"),
        fork_step("checking", then="decision"),
        _desk("here", branch="here"),
        _desk("there", branch="there"),
        _desk("decision"),
        end_step("done"),
    ),
    transitions=(
        move(
            "submit",
            "draft",
            "asked",
            by=Owner.APPLICANT,
            asks=tuple(question.code for question in QUESTIONS),
            effects=EFFECTS[:1],
        ),
        move(
            "wake",
            "resting",
            "checking",
            by=Owner.SYSTEM,
            after_minutes=REST_MINUTES,
            opens=("here", "there"),
        ),
        _decide("check_here", "here", "checking", effects=EFFECTS[1:2]),
        _decide("check_there", "there", "checking"),
        _decide("finish", "decision", "done", effects=EFFECTS[2:]),
    ),
)
