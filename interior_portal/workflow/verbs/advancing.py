"""One advance under the case's lock: recognise, decide, write."""

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow import decide, registry
from interior_portal.workflow.context import CaseSnapshot, Standing
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models import Case
from interior_portal.workflow.procedures import Transition, UnknownTransition
from interior_portal.workflow.results import Advance, KeyReused, StaleCase
from interior_portal.workflow.routing import Route, route
from interior_portal.workflow.sql import hours, read, write
from interior_portal.workflow.sql.questions import Questions
from interior_portal.workflow.timing import deadline, timers
from interior_portal.workflow.verbs import questions
from interior_portal.workflow.verbs.questions import QUESTIONS

UNDO = "undo"
CLOCK, JOIN = "clock", "join"
CHILD_ENDED = "workflow.child_ended"  # hears that a case has ended which answers a question
CHILD_WITHDRAWN = (
    "workflow.tell_withdrawn"  # hears that a case has ended because nobody waits for it
)
logger = logging.getLogger(__name__)
_ENGINES_WORDS = frozenset({CLOCK, JOIN, QUESTIONS, UNDO})


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody asks of a case, and who hears of it besides those that the transition names.

    `said` and `body_hash` are its data as text and its mark.
    """

    case_id: int
    transition: str
    by: User | None
    version: int | None
    key: str
    data: Mapping[str, Any]
    effects: tuple[str, ...] = ()
    said: str = field(init=False)
    body_hash: bytes = field(init=False)

    def __post_init__(self) -> None:
        if self.version is None and self.by is not None:
            raise ValueError("a person acts on the version they saw")
        if not self.key:
            raise ValueError("an advance has a key")
        if taken := _ENGINES_WORDS & self.data.keys():
            raise ValueError(f"{min(taken)!r} is the engine's word in the data of an event")
        said = chain.canonical(self.data)
        object.__setattr__(self, "said", said)
        object.__setattr__(self, "body_hash", chain.body_hash(self.transition, self.actor_id, said))

    @property
    def actor_id(self) -> int | None:
        return self.by.pk if self.by else None


def carry_out(move: Move) -> Advance | Refused:
    """The advance, or why not; nothing has been written in that case."""
    standing = _locked(move)
    case, earlier = standing.case, standing.earlier
    if earlier is not None:
        if earlier.body_hash != move.body_hash:
            return KeyReused()
        return Advance(
            case.id, case.reference, earlier.version, earlier.step, earlier.seq, replayed=True
        )
    transition, at = standing.procedure.transition(move.transition), clock.now()
    if _is_stale(standing, transition, move.version):
        return StaleCase()
    refusal = decide.why_not_advance(standing, transition, by=move.by, data=move.data, at=at)
    if refusal is not None:
        return Refused(refusal)
    event = _write(standing, transition, move, at)
    if isinstance(event, Refusal):
        return Refused(event)
    return Advance(case.id, case.reference, event.version, event.to_step, event.seq)


def _is_stale(standing: Standing, transition: Transition, version: int | None) -> bool:
    """Whether the actor saw another case. In a branch what other branches did does not matter."""
    if version is None:
        return False
    since = standing.since(standing.procedure.branch_of(transition))
    return not since <= version <= standing.case.version


def _locked(move: Move) -> Standing:
    """The locked case. A version met for the first time may have other branches and four eyes."""
    question = read.Question(
        by=move.by,
        case_id=move.case_id,
        branch=registry.branch_of(move.transition),
        key=move.key,
        not_by=registry.four_eyes(move.transition),
        asks=registry.may_have_asked(move.transition),
    )
    standing = read.lock(question)
    if standing is None:
        raise Case.DoesNotExist(f"there is no case {move.case_id}")
    transition = standing.procedure.transition(move.transition)
    branch = standing.procedure.branch_of(transition)
    is_whole = question.asks or not standing.procedure.questions
    if (
        branch != question.branch
        or not is_whole
        or not standing.last_actors.keys() >= set(transition.not_by)
    ):
        better = replace(question, branch=branch, not_by=transition.not_by, asks=True)
        standing = read.lock(better) or standing
    return standing


def _write(
    standing: Standing, transition: Transition, move: Move, at: dt.datetime
) -> chain.Event | Refusal:
    consequences = _consequences(standing, transition, move, at)
    if isinstance(consequences, Refusal):
        return consequences
    way, changes = consequences
    case = standing.case
    calendar = hours.loader(case.unit_id)
    clock_move = deadline.enter(case.deadline, way.case_step, at, calendar)
    facts = _facts(way, clock_move) | (questions.facts(changes) if changes else {})
    event_code = standing.procedure.event_code(transition)
    effects = effects_of(standing, way, event_code, (*transition.effects, *move.effects))
    hold_seconds = 0 if relay.is_carrying_out_here() else transition.undo_seconds
    if hold_seconds:
        facts[UNDO] = _before(standing, at + dt.timedelta(seconds=hold_seconds), effects)
    said = chain.canonical({**move.data, **facts}) if facts else move.said
    event = chain.Event(
        reference=case.reference,
        seq=case.event_seq + 1,
        code=event_code,
        transition=transition.code,
        from_step=standing.step_in(way.branch) or case.step,
        to_step=way.led_to.code,
        version=case.version + 1,
        actor_id=move.actor_id,
        role=decide.acting_role(standing, transition),
        on_behalf_of_id=decide.on_behalf_of(standing, transition),
        unit_id=case.unit_id,
        at=at,
        data=said,
        key=move.key,
        body_hash=move.body_hash,
    )
    write.advance(
        write.Change(
            standing=standing,
            route=way,
            deadline=clock_move.deadline,
            timers=questions.with_timers(
                timers.change(standing, way, clock_move, at, calendar), changes
            ),
            event=event,
            measures=transition.measures,
            effects=effects,
            questions=changes,
            hold_seconds=hold_seconds,
        )
    )
    return event


def _consequences(
    standing: Standing, transition: Transition, move: Move, at: dt.datetime
) -> tuple[Route, Questions | None] | Refusal:
    """Where the move leads, and what it does to the questions of a procedure that asks: the cases that
    answer them begin and end here.
    """
    if not standing.procedure.questions:
        return route(standing, transition), None
    asking = questions.asking_of(standing, transition, move.actor_id, at)
    puts = questions.prepare(asking)
    if isinstance(puts, Refusal):
        return puts
    asked = questions.as_asked(asking, puts)
    way = route(standing, transition, asked)
    ended = questions.withdrawn_at_the_end(asked) if way.case_step.is_final else ()
    changes = Questions(put=puts, ended=ended) if puts or ended else None
    end_children(standing.case, changes)
    return way, changes


def end_children(case: CaseSnapshot, changes: Questions | None) -> None:
    """End the cases that were to answer what is withdrawn here: the parent is locked, now each child is.

    Two statements for each, a third when its clock has to be read. A child that has ended meanwhile stays
    as it is, its outcome answers nobody; one whose version cannot be withdrawn is left to its own desk.
    """
    for ended in changes.ended if changes else ():
        question = registry.find_question(ended.question)
        if ended.answer or ended.child_id is None or question is None:
            continue
        move = Move(
            ended.child_id,
            question.withdrawal,
            by=None,
            version=None,
            key=f"withdrawn:{ended.referral_id}",
            data={"answered": {"case": case.reference, "question": ended.question}},
            effects=(CHILD_WITHDRAWN,),
        )
        try:
            carry_out(move)
        except UnknownTransition:
            logger.warning("case %s answers a withdrawn question and runs on", ended.child_id)


def effects_of(
    standing: Standing, way: Route, event: str, own: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The handlers that hear of a move: those it names, and those that subscribed to what it brings."""
    procedure, more = standing.procedure.code, registry.subscribers(event)
    if way.settled is not None:
        more += registry.subscribers(f"{procedure}.{way.settled.code}.answered")
    if way.case_step.is_final and registry.is_answered_by(procedure):
        more += (CHILD_ENDED,)
    return tuple(dict.fromkeys((*own, *more))) if more else own


def _before(standing: Standing, until: dt.datetime, effects: tuple[str, ...]) -> dict[str, Any]:
    """What an undo needs to know: how the case was, and which effects are held until when."""
    clock_before = {
        name: moment.isoformat() if isinstance(moment, dt.datetime) else moment
        for name, moment in asdict(standing.case.deadline).items()
    }
    return {
        "until": until.isoformat(),
        "item": standing.item.id if standing.item else None,
        "clock": clock_before,
        "effects": list(effects),
    }


def _facts(way: Route, clock_move: deadline.ClockMove) -> dict[str, Any]:
    """What the engine itself says in the event: about the clock, and who has arrived of how many."""
    facts: dict[str, Any] = {CLOCK: clock_move.facts} if clock_move.facts else {}
    if way.join is not None:
        facts[JOIN] = {"arrived": way.join.arrived, "expected": way.join.expected}
    return facts
