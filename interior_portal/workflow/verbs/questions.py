"""Preparing questions under the asking case's lock: about what, who answers, until when, or the answer itself."""

import datetime as dt
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction as database

from interior_portal.shared.refusals import Refusal
from interior_portal.workflow import registry
from interior_portal.workflow.asking import NO_DESK
from interior_portal.workflow.context import Asked, CaseSnapshot, Standing
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models.referrals import Referral
from interior_portal.workflow.procedures import Clock, Owner, Step, Transition
from interior_portal.workflow.queries.known import known_answer
from interior_portal.workflow.questions import Answer, Question, Subject
from interior_portal.workflow.sql import hours
from interior_portal.workflow.sql.questions import Ended, Put, Questions
from interior_portal.workflow.timing.calendar import add_working_minutes
from interior_portal.workflow.timing.timers import REFERRAL_DUE, Alarm, TimerChange, named
from interior_portal.workflow.verbs import opening

QUESTIONS = "questions"  # the engine's word in the data of an event
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Questions that a case is about to put, by whom and in which way."""

    standing: Standing
    codes: tuple[str, ...]
    mode: Referral.Mode
    at: dt.datetime
    by_id: int | None
    remark: str = ""


def asking_of(
    standing: Standing, transition: Transition, by_id: int | None, at: dt.datetime
) -> Asking:
    """What a transition asks: but for what is open already, which is asked once."""
    still_open = {code for code, asked in standing.asked.items() if asked.is_open}
    codes = tuple(code for code in transition.asks if code not in still_open)
    mode = mode_towards(standing.procedure.step(transition.target))
    return Asking(standing=standing, codes=codes, mode=mode, at=at, by_id=by_id)


def mode_towards(step: Step) -> Referral.Mode:
    """What a case does until the answer, once it stands at `step`."""
    if step.owner is not Owner.ANSWERS:
        return Referral.Mode.GO_ON
    return Referral.Mode.PAUSE if step.clock is Clock.PAUSED else Referral.Mode.WAIT


def prepare(asking: Asking) -> tuple[Put, ...] | Refusal:
    """What is to be written for each question. `Refusal` when a unit that answers is not in service.

    Statements: one for the working calendar of the unit of each question at which a person must look, two
    for the savepoint of the automatic answers; and what subjects and automatic answers read.
    """
    if not asking.codes:
        return ()
    questions = [registry.get_question(code) for code in asking.codes]
    units = asking.standing.desks
    for question in questions:
        if question.unit not in units:
            return replace(NO_DESK, params={"question": question.label})
    puts = [_put(asking, question, units[question.unit]) for question in questions]
    known = _automatic_answers(puts, asking.standing.case)
    return tuple(
        replace(put, answer=known[put.question.code])
        if put.question.code in known
        else _to_a_person(asking, put)
        for put in puts
    )


def _put(asking: Asking, question: Question, unit_id: int) -> Put:
    case, earlier = asking.standing.case, asking.standing.asked.get(question.code)
    return Put(
        question=question,
        round=earlier.round + 1 if earlier else 1,
        mode=asking.mode.value,
        subject=subject_of(question, case),
        remark=asking.remark,
        unit_id=unit_id,
    )


def _to_a_person(asking: Asking, put: Put) -> Put:
    """With the deadline of the desk that answers, or the case of its own that will."""
    question, unit_id, case = put.question, put.unit_id, asking.standing.case
    calendar = hours.calendar_of(unit_id, asking.at)
    put = replace(put, due_at=add_working_minutes(asking.at, question.promise_minutes, calendar))
    if question.procedure:
        return replace(put, child_id=_child(question, put, case))
    return replace(put, queue=f"{unit_id}:{question.role}")


def subject_of(question: Question, case: CaseSnapshot) -> Subject:
    """What the question is about; without a registered subject it is about the case itself."""
    find = registry.find_subject(question.code)
    return find(case) if find else Subject(kind="case", rows=(), values={})


def _automatic_answers(puts: Collection[Put], case: CaseSnapshot) -> dict[str, Answer]:
    """What the machine knows, by question. A fault of it must not stop the case: then a person looks.

    All are asked within one savepoint; only when one fails, each within its own.
    """
    knowing = [put for put in puts if _may_know(put.question)]
    if not knowing:
        return {}
    try:
        with database.atomic():
            found = {put.question.code: _automatic(put) for put in knowing}
    except Exception:  # noqa: BLE001 (whichever failed, and however: it says so when asked again)
        found = {put.question.code: _automatic_or_none(put, case) for put in knowing}
    return {code: answer for code, answer in found.items() if answer is not None}


def _may_know(question: Question) -> bool:
    return question.is_known_by_table or registry.find_automatic_answer(question.code) is not None


def _automatic(put: Put) -> Answer | None:
    find = registry.find_automatic_answer(put.question.code)
    answer = find(put.subject) if find else None
    if answer is None and put.question.is_known_by_table:
        answer = known_answer(put.question.code, put.unit_id, put.subject)
    return answer and judged(put.question, answer)


def _automatic_or_none(put: Put, case: CaseSnapshot) -> Answer | None:
    try:
        with database.atomic():
            return _automatic(put)
    except Exception:
        logger.exception("no automatic answer to %s for case %s", put.question.code, case.reference)
        return None


def judged(question: Question, answer: Answer) -> Answer:
    """The answer with what its outcome means. `LookupError` for an outcome that the question has not,
    `TypeError` for data that would not come back unchanged.
    """
    chain.canonical(answer.data)
    return replace(answer, is_clear=question.outcome(answer.outcome).is_clear)


def _child(question: Question, put: Put, case: CaseSnapshot) -> int:
    """A case of its own answers; it begins in the same commit and belongs to the same applicant."""
    begun = opening.open_case(
        opening.Opening(
            procedure=registry.get_procedure(question.procedure),
            by=None,
            unit_id=put.unit_id,
            applicant_id=case.applicant_id,
            key=f"question:{case.reference}:{question.code}:{put.round}",
            data={"answers": {"case": case.reference, **words(question.code, put.round)}},
            category="",
            promise_minutes=question.promise_minutes,
        )
    )
    if isinstance(begun, Exception):
        raise begun
    return begun.case_id


def as_asked(asking: Asking, puts: Collection[Put]) -> dict[str, Asked]:
    """The case's questions once these have been put."""
    new = {
        put.question.code: Asked(
            id=0,
            question=put.question.code,
            round=put.round,
            unit_id=put.unit_id,
            asked_by_id=asking.by_id,
            answer=put.answer,
        )
        for put in puts
    }
    return {**asking.standing.asked, **new}


def withdrawn_at_the_end(asked: Mapping[str, Asked], but_for: str = "") -> tuple[Ended, ...]:
    """What is still open when a case comes to its end: nobody needs to answer it any more."""
    return tuple(
        Ended(referral_id=found.id, question=code, child_id=found.child_id)
        for code, found in asked.items()
        if found.is_open and code != but_for
    )


def with_timers(change: TimerChange | None, changes: Questions | None) -> TimerChange | None:
    """A change of timers with those of the questions: a desk that was asked has a deadline of its own."""
    if changes is None:
        return change
    change = change or TimerChange()
    alarms = (
        Alarm(REFERRAL_DUE, put.question.code, put.due_at)
        for put in changes.put
        if put.due_at is not None
    )
    dropped = (named(REFERRAL_DUE, ended.question) for ended in changes.ended)
    return TimerChange((*change.dropped, *dropped), (*change.alarms, *alarms))


def words(code: str, round_: int) -> dict[str, Any]:
    """How an event names a question: never by what it is about."""
    return {"question": code, "round": round_}


def facts(changes: Questions) -> dict[str, Any]:
    """What an event of another verb says of the questions that it put, answered at once or withdrew."""
    said: dict[str, list[dict[str, Any]]] = {"asked": [], "answered": [], "withdrawn": []}
    for put in changes.put:
        named = {**words(put.question.code, put.round), "unit": put.question.unit}
        if put.answer is None:
            said["asked"].append(named)
        else:
            said["answered"].append({**named, "outcome": put.answer.outcome})
    said["withdrawn"] = [
        {"question": ended.question} for ended in changes.ended if not ended.answer
    ]
    found = {name: lines for name, lines in said.items() if lines}
    return {QUESTIONS: found} if found else {}
