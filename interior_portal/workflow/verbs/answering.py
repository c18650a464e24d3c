"""What happens to a question by a verb of its own: asked by a desk, answered, withdrawn, reminded of."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow import asking, decide, registry, routing
from interior_portal.workflow.context import Asked, Standing
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models.referrals import Referral
from interior_portal.workflow.questions import Answer
from interior_portal.workflow.results import KeyReused, QuestionChange, StaleCase
from interior_portal.workflow.sql import hours, read, write
from interior_portal.workflow.sql import questions as rows
from interior_portal.workflow.sql.questions import Ended, Questions
from interior_portal.workflow.timing import deadline, timers
from interior_portal.workflow.verbs import advancing, questions

ASKED, ANSWERED = "workflow.asked", "workflow.answered"
WITHDRAWN, REMINDED = "workflow.question_withdrawn", "workflow.reminded"
OVERDUE = "workflow.question_overdue"
EVENTS = (ASKED, ANSWERED, WITHDRAWN, REMINDED, OVERDUE)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks of a question. `said` is all that a repeated key must repeat."""

    event: str
    by: User | None
    key: str
    said: Mapping[str, Any]
    body_hash: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("what is done about a question has a key")
        hashed = chain.body_hash(self.event, self.actor_id, chain.canonical(self.said))
        object.__setattr__(self, "body_hash", hashed)

    @property
    def actor_id(self) -> int | None:
        return self.by.pk if self.by else None


Outcome = QuestionChange | Refused


def refer(request: Request, *, case_id: int, code: str, version: int, remark: str) -> Outcome:
    """Put the question `code` to its desk, at a step where the desk that holds the case may ask."""
    where = read.Question(by=request.by, case_id=case_id, key=request.key, asks=True)
    standing = _existing(read.lock(where))
    branch = asking.branch_that_may_ask(standing, code)
    if branch and standing.earlier is None:
        standing = _existing(read.lock(replace(where, branch=branch)))
    if standing.earlier is not None:
        return _replayed(standing, request, standing.asked.get(code))
    if not standing.since(branch or "") <= version <= standing.case.version:
        return StaleCase()
    if refusal := asking.why_not_refer(standing, code):
        return Refused(refusal)
    put = questions.prepare(
        questions.Asking(
            standing=standing,
            codes=(code,),
            mode=Referral.Mode.GO_ON,
            at=clock.now(),
            by_id=request.actor_id,
            remark=remark,
        )
    )
    if isinstance(put, Refusal):
        return Refused(put)
    (asked,) = put
    said = {**questions.words(code, asked.round), "unit": asked.question.unit}
    if asked.answer is not None:
        said |= {"outcome": asked.answer.outcome, "is_automatic": True}
    return _tell(standing, request, said, Questions(put=put))


def answer(request: Request, *, referral_id: int, given: Answer) -> Outcome:
    """Answer an open question; the case goes on by itself when that was all it waited for."""
    standing = _locked(request, referral_id, at_desk=True)
    asked = standing.to_answer
    if standing.earlier is not None:
        return _replayed(standing, request, asked)
    if asked is None:
        return Refused(asking.SETTLED)
    question = registry.get_question(asked.question)
    refusal = asking.why_not_answer(standing, asked) or asking.why_not_outcome(
        question, given.outcome, given.note
    )
    if refusal:
        return Refused(refusal)
    found = questions.judged(question, given)
    said = {
        **questions.words(asked.question, asked.round),
        "unit": question.unit,
        "outcome": found.outcome,
    }
    return _settle(standing, request, said, replace(asked, answer=found))


def withdraw(request: Request, *, referral_id: int, reason: str) -> Outcome:
    """Take a question back: it is settled, and not clear. A case that was to answer it ends."""
    standing = _locked(request, referral_id)
    asked = standing.to_answer
    if standing.earlier is not None:
        return _replayed(standing, request, asked)
    if asked is None:
        return Refused(asking.SETTLED)
    if refusal := asking.why_not_follow_up(standing, asked):
        return Refused(refusal)
    if not reason.strip():
        return Refused(asking.NO_REASON)
    said = questions.words(asked.question, asked.round)
    return _settle(standing, request, said, replace(asked, is_withdrawn=True), reason)


def remind(request: Request, *, referral_id: int) -> Outcome:
    """Remind the desk that answers: once on each of its working days."""
    standing, at = _locked(request, referral_id), clock.now()
    asked = standing.to_answer
    if standing.earlier is not None:
        return _replayed(standing, request, asked)
    if asked is None:
        return Refused(asking.SETTLED)
    if refusal := asking.why_not_follow_up(standing, asked):
        return Refused(refusal)
    last = rows.last_reminder(standing.case.id, REMINDED, asked.question, asked.round)
    if last is not None and not _works_between(asked.unit_id, last, at):
        return Refused(asking.REMINDED)
    return _tell(standing, request, questions.words(asked.question, asked.round), Questions())


def fall_due(request: Request, *, referral_id: int) -> Outcome:
    """Say in the ledger that the desk has not answered in time; who hears of the event tells people."""
    standing = _locked(request, referral_id)
    asked = standing.to_answer
    if standing.earlier is not None:
        return _replayed(standing, request, asked)
    if asked is None or not asked.is_open:
        return Refused(asking.SETTLED)
    return _tell(standing, request, questions.words(asked.question, asked.round), Questions())


def keep_draft(by: User, *, referral_id: int, draft: Mapping[str, Any]) -> Refused | None:
    """Keep what the holder of the question has written so far; no event, for nothing is decided."""
    standing = _existing(read.lock(read.Question(by=by, referral_id=referral_id, at_desk=True)))
    if standing.to_answer is None:
        return Refused(asking.SETTLED)
    if refusal := asking.why_not_answer(standing, standing.to_answer):
        return Refused(refusal)
    rows.keep_draft(referral_id, json.dumps(dict(draft), ensure_ascii=False))
    return None


def _works_between(unit_id: int, last: dt.datetime, at: dt.datetime) -> bool:
    """Whether the unit opens on a day after `last`, up to the day of `at`."""
    first, today = timezone.localdate(last), timezone.localdate(at)
    days = (first + DAY * number for number in range(1, (today - first).days + 1))
    calendar = hours.calendar_of(unit_id, last)
    return any(calendar.hours_on(day) for day in days)


def _locked(request: Request, referral_id: int, *, at_desk: bool = False) -> Standing:
    return _existing(
        read.lock(
            read.Question(by=request.by, referral_id=referral_id, key=request.key, at_desk=at_desk)
        )
    )


def _existing(standing: Standing | None) -> Standing:
    if standing is None:
        raise Referral.DoesNotExist("there is no such question")
    return standing


def _replayed(standing: Standing, request: Request, asked: Asked | None) -> Outcome:
    earlier = standing.earlier
    if earlier is None or earlier.body_hash != request.body_hash:
        return KeyReused()
    return QuestionChange(
        case_id=standing.case.id,
        reference=standing.case.reference,
        question=asked.question if asked else "",
        version=earlier.version,
        step=earlier.step,
        event_seq=earlier.seq,
        replayed=True,
    )


def _settle(
    standing: Standing, request: Request, said: dict[str, Any], ended: Asked, reason: str = ""
) -> Outcome:
    """End one question, and take the case on where it waited for this one last."""
    asked = {**standing.asked, ended.question: ended}
    way = routing.after_answer(standing, asked)
    settled = Ended(
        referral_id=ended.id,
        question=ended.question,
        answer=ended.answer,
        child_id=ended.child_id,
    )
    changes = Questions(
        ended=(settled,),
        withdrawn_by_id=request.actor_id if ended.is_withdrawn else None,
        reason=reason,
    )
    if way is not None and way.case_step.is_final:
        left = questions.withdrawn_at_the_end(asked)
        changes = replace(changes, ended=changes.ended + left)
    advancing.end_children(standing.case, changes)
    if way is None:
        return _tell(standing, request, said, changes)
    return _go_on(standing, request, said, changes, way)


def _tell(
    standing: Standing, request: Request, said: dict[str, Any], changes: Questions
) -> Outcome:
    event = _event(standing, request, said, clock.now())
    effects = registry.subscribers(event.code)
    timer_change = questions.with_timers(None, changes) or timers.TimerChange()
    write.ask_or_settle(standing, event, changes, timer_change, effects)
    return _change(standing, event, said)


def _go_on(
    standing: Standing,
    request: Request,
    said: dict[str, Any],
    changes: Questions,
    way: routing.Route,
) -> Outcome:
    case, at = standing.case, clock.now()
    calendar = hours.loader(case.unit_id)
    clock_move = deadline.enter(case.deadline, way.case_step, at, calendar)
    if clock_move.facts:
        said = {**said, advancing.CLOCK: clock_move.facts}
    event = replace(
        _event(standing, request, said, at), to_step=way.led_to.code, version=case.version + 1
    )
    write.advance(
        write.Change(
            standing=standing,
            route=way,
            deadline=clock_move.deadline,
            event=event,
            measures=(),
            timers=questions.with_timers(
                timers.change(standing, way, clock_move, at, calendar), changes
            ),
            effects=advancing.effects_of(standing, way, event.code),
            questions=changes,
        )
    )
    return _change(standing, event, said)


def _change(standing: Standing, event: chain.Event, said: Mapping[str, Any]) -> QuestionChange:
    return QuestionChange(
        case_id=standing.case.id,
        reference=event.reference,
        question=said["question"],
        version=event.version,
        step=event.to_step,
        event_seq=event.seq,
    )


def _event(
    standing: Standing, request: Request, said: Mapping[str, Any], at: dt.datetime
) -> chain.Event:
    case, actor, role = standing.case, standing.actor, _role(standing, request.event)
    return chain.Event(
        reference=case.reference,
        seq=case.event_seq + 1,
        code=request.event,
        transition="",
        from_step=case.step,
        to_step=case.step,
        version=case.version,
        actor_id=request.actor_id,
        role=role,
        on_behalf_of_id=actor.acts_for(role) if actor else None,
        unit_id=case.unit_id,
        at=at,
        data=chain.canonical(said),
        key=request.key,
        body_hash=request.body_hash,
    )


def _role(standing: Standing, event: str) -> str:
    if standing.actor is None:
        return ""
    if event == ANSWERED and standing.to_answer is not None:
        return decide.answering_role(standing.actor, standing.to_answer)
    return asking.asking_role(standing)
