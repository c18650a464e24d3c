"""Where one case stands on its way: which steps it has passed and how often, what is open now."""

import datetime as dt
import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from interior_portal.shared import clock
from interior_portal.workflow.models import Case, CaseEvent, Join, Referral, WorkItem
from interior_portal.workflow.procedures import Procedure, Step
from interior_portal.workflow.queries.decisions import procedure_of

_TOLD = ("transition", "from_step", "to_step", "version", "at")


class State(enum.Enum):
    """Where a step lies on the way of a case."""

    HERE = "here"
    PASSED = "passed"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class StepOnTheWay:
    """`times` counts how often the case has left the step; `since` is when it last came, while it is there.

    `item` is what lies on a desk for it now.
    """

    step: Step
    state: State
    times: int
    since: dt.datetime | None
    item: WorkItem | None

    @property
    def is_late(self) -> bool:
        due_at = self.item.due_at if self.item else None
        return due_at is not None and due_at < clock.now()


@dataclass(frozen=True, slots=True)
class Course:
    """The steps in the order of the procedure, the ways between them that were taken, open questions."""

    procedure: Procedure
    steps: tuple[StepOnTheWay, ...]
    taken: frozenset[tuple[str, str]]
    questions: tuple[Referral, ...]


def course_of(case: Case) -> Course:
    """The whole way of a case whose `procedure_version` is loaded. Four queries."""
    procedure = procedure_of(case)
    events = list(CaseEvent.objects.filter(case=case).order_by("seq").only(*_TOLD))
    here = _standing(case, events)
    times, taken = _walked(procedure, events)
    open_items = WorkItem.objects.filter(case=case, closed_at=None, referral=None)
    items = {item.step: item for item in open_items.select_related("claimed_by")}
    questions = Referral.objects.filter(case=case, answered_at=None, withdrawn_at=None)
    return Course(
        procedure,
        tuple(_on_the_way(step, times, here, items) for step in procedure.steps),
        taken,
        tuple(questions.select_related("unit").order_by("asked_at", "pk")),
    )


def _on_the_way(
    step: Step, times: Counter[str], here: dict[str, dt.datetime], items: dict[str, WorkItem]
) -> StepOnTheWay:
    state = State.PASSED if times[step.code] else State.AHEAD
    if step.code in here:
        state = State.HERE
    since, item = here.get(step.code), items.get(step.code)
    return StepOnTheWay(step, state, times[step.code], since, item)


def _standing(case: Case, events: Sequence[CaseEvent]) -> dict[str, dt.datetime]:
    """The steps where the case stands, each with since when: its own, and those of open branches."""
    here = {case.step: case.moved_at}
    join = Join.objects.filter(case=case, closed_at=None).first()
    places = join.positions.values() if join else ()
    began = {event.version: event.at for event in reversed(events)}
    return here | {step: began[version] for step, version in places if step}


def _walked(
    procedure: Procedure, events: Sequence[CaseEvent]
) -> tuple[Counter[str], frozenset[tuple[str, str]]]:
    """How often each step was left, and the ways that were taken.

    Where a case waits for branches or answers, the last to come takes it on in the same event. Steps
    that only an earlier version of the procedure had are not drawn.
    """
    transitions = {transition.code: transition for transition in procedure.transitions}
    waiting = {step.code for step in procedure.steps if step.then}
    times: Counter[str] = Counter()
    taken: set[tuple[str, str]] = set()
    for event in events:
        if not event.transition and event.from_step in {"", event.to_step}:
            continue  # the first event, or one that moved nothing
        transition = transitions.get(event.transition)
        target = transition.target if transition else event.to_step
        opened = transition.opens if transition else ()
        times[event.from_step] += 1
        taken |= {(event.from_step, step) for step in opened or (target,)}
        if target in waiting and event.to_step != target:
            times[target] += 1
            taken.add((target, event.to_step))
    return times, frozenset(taken)
