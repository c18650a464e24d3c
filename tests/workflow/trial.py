"""A procedure of no directorate, with everything the engine can do, and the people it needs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.registry import Role
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow import engine
from interior_portal.workflow.context import RuleContext
from interior_portal.workflow.measures import counted_by_moves
from interior_portal.workflow.models import Case, WorkItem
from interior_portal.workflow.procedures import (
    Clock,
    Owner,
    Procedure,
    Promise,
    Step,
    Transition,
)
from interior_portal.workflow.results import Advance

NOON = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)  # noon in Damascus, a Saturday
OFFICER = Role("TRIAL_OFFICER", "Trial officer", frozenset({"TRIAL_DECIDE"}))
CLERK = Role("TRIAL_CLERK", "Trial clerk", frozenset({"TRIAL_ENTER"}))
HEAD = Role("TRIAL_HEAD", "Trial head", frozenset({"TRIAL_RELEASE"}))
ROLES = (OFFICER, CLERK, HEAD)
MEASURES = tuple(
    counted_by_moves(f"trial.{n}", n, n) for n in ("received", "granted", "counted_twice")
)
HANDLERS = ("trial.tell_received", "trial.issue", "trial.tell_granted")
TOO_MANY = Refusal("too_many", "Only %(limit)s may be granted.", {"limit": 3})


def grantable(context: RuleContext) -> Refusal | None:
    return TOO_MANY if context.data.get("number", 0) > 3 else None


def _desk(code: str, source: str, target: str, **more: Any) -> Transition:
    return Transition(
        code=code,
        label=code,
        source=(source,),
        target=target,
        by=Owner.DESK,
        permission="TRIAL_DECIDE",
        **{"needs_claim": True, **more},
    )


STEPS = (
    Step(code="draft", label="Draft", owner=Owner.APPLICANT, clock=Clock.NOT_STARTED),
    Step(code="review", label="Review", owner=Owner.DESK, role="TRIAL_OFFICER", clock=Clock.RUNS),
    Step(
        code="awaiting_applicant",
        label="Waiting for the applicant",
        owner=Owner.APPLICANT,
        clock=Clock.PAUSED,
        pause_reason="awaiting_applicant",
    ),
    Step(
        code="second_review",
        label="Second review",
        owner=Owner.DESK,
        role="TRIAL_OFFICER",
        clock=Clock.RUNS,
    ),
    Step(code="granted", label="Granted", owner=Owner.NONE, clock=Clock.ENDED, outcome="granted"),
    Step(code="refused", label="Refused", owner=Owner.NONE, clock=Clock.ENDED, outcome="refused"),
    Step(
        code="withdrawn",
        label="Withdrawn",
        owner=Owner.NONE,
        clock=Clock.ENDED,
        outcome="withdrawn",
    ),
    Step(code="expired", label="Expired", owner=Owner.NONE, clock=Clock.ENDED, outcome="expired"),
)
TRANSITIONS = (
    Transition(
        code="submit",
        label="Submit",
        source=("draft",),
        target="review",
        by=Owner.APPLICANT,
        effects=("trial.tell_received",),
        measures=("trial.received",),
    ),
    _desk("ask", "review", "awaiting_applicant"),
    Transition(
        code="answer",
        label="Answer",
        source=("awaiting_applicant",),
        target="review",
        by=Owner.APPLICANT,
    ),
    _desk("propose", "review", "second_review"),
    _desk("confirm", "second_review", "refused", not_by=("propose",)),
    _desk("send_back", "second_review", "review", not_by=("propose",)),
    _desk(
        "grant",
        "review",
        "granted",
        rules=("trial.grantable",),
        effects=("trial.issue", "trial.tell_granted"),
        measures=("trial.granted", "trial.counted_twice"),
        event="trial.permit.was_granted",
    ),
    Transition(
        code="withdraw",
        label="Withdraw",
        source=("draft", "review", "awaiting_applicant"),
        target="withdrawn",
        by=Owner.APPLICANT,
        permission="TRIAL_ENTER",
    ),
    Transition(
        code="expire",
        label="Expire",
        source=("awaiting_applicant",),
        target="expired",
        by=Owner.SYSTEM,
    ),
)
PERMIT = Procedure(
    code="trial.permit",
    version=1,
    label="Trial permit",
    directorate="trial",
    reference_prefix="Q",
    initial="draft",
    steps=STEPS,
    transitions=TRANSITIONS,
    promise=Promise(minutes=600),
    entry_permission="TRIAL_ENTER",
    release_permission="TRIAL_RELEASE",
)


@dataclass(frozen=True)
class Cast:
    """Who appears in the tests of the engine."""

    authority: Unit
    desk: Unit
    elsewhere: Unit
    traveller: User
    rival: User
    officer: User
    second: User
    clerk: User
    head: User
    stranger: User


def make_cast() -> Cast:
    authority = _unit("trial-authority", Unit.Kind.AUTHORITY, None)
    directorate = _unit("trial-directorate", Unit.Kind.DIRECTORATE, authority)
    desk = _unit("trial-desk", Unit.Kind.DESK, directorate)
    elsewhere = _unit("trial-elsewhere", Unit.Kind.DIRECTORATE, authority)
    names = ("traveller", "rival", "officer", "second", "clerk", "head", "stranger")
    people = {
        name: User.objects.create(
            email=f"{name}@trial.example",
            name=name.title(),
            is_staff=name not in {"traveller", "rival"},
        )
        for name in names
    }
    # The officers hold their posts above the desk: a posting covers the units below it.
    _post(people["officer"], directorate, OFFICER)
    _post(people["second"], desk, OFFICER)
    _post(people["clerk"], desk, CLERK)
    _post(people["head"], directorate, HEAD)
    _post(people["stranger"], elsewhere, OFFICER)
    return Cast(authority, desk, elsewhere, **people)


def _unit(code: str, kind: str, parent: Unit | None) -> Unit:
    return Unit.objects.create(
        code=code, kind=kind, parent=parent, name_ar=code, name_kmr=code, name_en=code
    )


def _post(user: User, unit: Unit, role: Role) -> None:
    Posting.objects.create(user=user, unit=unit, role=role.code, starts_on="2026-01-01")


@dataclass
class Trial:
    """A case with short words for what happens to it; every word is a real engine call."""

    cast: Cast
    case_id: int
    calls: int = 0

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.case_id)

    @property
    def item(self) -> WorkItem:
        return WorkItem.objects.get(case=self.case_id, closed_at=None)

    def do(self, transition: str, by: User | None, **data: Any) -> Advance:
        self.calls += 1
        return engine.advance(
            case_id=self.case_id,
            transition=transition,
            by=by,
            version=self.case.version,
            key=f"{transition}-{self.calls}",
            data=data,
        )

    def claim(self, by: User) -> None:
        engine.claim(item_id=self.item.pk, by=by)

    def submit(self) -> "Trial":
        self.do("submit", self.cast.traveller)
        return self

    def taken(self, by: User | None = None) -> "Trial":
        self.submit().claim(by or self.cast.officer)
        return self


def begin(cast: Cast, key: str = "start", **more: Any) -> Trial:
    request: dict[str, Any] = {
        "procedure": PERMIT.code,
        "by": cast.traveller,
        "unit": cast.desk,
        "applicant": cast.traveller,
        "key": key,
        **more,
    }
    advance = engine.start(**request)
    return Trial(cast, advance.case_id)


def end_postings(user: User) -> None:
    """As of today the user holds nothing: the last day was yesterday."""
    yesterday = clock.today() - dt.timedelta(days=1)
    Posting.objects.filter(user=user).update(
        starts_on=yesterday - dt.timedelta(days=9), ends_on=yesterday
    )


def refusal_of(caught: pytest.ExceptionInfo[Refused]) -> str:
    """The code of the refusal that a test caught."""
    return caught.value.refusal.code
