"""A procedure as its head reads it: findings in sentences, then the picture, then the table."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interior_portal.ui.components import Bar, Row, Tab, Text
from interior_portal.ui.promises import span
from interior_portal.workflow.procedures import Procedure, Step
from interior_portal.workflow.queries.heat import Heat, StepHeat
from interior_portal.workflow.queries.routine import Routine
from interior_portal.workflow.seeing.bpmn import lane_label
from interior_portal.workflow.seeing.drawing import Mark, draw
from interior_portal.workflow.seeing.graph import lane_of

SHADES = 4


@dataclass(frozen=True, slots=True)
class HeatLine:
    """A step in the table beside the picture."""

    label: Text
    whose: Text
    cases: int
    median: str
    oldest: str
    late: int
    late_percent: int


def heat(procedure: Procedure, found: Heat, *, is_rtl: bool) -> dict[str, Any]:
    """Where the open cases stand. The darkest shade is the fullest step."""
    fullest = max((step.cases for step in found.steps.values()), default=0)
    marks = {step.code: _mark(found.steps.get(step.code), fullest) for step in procedure.steps}
    lines = [
        _line(step, found.steps[step.code]) for step in procedure.steps if step.code in found.steps
    ]
    return {
        "drawing": draw(procedure, marks, is_rtl=is_rtl),
        "heat_lines": lines,
        "heat_findings": _heat_findings(found, lines),
        "read_at": found.at,
    }


def _mark(found: StepHeat | None, fullest: int) -> Mark:
    if found is None:
        return Mark("heat-0")
    words = ngettext("%(count)s case", "%(count)s cases", found.cases) % {
        "count": f"{found.cases:,}"
    }
    shade = max(1, round(SHADES * found.cases / fullest))
    return Mark(f"heat-{shade}", words, found.late_percent)


def _line(step: Step, found: StepHeat) -> HeatLine:
    return HeatLine(
        label=step.label,
        whose=lane_label(lane_of(step)),
        cases=found.cases,
        median=span(found.median_age),
        oldest=span(found.oldest_age),
        late=found.late,
        late_percent=found.late_percent,
    )


def _heat_findings(found: Heat, lines: list[HeatLine]) -> list[str]:
    if not lines:
        return [_("No case is open.")]
    said = ngettext("%(count)s case is open.", "%(count)s cases are open.", found.cases)
    findings = [said % {"count": f"{found.cases:,}"}]
    fullest = max(lines, key=lambda line: line.cases)
    findings.append(
        _(
            "Most of them stand at “%(step)s”: %(percent)s %%, half of these for longer than %(age)s."
        )
        % {
            "step": fullest.label,
            "percent": round(100 * fullest.cases / found.cases),
            "age": fullest.median,
        }
    )
    if found.late:
        late = ngettext("%(count)s is late.", "%(count)s are late.", found.late)
        findings.append(late % {"count": f"{found.late:,}"})
    else:
        findings.append(_("None is late."))
    return findings


def routine(found: Routine | None) -> dict[str, Any]:
    """What a case costs: sentences, where the time goes as bars, the numbers as a table."""
    if found is None:
        return {"routine": None}
    return {
        "routine": found,
        "routine_findings": _routine_findings(found),
        "shares": [Bar(label, percent, f"{percent} %") for label, percent in _shares(found)],
        "rows": _rows(found),
    }


def _shares(found: Routine) -> list[tuple[str, int]]:
    return [
        (_("Waiting for the applicant"), round(100 * found.waiting_applicant)),
        (_("Waiting for another directorate"), round(100 * found.waiting_directorate)),
        (_("At our desks"), round(100 * found.at_desks)),
        (_("Work of the portal itself"), round(100 * found.by_machine)),
    ]


def _routine_findings(found: Routine) -> list[str]:
    longest, percent = max(_shares(found), key=lambda share: share[1])
    return [
        _("Half of the cases were answered within %(median)s, nineteen of twenty within %(p95)s.")
        % {"median": span(found.median), "p95": span(found.p95)},
        _("Most of that time goes here: “%(where)s”, %(percent)s %%.")
        % {"where": longest, "percent": percent},
        _("A case takes %(steps)s steps and passes from hand to hand %(hands)s times on average.")
        % {"steps": _mean(found.steps), "hands": _mean(found.hand_overs)},
        _("%(percent)s %% of the cases were entered for somebody who came to a counter.")
        % {"percent": round(100 * found.visits_share)},
    ]


def _rows(found: Routine) -> list[Row]:
    return [
        Row(_("Cases looked at"), f"{found.cases:,}", iso=True),
        Row(_("Steps of a case"), _mean(found.steps), iso=True),
        Row(_("Questions to other directorates in a case"), _mean(found.referrals), iso=True),
        Row(_("Hand-overs in a case"), _mean(found.hand_overs), iso=True),
        Row(_("Visits to a counter"), f"{found.visits:,}", iso=True),
        Row(_("Half answered within"), span(found.median)),
        Row(_("Nineteen of twenty answered within"), span(found.p95)),
    ]


def _mean(value: float) -> str:
    return f"{value:.1f}"


def periods(choices: Collection[int], chosen: int) -> list[Tab]:
    """The periods to choose from; none is current where two dates were given."""
    return [
        Tab(
            ngettext("The last %(count)s day", "The last %(count)s days", days) % {"count": days},
            f"?days={days}",
            current=days == chosen,
        )
        for days in choices
    ]
