"""Where a transition leads: in the trunk, into branches, on within one, or together again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from interior_portal.workflow.context import JoinSnapshot, Place, Standing
from interior_portal.workflow.procedures import Owner, Step, Transition


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
    there is none to write.
    """

    case_step: Step
    led_to: Step
    branch: str
    opened: Mapping[str, Step]
    join: JoinChange | None = None


def route(standing: Standing, transition: Transition) -> Route:
    """The way of a transition that may happen."""
    procedure = standing.procedure
    target, branch = procedure.step(transition.target), procedure.branch_of(transition)
    if branch and standing.join is not None:
        return _in_branch(standing, standing.join, branch, target)
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
