"""Projects as their readers see them: money in words, stages as bars, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interior_portal.shared import clock
from interior_portal.ui.components import Bar, State
from reports.models import ProjectStage
from reports.queries.year.projects import ProjectLine

ALL = 100
STATES: dict[str, State] = {
    "PLANNED": "draft",
    "RUNNING": "waiting",
    "FINISHED": "done",
    "STOPPED": "refused",
}
DONE, DONE_LATE = gettext_lazy("done"), gettext_lazy("done late")
LATE, RUNNING, AHEAD = gettext_lazy("late"), gettext_lazy("running"), gettext_lazy("to come")


@dataclass(frozen=True, slots=True)
class ShownProject:
    line: ProjectLine
    state: State
    late: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShownStage:
    """A stage with the word for where it stands; its bar is the share of its planned days that is gone."""

    row: ProjectStage
    state: State
    word: str | Promise
    bar: Bar


def shown(line: ProjectLine) -> ShownProject:
    """A late stage is named while it is not done; what ended late is told on the project's page."""
    late = [stage.title for stage in line.late if stage.finished_on is None]
    return ShownProject(line, STATES[line.project.state], late)


def stage(row: ProjectStage) -> ShownStage:
    state, word = _standing(row)
    gone = ALL if row.finished_on else _gone_percent(row)
    text = _("%(word)s, %(percent)s %%") % {"word": word, "percent": gone}
    return ShownStage(row, state, word, Bar(row.title, gone, text))


def _standing(row: ProjectStage) -> tuple[State, str | Promise]:
    if row.finished_on:
        return "done", DONE_LATE if row.is_late else DONE
    if row.is_late:
        return "refused", LATE
    return ("waiting", RUNNING) if row.planned_from <= clock.today() else ("draft", AHEAD)


def _gone_percent(row: ProjectStage) -> int:
    """How much of the planned time is gone, 0 to 100."""
    days = (row.planned_until - row.planned_from).days + 1
    gone = (clock.today() - row.planned_from).days
    return max(0, min(ALL, ALL * gone // days))
