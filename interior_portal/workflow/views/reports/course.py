"""The way of one case: the drawing, and the same as lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interior_portal.ui.components import State, Text
from interior_portal.workflow.procedures import Step
from interior_portal.workflow.seeing.bpmn import lane_label
from interior_portal.workflow.seeing.course import Course, StepOnTheWay
from interior_portal.workflow.seeing.course import State as Stands
from interior_portal.workflow.seeing.drawing import Mark, draw
from interior_portal.workflow.seeing.graph import lane_of

_STATES: Mapping[Stands, State] = {
    Stands.HERE: "waiting",
    Stands.PASSED: "done",
    Stands.AHEAD: "draft",
}


@dataclass(frozen=True, slots=True)
class WayLine:
    """A step of the list beside the picture."""

    seen: StepOnTheWay
    whose: Text
    state: State
    word: str


def course(found: Course, *, is_rtl: bool) -> dict[str, Any]:
    """First where the case stands, then what it has passed, then what it has not been at."""
    marks = {seen.step.code: Mark(f"is-{seen.state.value}", _word(seen)) for seen in found.steps}

    def lines(state: Stands) -> list[WayLine]:
        return [_line(seen) for seen in found.steps if seen.state is state]

    return {
        "procedure": found.procedure,
        "drawing": draw(found.procedure, marks, is_rtl=is_rtl, taken=found.taken),
        "here": lines(Stands.HERE),
        "passed": lines(Stands.PASSED),
        "ahead": lines(Stands.AHEAD),
        "questions": found.questions,
    }


def _line(seen: StepOnTheWay) -> WayLine:
    return WayLine(seen, _whose(seen.step), _state(seen), _word(seen))


def _whose(step: Step) -> Text:
    return "" if step.is_final else lane_label(lane_of(step))


def _state(seen: StepOnTheWay) -> State:
    if seen.state is Stands.HERE and seen.step.is_final:
        return "done"
    return _STATES[seen.state]


def _word(seen: StepOnTheWay) -> str:
    if seen.state is Stands.HERE:
        return _("Ended here") if seen.step.is_final else _("Stands here")
    if seen.state is Stands.AHEAD:
        return ""
    return ngettext("Passed", "Passed %(count)s times", seen.times) % {"count": seen.times}
