"""A procedure as nodes and flows: the shape that drawings and exports share.

A step with several ways out gets a choice behind it; a fork opens branches, a join ends them; where answers
are waited for, the ways on are chosen as those of any step. What happens by itself after some time is a
timer at its step, or behind it where nothing else leads on. Ids are made of the codes, so they stay the
same as long as the codes do.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from interior_portal.workflow.procedures import Label, Owner, Procedure, Step, Transition
from interior_portal.workflow.seeing.timeouts import is_passed_by

APPLICANT, SYSTEM = "applicant", "system"
# What stands for a transition where the answers decide; no transition can be called so.
CLEAR, OTHERWISE = "answers.clear", "answers.otherwise"


class Kind(enum.Enum):
    """What a node is; the value begins its id."""

    START = "start"
    PERSON = "person"
    SERVICE = "service"
    ANSWERS = "answers"
    CHOICE = "choice"
    FORK = "fork"
    MERGE = "merge"
    JOIN = "join"
    LEAVING = "leaving"
    TIMER = "timer"
    TIMER_AT = "timer_at"
    END = "end"


@dataclass(frozen=True, slots=True)
class Node:
    """`lane` is `APPLICANT`, `SYSTEM` or the code of a role; `step` is empty for what is no step.

    A timer goes off after so many working `minutes`; one of the kind `TIMER_AT` sits on its `host`.
    """

    id: str
    kind: Kind
    label: Label
    lane: str
    step: str = ""
    outcome: str = ""
    minutes: int = 0
    host: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """`transition` is empty where nobody chooses."""

    id: str
    source: str
    target: str
    label: Label = ""
    transition: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Lanes, nodes and flows in the order of the procedure."""

    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]


def graph_of(procedure: Procedure) -> Graph:
    """The whole procedure. The same procedure gives the same graph."""
    nodes = tuple(_nodes(procedure))
    lanes = tuple(dict.fromkeys(node.lane for node in nodes))
    return Graph(lanes, nodes, tuple(_flows(procedure)))


def outline_of(procedure: Procedure) -> Graph:
    """The steps alone and which follows on which: what people look at, without gateways.

    At most one flow between two steps; its id is `source>target`. The initial step comes first.
    """
    lanes = _lanes(procedure)
    steps = sorted(procedure.steps, key=lambda step: step.code != procedure.initial)
    nodes = tuple(
        Node(step.code, _kind(step), step.label, lanes[step.code], step.code, step.outcome)
        for step in steps
    )
    pairs = dict.fromkeys(_followers(procedure))
    flows = tuple(Flow(f"{source}>{target}", source, target) for source, target in pairs)
    return Graph(tuple(dict.fromkeys(node.lane for node in nodes)), nodes, flows)


def _followers(procedure: Procedure) -> Iterator[tuple[str, str]]:
    for transition in procedure.transitions:
        for source in transition.source:
            yield from ((source, target) for target in transition.opens or (transition.target,))
    for step in procedure.steps:
        yield from ((step.code, follower) for follower in (step.then, step.otherwise) if follower)


def _nodes(procedure: Procedure) -> Iterator[Node]:
    lanes = _lanes(procedure)
    yield Node("start", Kind.START, "", lanes[procedure.initial])
    for step in procedure.steps:
        lane = lanes[step.code]
        ways = procedure.transitions_from(step.code)
        if step.owner is Owner.BRANCHES:
            yield Node(f"join.{step.code}", Kind.JOIN, step.label, lane, step.code)
            yield from _merges(procedure, step, lane)
            yield from (_leaving(step, transition, lane) for transition in ways)
        else:
            yield Node(f"step.{step.code}", _kind(step), step.label, lane, step.code, step.outcome)
            if _has_choice(procedure, step):
                yield Node(f"choice.{step.code}", Kind.CHOICE, "", lane)
            yield from (_timer(procedure, step, t, lane) for t in ways if t.after_minutes)
    for transition in procedure.transitions:
        if transition.opens:
            yield Node(f"fork.{transition.code}", Kind.FORK, "", lanes[transition.source[0]])


def _leaving(step: Step, transition: Transition, lane: str) -> Node:
    kind = Kind.TIMER if transition.after_minutes else Kind.LEAVING
    place = _leaving_id(step.code, transition)
    return Node(place, kind, transition.label, lane, minutes=transition.after_minutes)


def _leaving_id(step: str, transition: Transition) -> str:
    return f"leaving.{transition.code}.{step}"


def _timer(procedure: Procedure, step: Step, transition: Transition, lane: str) -> Node:
    is_behind = is_passed_by(procedure, step, transition)
    return Node(
        _timer_id(step.code, transition),
        Kind.TIMER if is_behind else Kind.TIMER_AT,
        transition.label,
        lane,
        minutes=transition.after_minutes,
        host="" if is_behind else f"step.{step.code}",
    )


def _timer_id(step: str, transition: Transition) -> str:
    return f"timer.{transition.code}.{step}"


def _merges(procedure: Procedure, step: Step, lane: str) -> Iterator[Node]:
    """A join counts branches: what ends one branch in several ways comes together before it."""
    yield from (
        Node(f"merge.{branch}", Kind.MERGE, "", lane)
        for branch in _branches(procedure, step.code)
        if branch
    )


def _branches(procedure: Procedure, waiting: str) -> dict[str, None]:
    """The branches that end where a case waits, in the order of the procedure."""
    return dict.fromkeys(
        procedure.branch_of(transition)
        for transition in procedure.transitions
        if transition.target == waiting and not transition.opens
    )


def _kind(step: Step) -> Kind:
    if step.is_final:
        return Kind.END
    return _KINDS.get(step.owner, Kind.PERSON)


_KINDS = {Owner.SYSTEM: Kind.SERVICE, Owner.ANSWERS: Kind.ANSWERS}


def _lanes(procedure: Procedure) -> dict[str, str]:
    """Whose lane a step lies in; an end lies with whoever brings the case there first."""
    lanes = {step.code: lane_of(step) for step in procedure.steps}
    for step in procedure.steps:
        if step.is_final:
            sources = [t.source[0] for t in procedure.transitions if t.target == step.code]
            lanes[step.code] = lanes[sources[0]] if sources else SYSTEM
    return lanes


def lane_of(step: Step) -> str:
    """`APPLICANT`, the code of a role, or `SYSTEM`: whose step it is."""
    match step.owner:
        case Owner.APPLICANT:
            return APPLICANT
        case Owner.DESK:
            return step.role
        case _:
            return SYSTEM


def _flows(procedure: Procedure) -> Iterator[Flow]:
    yield Flow("flow.start", "start", _entry(procedure, procedure.initial))
    for step in procedure.steps:
        if step.owner is Owner.BRANCHES:
            yield from _joined(procedure, step)
        elif _has_choice(procedure, step):
            yield Flow(f"flow.choice.{step.code}", f"step.{step.code}", f"choice.{step.code}")
        if step.owner is Owner.ANSWERS:
            yield from _answered(procedure, step)
        yield from _timed(procedure, step)
    for transition in procedure.transitions:
        yield from _ways(procedure, transition)


def _has_choice(procedure: Procedure, step: Step) -> bool:
    by_answers = (step.then, step.otherwise) if step.owner is Owner.ANSWERS else ()
    chosen = [t for t in procedure.transitions_from(step.code) if not t.after_minutes]
    return len(chosen) + sum(map(bool, by_answers)) > 1


def _timed(procedure: Procedure, step: Step) -> Iterator[Flow]:
    """To the timer behind a step that nothing else leads on from."""
    for transition in procedure.transitions_from(step.code):
        if is_passed_by(procedure, step, transition):
            timer = _timer_id(step.code, transition)
            yield Flow(f"flow.{timer}", f"step.{step.code}", timer)


def _answered(procedure: Procedure, step: Step) -> Iterator[Flow]:
    """The ways that the answers take a case which waits for them."""
    source = f"{'choice' if _has_choice(procedure, step) else 'step'}.{step.code}"
    ways = [(CLEAR, step.then, _("the answers are clear") if step.otherwise else _("answered"))]
    if step.otherwise:
        ways.append((OTHERWISE, step.otherwise, _("an answer is not clear")))
    for way, target, label in ways:
        yield Flow(f"flow.{way}.{step.code}", source, _entry(procedure, target), label, way)


def _joined(procedure: Procedure, step: Step) -> Iterator[Flow]:
    """Out of the join, into it from each branch, and from each fork to what may cut it short."""
    join = f"join.{step.code}"
    yield Flow(f"flow.{join}", join, _entry(procedure, step.then))
    for branch in _branches(procedure, step.code):
        yield Flow(f"flow.merge.{branch}", f"merge.{branch}", join)
    for transition in procedure.transitions:
        if transition.target == step.code and transition.opens:
            for leaving in procedure.transitions_from(step.code):
                yield Flow(
                    f"flow.fork.{transition.code}.{leaving.code}",
                    f"fork.{transition.code}",
                    _leaving_id(step.code, leaving),
                )


def _ways(procedure: Procedure, transition: Transition) -> Iterator[Flow]:
    target = _target(procedure, transition)
    for source in transition.source:
        yield Flow(
            f"flow.{transition.code}.{source}",
            _exit(procedure, source, transition),
            target,
            transition.label,
            transition.code,
        )
    for opened in transition.opens:
        yield Flow(f"flow.open.{transition.code}.{opened}", target, _entry(procedure, opened))


def _target(procedure: Procedure, transition: Transition) -> str:
    if transition.opens:
        return f"fork.{transition.code}"
    if procedure.step(transition.target).owner is Owner.BRANCHES:
        return f"merge.{procedure.branch_of(transition)}"
    return _entry(procedure, transition.target)


def _entry(procedure: Procedure, step: str) -> str:
    waits = procedure.step(step).owner is Owner.BRANCHES
    return f"join.{step}" if waits else f"step.{step}"


def _exit(procedure: Procedure, step: str, transition: Transition) -> str:
    if procedure.step(step).owner is Owner.BRANCHES:
        return _leaving_id(step, transition)
    if transition.after_minutes:
        return _timer_id(step, transition)
    return f"{'choice' if _has_choice(procedure, procedure.step(step)) else 'step'}.{step}"
