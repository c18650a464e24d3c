"""What is wrong with a procedure, as sentences for the developer who wrote it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from interior_portal.workflow.procedures import Clock, Owner, Procedure, Step, Transition
from interior_portal.workflow.questions import LONGEST_CODE

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_PROCEDURE_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_NAME = re.compile(r"[a-z][a-z0-9_.]*")
_PREFIX = re.compile(r"[A-Z]{1,3}")
_WAITING = frozenset({Owner.BRANCHES, Owner.ANSWERS})

# What the clock may do between two steps: one that is paused at once has begun as well. An ended one stays ended.
_CLOCK_MOVES = {
    Clock.NOT_STARTED: {Clock.NOT_STARTED, Clock.RUNS, Clock.PAUSED, Clock.ENDED},
    Clock.RUNS: {Clock.RUNS, Clock.PAUSED, Clock.ENDED},
    Clock.PAUSED: {Clock.RUNS, Clock.PAUSED, Clock.ENDED},
    Clock.ENDED: {Clock.ENDED},
}


def may_clock_move(before: Clock, after: Clock) -> bool:
    """Whether the clock of a case may go from one step's to another's."""
    return after in _CLOCK_MOVES[before]


def problems(procedure: Procedure) -> list[str]:
    """Every fault found; the graph is walked only when all its names are known."""
    found = [*_heading_problems(procedure), *_name_problems(procedure)]
    for step in procedure.steps:
        found += (f"step {step.code}: {fault}" for fault in _step_problems(step))
    if found:
        return found
    steps = {step.code: step for step in procedure.steps}
    for transition in procedure.transitions:
        found += (
            f"transition {transition.code}: {fault}"
            for fault in (
                *_transition_problems(transition, steps),
                *_timeout_problems(transition),
                *_undo_problems(procedure, transition),
            )
        )
    return found or list(_graph_problems(procedure, steps))


def _heading_problems(procedure: Procedure) -> Iterator[str]:
    if not _PROCEDURE_CODE.fullmatch(procedure.code):
        yield "its code is the directorate, a dot and a name in lower case"
    if procedure.version < 1:
        yield "versions are counted from 1"
    if not _PREFIX.fullmatch(procedure.reference_prefix):
        yield "its reference prefix is one to three capital letters"
    if procedure.promise.minutes < 1:
        yield "its promise is at least one minute"


def _name_problems(procedure: Procedure) -> Iterator[str]:
    steps = [step.code for step in procedure.steps]
    transitions = [transition.code for transition in procedure.transitions]
    yield from (f"step {code} is declared twice" for code in _repeated(steps))
    yield from (f"transition {code} is declared twice" for code in _repeated(transitions))
    yield from (
        f"{code!r} is no code: lower case letters, digits and underscores"
        for code in (*steps, *transitions)
        if not _CODE.fullmatch(code)
    )
    if procedure.initial not in steps:
        yield f"its initial step {procedure.initial!r} is unknown"
    for transition in procedure.transitions:
        yield from (
            f"{code!r} is no code: lower case letters, digits, underscores and dots"
            for code in (*transition.effects, *transition.measures, *transition.rules)
            if not _NAME.fullmatch(code)
        )
        yield from _question_names((*transition.asks, *transition.needs))
        for code in (*transition.source, transition.target, *transition.opens):
            if code not in steps:
                yield f"transition {transition.code} names the unknown step {code!r}"
        for code in transition.not_by:
            if code not in transitions:
                yield f"transition {transition.code} names the unknown transition {code!r}"

    for step in procedure.steps:
        yield from (
            f"step {step.code} names the unknown step {code!r}"
            for code in (step.then, step.otherwise)
            if code and code not in steps
        )
        yield from _question_names(step.may_ask)
        if step.branch and not _CODE.fullmatch(step.branch):
            yield f"branch {step.branch!r} is no code: lower case letters, digits and underscores"


def _question_names(codes: tuple[str, ...]) -> Iterator[str]:
    yield from (
        f"{code!r} is no question: a directorate, a dot and a name in lower case, at most {LONGEST_CODE} letters"
        for code in codes
        if not _PROCEDURE_CODE.fullmatch(code) or len(code) > LONGEST_CODE
    )


def _repeated(codes: Iterable[str]) -> list[str]:
    return [code for code, times in Counter(codes).items() if times > 1]


def _step_problems(step: Step) -> Iterator[str]:
    if (step.owner is Owner.DESK) != bool(step.role):
        yield "a desk has a role, and nobody else has one"
    if (step.clock is Clock.PAUSED) != bool(step.pause_reason):
        yield "a paused clock has a reason, and no other clock has one"
    if step.is_final != (step.owner is Owner.NONE):
        yield "a final step belongs to nobody, any other step to somebody"
    if step.is_final and step.clock is not Clock.ENDED:
        yield "the clock has ended at a final step"
    if (step.owner in _WAITING) != bool(step.then):
        yield "a step that waits for branches or answers says what follows, and no other step does"
    if step.branch and step.owner in {*_WAITING, Owner.NONE}:
        yield "within a branch there are neither branches nor ends, and no answers are waited for"
    yield from _asking_problems(step)


def _asking_problems(step: Step) -> Iterator[str]:
    if step.otherwise and step.owner is not Owner.ANSWERS:
        yield "only a step that waits for answers has another way"
    if step.owner is Owner.ANSWERS and step.clock not in {Clock.RUNS, Clock.PAUSED}:
        yield "while answers are waited for the clock runs or is paused"
    if step.may_ask and step.owner is not Owner.DESK:
        yield "only a desk asks"
    if _repeated(step.may_ask):
        yield "each question is named once"


def _transition_problems(transition: Transition, steps: dict[str, Step]) -> Iterator[str]:
    if not transition.source or len(set(transition.source)) != len(transition.source):
        yield "it starts at one step or more, each named once"
    if transition.by is Owner.NONE:
        yield "somebody must carry it out"
    if transition.by is Owner.DESK and not transition.permission:
        yield "a desk needs a permission"
    if transition.by is Owner.SYSTEM and (transition.permission or transition.not_by):
        yield "the system has neither permissions nor four eyes"
    if transition.needs_claim and transition.by is not Owner.DESK:
        yield "only a desk claims"
    for code in transition.source:
        source, target = steps[code], steps[transition.target]
        if transition.needs_claim and source.owner is not Owner.DESK:
            yield f"there is nothing to claim at {code}"
        if target.clock not in _CLOCK_MOVES[source.clock]:
            yield f"the clock cannot go from {source.clock.value} to {target.clock.value}"


def _timeout_problems(transition: Transition) -> Iterator[str]:
    if transition.after_minutes < 0:
        yield "it happens after some working minutes, or not by itself (0)"
    if transition.after_minutes and transition.by is not Owner.SYSTEM:
        yield "only what the system carries out happens by itself"


def _undo_problems(procedure: Procedure, transition: Transition) -> Iterator[str]:
    """Only what a desk decided in the trunk, and what nobody outside has seen yet, is undone."""
    if not transition.undo_seconds:
        return
    if transition.undo_seconds < 0 or transition.by is not Owner.DESK or transition.paper:
        yield "what a desk decided without a paper can be undone for some seconds"
    if transition.opens or any(
        step.branch for step in procedure.steps if step.code in transition.source
    ):
        yield "nothing is undone in branches"
    if any(step.may_ask for step in procedure.steps) or any(t.asks for t in procedure.transitions):
        yield "nothing is undone where questions are asked"


def _branch_problems(procedure: Procedure, steps: dict[str, Step]) -> Iterator[str]:
    """A branch is left only by arriving where its fork waits; a step belongs to one fork."""
    waits = _waiting_steps(procedure, steps)
    for code, places in waits.items():
        if len(places) > 1:
            yield f"branch {code} is opened beside two steps"
    for transition in procedure.transitions:
        target = steps[transition.target]
        branches = {steps[code].branch for code in transition.source}
        opened = [steps[code].branch for code in transition.opens]
        if len(branches) > 1:
            yield f"transition {transition.code}: its steps lie in several branches"
        if bool(transition.opens) != (target.owner is Owner.BRANCHES and branches == {""}):
            yield f"transition {transition.code}: branches are opened on the way to where they are awaited"
        if not all(opened) or len(set(opened)) != len(opened):
            yield f"transition {transition.code}: it opens each branch once, at a step of that branch"
        for branch in branches - {""}:
            if target.branch != branch and {target.code} != waits.get(branch):
                yield f"transition {transition.code}: it leads out of branch {branch}"
        if branches == {""} and target.branch:
            yield f"transition {transition.code}: it leads into branch {target.branch}"


def _waiting_steps(procedure: Procedure, steps: dict[str, Step]) -> dict[str, set[str]]:
    """Where the case waits for each branch."""
    waits: dict[str, set[str]] = {}
    for transition in procedure.transitions:
        for code in transition.opens:
            waits.setdefault(steps[code].branch, set()).add(transition.target)
    return waits


def _question_problems(procedure: Procedure, steps: dict[str, Step]) -> Iterator[str]:
    """Answers are waited for only where they were asked; what is needed can be asked."""
    asked = {code for t in procedure.transitions for code in t.asks}
    asked |= {code for step in procedure.steps for code in step.may_ask}
    for transition in procedure.transitions:
        target = steps[transition.target]
        if _repeated(transition.asks) or _repeated(transition.needs):
            yield f"transition {transition.code}: it names each question once"
        if transition.asks and target.is_final:
            yield f"transition {transition.code}: what has ended asks nothing"
        if target.owner is Owner.ANSWERS and not transition.asks:
            yield f"transition {transition.code}: it leads to where answers are waited for and asks nothing"
        if target.owner is Owner.ANSWERS and target.code in transition.source:
            yield f"transition {transition.code}: it leads back to where it is waited"
        for code in transition.needs:
            if code not in asked:
                yield f"transition {transition.code}: it needs {code}, which is never asked"


def _following_problems(procedure: Procedure, steps: dict[str, Step]) -> Iterator[str]:
    """A case that has waited goes on in the trunk, to where nothing is waited for that was not asked."""
    for step in procedure.steps:
        for follows in (steps[code] for code in (step.then, step.otherwise) if code):
            if follows.owner is Owner.ANSWERS or {step.owner, follows.owner} == set(_WAITING):
                yield f"step {step.code}: nothing is waited for at {follows.code}, which it goes on to"
            if follows.branch:
                yield f"step {step.code}: it goes on to {follows.code}, which lies in a branch"


def _answered_at_once(procedure: Procedure, steps: dict[str, Step]) -> Iterator[str]:
    """When all is answered at once the case never stands at the waiting step."""
    for transition in procedure.transitions:
        waiting = steps[transition.target]
        if waiting.owner is not Owner.ANSWERS:
            continue
        for code in transition.source:
            for follows in (steps[c] for c in (waiting.then, waiting.otherwise) if c):
                if follows.clock not in _CLOCK_MOVES[steps[code].clock]:
                    yield (
                        f"transition {transition.code}: when all is answered at once the clock cannot go "
                        f"from {steps[code].clock.value} to {follows.clock.value}"
                    )


def _clock_problems(procedure: Procedure, steps: dict[str, Step]) -> Iterator[str]:
    yield from _answered_at_once(procedure, steps)
    for step in procedure.steps:
        for follows in (steps[code] for code in (step.then, step.otherwise) if code):
            if follows.clock not in _CLOCK_MOVES[step.clock]:
                yield f"step {step.code}: the clock cannot go on to {follows.clock.value}"
    for branch, places in _waiting_steps(procedure, steps).items():
        clocks = {steps[code].clock for code in places}
        for step in procedure.steps:
            if step.branch == branch and {step.clock} != clocks:
                yield f"step {step.code}: in a branch the clock is that of the step where the case waits"


def _graph_problems(procedure: Procedure, steps: dict[str, Step]) -> Iterator[str]:
    yield from _branch_problems(procedure, steps)
    yield from _question_problems(procedure, steps)
    yield from _following_problems(procedure, steps)
    yield from _clock_problems(procedure, steps)
    if steps[procedure.initial].branch or steps[procedure.initial].owner in _WAITING:
        yield "its initial step lies in the trunk, and nothing is waited for there"
    if steps[procedure.initial].clock not in {Clock.NOT_STARTED, Clock.RUNS}:
        yield "the clock of its initial step has not started, or runs"
    finals = {step.code for step in procedure.steps if step.is_final}
    if not finals:
        yield "it has no final step"
        return
    if procedure.initial in finals:
        yield "its initial step is final"
    forward = {
        (source, target)
        for transition in procedure.transitions
        for source in transition.source
        for target in (transition.target, *transition.opens)
    }
    forward |= {(step.code, step.then) for step in procedure.steps if step.then}
    forward |= {(step.code, step.otherwise) for step in procedure.steps if step.otherwise}
    backward = {(target, source) for source, target in forward}
    for code in sorted(steps.keys() - _reached({procedure.initial}, forward)):
        yield f"step {code} cannot be reached"
    for code in sorted(steps.keys() - _reached(finals, backward)):
        yield f"step {code} never comes to an end"


def _reached(start: set[str], edges: set[tuple[str, str]]) -> set[str]:
    reached = set(start)
    while found := {b for a, b in edges if a in reached} - reached:
        reached |= found
    return reached
