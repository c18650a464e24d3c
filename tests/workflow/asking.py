"""Two procedures of no directorate: one that asks, one whose cases answer; and who works at both units."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.registry import Role
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow import engine
from interior_portal.workflow.context import CaseSnapshot, RuleContext
from interior_portal.workflow.models import Case, CaseEvent, Referral, Timer, WorkItem
from interior_portal.workflow.procedures import (
    Clock,
    Owner,
    Procedure,
    Promise,
    Step,
    Transition,
)
from interior_portal.workflow.questions import Outcome, Question, Subject, SubjectRow
from interior_portal.workflow.results import Advance, QuestionChange
from tests.workflow import trial

KEEPER = Role("TRIAL_KEEPER", "Keeper of records", frozenset({"TRIAL_ANSWER"}))
CHIEF = Role("TRIAL_CHIEF", "Chief keeper", frozenset({"TRIAL_ANSWER", "TRIAL_TAKE_BACK"}))
ROLES = (*trial.ROLES, KEEPER, CHIEF)
CLEAR = Outcome(code="clear", label="Nothing stands in the way", is_clear=True)
HELD = Outcome(code="held", label="Something stands in the way", is_clear=False, needs_note=True)


def _question(code: str, **more: Any) -> Question:
    words: dict[str, Any] = {
        "code": f"trial.{code}",
        "label": code.title(),
        "unit": "trial-elsewhere",
        "role": "TRIAL_KEEPER",
        "permission": "TRIAL_ANSWER",
        "release_permission": "TRIAL_TAKE_BACK",
        "promise_minutes": 120,
        "outcomes": (CLEAR, HELD),
        "subject_label": "Vehicle",
    }
    return Question(**{**words, **more})


DEBTS, RECORD, HISTORY = _question("debts"), _question("record"), _question("history")
VISIT = _question(
    "visit",
    procedure="trial.visit",
    withdrawal="drop",
    outcomes=(
        Outcome(code="passed", label="Passed", is_clear=True),
        Outcome(code="failed", label="Failed", is_clear=False),
    ),
)
QUESTIONS = (DEBTS, RECORD, HISTORY, VISIT)
IN_DEBT = Refusal("in_debt", "There are debts.")


def solvent(context: RuleContext) -> Refusal | None:
    answer = context.answers.get("trial.debts")
    return None if answer is not None and answer.is_clear else IN_DEBT


def plate(case: CaseSnapshot) -> Subject:
    rows = (SubjectRow(label="Plate", value="HSK 4711", is_code=True),)
    return Subject(kind="vehicle", rows=rows, values={"plate": "HSK4711", "case": case.reference})


def _desk(code: str, source: str, target: str, **more: Any) -> Transition:
    return Transition(
        code=code,
        label=code,
        source=(source,),
        target=target,
        by=Owner.DESK,
        permission="TRIAL_DECIDE",
        **more,
    )


def _waiting(code: str, then: str, otherwise: str = "", **more: Any) -> Step:
    words: dict[str, Any] = {"clock": Clock.RUNS, **more}
    return Step(
        code=code, label=code.title(), owner=Owner.ANSWERS, then=then, otherwise=otherwise, **words
    )


def _review(code: str, **more: Any) -> Step:
    return Step(
        code=code,
        label=code.title(),
        owner=Owner.DESK,
        role="TRIAL_OFFICER",
        clock=Clock.RUNS,
        **more,
    )


def _end(code: str) -> Step:
    return Step(code=code, label=code.title(), owner=Owner.NONE, clock=Clock.ENDED, outcome=code)


LICENCE = Procedure(
    code="trial.licence",
    version=1,
    label="Licence",
    directorate="trial",
    reference_prefix="L",
    initial="draft",
    steps=(
        Step(code="draft", label="Draft", owner=Owner.APPLICANT, clock=Clock.NOT_STARTED),
        _waiting("checking", "review", "doubt"),
        _waiting("resting", "review", clock=Clock.PAUSED, pause_reason="awaiting_answers"),
        _waiting("visiting", "granted", "refused"),
        _review("review", may_ask=("trial.history",)),
        _review("doubt", may_ask=("trial.history",)),
        _end("granted"),
        _end("refused"),
        _end("withdrawn"),
    ),
    transitions=(
        Transition(
            code="submit",
            label="Submit",
            source=("draft",),
            target="checking",
            by=Owner.APPLICANT,
            asks=("trial.debts", "trial.record"),
        ),
        _desk("check_again", "review", "resting", asks=("trial.record",)),
        _desk("look_closer", "review", "doubt", asks=("trial.history",)),
        _desk("visit", "review", "visiting", asks=("trial.visit",)),
        _desk("grant", "review", "granted", rules=("trial.solvent",)),
        _desk("grant_after_all", "doubt", "granted", needs=("trial.history",)),
        Transition(
            code="withdraw",
            label="Withdraw",
            source=("draft", "checking", "resting", "visiting", "review", "doubt"),
            target="withdrawn",
            by=Owner.APPLICANT,
        ),
    ),
    promise=Promise(minutes=600),
)
VISITS = Procedure(
    code="trial.visit",
    version=1,
    label="Visit",
    directorate="trial",
    reference_prefix="VV",
    initial="planned",
    steps=(
        Step(
            code="planned",
            label="Planned",
            owner=Owner.DESK,
            role="TRIAL_KEEPER",
            clock=Clock.RUNS,
        ),
        _end("passed"),
        _end("failed"),
        _end("dropped"),
    ),
    transitions=(
        *(
            Transition(
                code=code,
                label=code,
                source=("planned",),
                target=target,
                by=Owner.DESK,
                permission="TRIAL_ANSWER",
            )
            for code, target in (("pass", "passed"), ("fail", "failed"))
        ),
        Transition(
            code="drop", label="drop", source=("planned",), target="dropped", by=Owner.SYSTEM
        ),
    ),
    promise=Promise(minutes=300),
)


@dataclass(frozen=True)
class Desk:
    """The people of the unit that answers, beside the cast of the trial."""

    cast: trial.Cast
    keeper: User
    other_keeper: User
    chief: User
    both: User

    @property
    def unit(self) -> Unit:
        return self.cast.elsewhere


def make_desk() -> Desk:
    """The cast, two keepers and their chief, and one person who works at both units."""
    cast = trial.make_cast()
    people = {
        name: User.objects.create(email=f"{name}@trial.example", name=name.title(), is_staff=True)
        for name in ("keeper", "other_keeper", "chief", "both")
    }
    for name, unit, role in (
        ("keeper", cast.elsewhere, KEEPER),
        ("other_keeper", cast.elsewhere, KEEPER),
        ("chief", cast.elsewhere, CHIEF),
        ("both", cast.elsewhere, KEEPER),
        ("both", cast.desk, trial.OFFICER),
    ):
        Posting.objects.create(
            user=people[name], unit=unit, role=role.code, starts_on=dt.date(2026, 1, 1)
        )
    return Desk(cast, **people)


@dataclass
class Licence:
    """A case that asks, with short words for what happens to it; every word is a real engine call."""

    desk: Desk
    case_id: int
    calls: int = field(default=0)

    @property
    def case(self) -> Case:
        return Case.objects.select_related("procedure_version").get(pk=self.case_id)

    @property
    def stands(self) -> tuple[str, int]:
        case = self.case
        return case.step, case.version

    @property
    def item(self) -> WorkItem:
        return WorkItem.objects.get(case=self.case_id, branch="", closed_at=None)

    @property
    def last_event(self) -> CaseEvent:
        return CaseEvent.objects.filter(case=self.case_id).latest("seq")

    @property
    def desks(self) -> list[tuple[str, str, str]]:
        """Branch, step and role of every open item."""
        items = WorkItem.objects.filter(case=self.case_id, closed_at=None)
        return sorted((i.branch, i.step, i.queue.partition(":")[2]) for i in items)

    @property
    def timers(self) -> list[str]:
        """The questions whose desks have a deadline that a timer watches."""
        open_ones = Timer.objects.filter(
            case=self.case_id, kind="REFERRAL_DUE", fired_at=None, dropped_at=None
        )
        return sorted(open_ones.values_list("about", flat=True))

    def referral(self, code: str) -> Referral:
        """The latest round of a question."""
        asked = Referral.objects.filter(case=self.case_id, question=f"trial.{code}")
        return asked.latest("round")

    def question_item(self, code: str) -> WorkItem:
        return WorkItem.objects.get(case=self.case_id, branch=f"?trial.{code}", closed_at=None)

    def do(self, transition: str, by: User | None, seen: int | None = None) -> Advance:
        return engine.advance(
            case_id=self.case_id,
            transition=transition,
            by=by,
            version=seen or self.case.version,
            key=self.key(transition),
        )

    def key(self, verb: str) -> str:
        self.calls += 1
        return f"{verb}-{self.calls}"

    def submit(self) -> "Licence":
        self.do("submit", self.desk.cast.traveller)
        return self

    def reviewed(self) -> "Licence":
        """Everything was clear, and the officer has taken it."""
        self.submit()
        self.answer("debts")
        self.answer("record")
        engine.claim(item_id=self.item.pk, by=self.desk.cast.officer)
        return self

    def take(self, code: str, by: User | None = None) -> Referral:
        engine.claim(item_id=self.question_item(code).pk, by=by or self.desk.keeper)
        return self.referral(code)

    def answer(
        self, code: str, outcome: str = "clear", by: User | None = None, note: str = ""
    ) -> QuestionChange:
        asked = self.take(code, by)
        return engine.answer(
            referral_id=asked.pk,
            by=by or self.desk.keeper,
            outcome=outcome,
            note=note or ("why" if outcome == "held" else ""),
            key=self.key(f"answer {code}"),
        )

    def refer(self, code: str = "history", by: User | None = None, **more: Any) -> QuestionChange:
        request: dict[str, Any] = {
            "case_id": self.case_id,
            "question": f"trial.{code}",
            "by": by or self.desk.cast.officer,
            "key": self.key(f"refer {code}"),
            **more,
        }
        if "version" not in more:
            request["version"] = self.case.version
        return engine.refer(**request)

    def withdraw(self, code: str, by: User | None = None) -> QuestionChange:
        return engine.withdraw_question(
            referral_id=self.referral(code).pk,
            by=by or self.desk.cast.officer,
            reason="Not needed any more",
            key=self.key(f"withdraw {code}"),
        )

    def remind(self, code: str, by: User | None = None) -> QuestionChange:
        return engine.remind(
            referral_id=self.referral(code).pk,
            by=by or self.desk.cast.officer,
            key=self.key(f"remind {code}"),
        )


def begin(desk: Desk, key: str = "licence") -> Licence:
    started = engine.start(
        procedure=LICENCE.code,
        by=desk.cast.traveller,
        unit=desk.cast.desk,
        applicant=desk.cast.traveller,
        key=key,
    )
    return Licence(desk, started.case_id)
