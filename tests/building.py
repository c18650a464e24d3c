"""The parts of small procedures of no directorate, in as few words as tests need. Labels are the codes."""

from typing import Any

from interior_portal.workflow.procedures import Clock, Owner, Step, Transition


def draft_step(code: str = "draft") -> Step:
    """Where an applicant begins."""
    return Step(code=code, label=code, owner=Owner.APPLICANT, clock=Clock.NOT_STARTED)


def desk_step(code: str, role: str, **more: Any) -> Step:
    """Work for a queue; the clock runs."""
    return Step(code=code, label=code, owner=Owner.DESK, role=role, clock=Clock.RUNS, **more)


def system_step(code: str) -> Step:
    """Work of the portal itself; the clock runs."""
    return Step(code=code, label=code, owner=Owner.SYSTEM, clock=Clock.RUNS)


def fork_step(code: str, then: str) -> Step:
    """Where a case waits for its branches; the clock runs."""
    return Step(code=code, label=code, owner=Owner.BRANCHES, clock=Clock.RUNS, then=then)


def end_step(code: str) -> Step:
    """An end that is its own outcome."""
    return Step(code=code, label=code, owner=Owner.NONE, clock=Clock.ENDED, outcome=code)


def move(
    code: str, source: str, target: str, permission: str = "", by: Owner = Owner.DESK, **more: Any
) -> Transition:
    """A way between two steps; `source` may name several, with spaces between. A desk needs a `permission`."""
    return Transition(
        code=code,
        label=code,
        source=tuple(source.split()),
        target=target,
        by=by,
        permission=permission,
        **more,
    )
