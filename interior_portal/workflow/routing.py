"""Where a transition leads: in the trunk, into branches, on within one, or together again. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from interior_portal.workflow.context import Asked, JoinSnapshot, Place, Standing
from interior_portal.workflow.procedures import Owner, Procedure, Step, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinChange:
    """The join after a move. A new one has no id; a closed one is waited for no longer."""

    id: int | None
    step: str
    expected: int
    arrived: int
    places: Mapping[str, Place]
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a move changes. `case_step` is where the case stands then, `led_to` what the event says.

    `opened` are the steps that begin, by branch; those of desks put an item into a queue. A move in the
    trunk closes every open item of the case, one in a branch that of the branch. `join` is None where
    there is none to write, `settled` the step whose answers have all come.
    """

    case_step: Step
    led_to: Step
    branch: str
    opened: Mapping[str, Step]
    join: JoinChange | None = None
    settled: Step | None = None


def route(
    standing: Standing, transition: Transition, asked: Mapping[str, Asked] | None = None
) -> Route:
    """The way of a transition that may happen. `asked` are the case's questions once it has asked."""
    procedure = standing.procedure
    target, branch = procedure.step(transition.target), procedure.branch_of(transition)
    if branch and standing.join is not None:
        return _in_branch(standing, standing.join, branch, target)
    if target.owner is Owner.ANSWERS:
        waiting, target = target, past_answers(procedure, target, transition.asks, asked or {})
        return _answered(standing, waiting, target)
    opened = {"": target}
    if transition.opens:
        opened |= {procedure.step(code).branch: procedure.step(code) for code in transition.opens}
    return Route(
        case_step=target,
        led_to=target,
        branch="",
        opened=opened,
        join=_trunk_join(standing, transition, opened),
    )


def past_answers(
    procedure: Procedure, waiting: Step, codes: Iterable[str], asked: Mapping[str, Asked]
) -> Step:
    """Where a case stands that waits for the answers to `codes`: there still, or further on."""
    waited_for = [asked[code] for code in codes if code in asked]
    if any(question.is_open for question in waited_for):
        return waiting
    is_clear = all(question.is_clear for question in waited_for)
    return procedure.step(waiting.then if is_clear else waiting.otherwise or waiting.then)


def waited_for(standing: Standing) -> tuple[str, ...]:
    """The questions whose answers a case waits for where it stands now: those asked on its way in.

    A case that was put there in another way waits for whatever of the step's questions it has asked.
    """
    step = standing.case.step
    if standing.procedure.step(step).owner is not Owner.ANSWERS:
        return ()
    ways = [t for t in standing.procedure.transitions if t.target == step]
    taken = [t for t in ways if t.code == standing.way_in] or ways
    return tuple(code for t in taken for code in t.asks if code in standing.asked)


def after_answer(standing: Standing, asked: Mapping[str, Asked]) -> Route | None:
    """The way of a case once its questions stand as `asked` says; None when it stays where it is."""
    waiting, codes = standing.procedure.step(standing.case.step), waited_for(standing)
    if not codes:
        return None
    target = past_answers(standing.procedure, waiting, codes, asked)
    return None if target is waiting else _answered(standing, waiting, target)


def _answered(standing: Standing, waiting: Step, target: Step) -> Route:
    return Route(
        case_step=target,
        led_to=target,
        branch="",
        opened={"": target},
        join=_closed(standing),
        settled=None if target is waiting else waiting,
    )


def _trunk_join(
    standing: Standing, transition: Transition, opened: Mapping[str, Step]
) -> JoinChange | None:
    """A fork begins a join; leaving the step where the case waits ends one with nobody arrived."""
    if transition.opens:
        version = standing.case.version + 1
        places = {branch: Place(step.code, version) for branch, step in opened.items() if branch}
        return JoinChange(
            id=None, step=transition.target, expected=len(places), arrived=0, places=places
        )
    return _closed(standing)


def _closed(standing: Standing) -> JoinChange | None:
    """The end of the join that a case waited at, if it did."""
    return replace(_change(standing.join, standing), is_closed=True) if standing.join else None


def _in_branch(standing: Standing, join: JoinSnapshot, branch: str, target: Step) -> Route:
    procedure, case = standing.procedure, standing.case
    waiting = procedure.step(case.step)
    is_arrival = target.owner is Owner.BRANCHES
    place = Place(None if is_arrival else target.code, case.version + 1)
    change = replace(_change(join, standing), places={**join.places, branch: place})
    if not is_arrival:
        return Route(
            case_step=waiting, led_to=target, branch=branch, opened={branch: target}, join=change
        )
    change = replace(change, arrived=join.arrived + 1)
    if change.arrived < change.expected:
        return Route(case_step=waiting, led_to=waiting, branch=branch, opened={}, join=change)
    then = procedure.step(waiting.then)
    return Route(
        case_step=then,
        led_to=then,
        branch=branch,
        opened={"": then},
        join=replace(change, is_closed=True),
    )


def _change(join: JoinSnapshot, standing: Standing) -> JoinChange:
    return JoinChange(
        id=join.id,
        step=standing.case.step,
        expected=join.expected,
        arrived=join.arrived,
        places=join.places,
    )
