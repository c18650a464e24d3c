"""What a board shows of each figure: its value, the change, the target in words, where its cases are."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from interior_portal.tallies.boards import Board, Figure, Way
from interior_portal.ui.components import State
from interior_portal.workflow.queries.behind import is_of_cases, is_of_open_cases
from reports.charts import Spark
from reports.queries.boards import NOW, OTHER, Reading
from reports.rules.periods import Span
from reports.rules.targets import Verdict, due, judge
from reports.rules.telling import measured_of
from reports.rules.values import Value
from reports.rules.why import Pair, difference, explained_by
from reports.rules.wording import say, say_target
from reports.views.asking import Asked
from reports.views.board_charts import trend_of

STATES: dict[Verdict, State] = {Verdict.MET: "done", Verdict.MISSED: "refused"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A target for the span, as people read it, and whether it is met."""

    text: str
    word: str = ""
    state: State = "draft"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A line of the table of a board."""

    figure: Figure
    now: str
    other: str
    change: str
    goal: Goal | None
    spark: Spark
    href: str
    cases: str
    why: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A unit or a kind in the table of a figure; `cases` leads to those behind it, where somebody may read them."""

    name: str
    now: str
    other: str
    change: str
    cases: str = ""


def figure_row(
    board: Board, reading: Reading, figure: Figure, question: Asked, *, may_read: bool
) -> FigureRow:
    """One figure with links that keep what was asked."""
    pair = pair_of(reading, figure)
    args = [board.code, figure.code]
    return FigureRow(
        figure,
        say(figure, pair.now),
        say(figure, pair.before),
        change(figure, pair),
        goal(reading, figure),
        Spark(trend_of(reading, figure)),
        f"{reverse('reports:figure', args=args)}?{question.address()}",
        f"{reverse('reports:cases', args=args)}?{question.address()}"
        if may_read and has_cases(board, figure)
        else "",
        why_of(board, figure, pair, question),
    )


def part_row(figure: Figure, name: str, now: Value, other: Value, *, cases: str = "") -> PartRow:
    return PartRow(
        name, say(figure, now), say(figure, other), change(figure, Pair(other, now)), cases
    )


def pair_of(reading: Reading, figure: Figure) -> Pair:
    return Pair(reading.spans.value(figure, OTHER), reading.spans.value(figure, NOW))


def change(figure: Figure, pair: Pair) -> str:
    """`104 more`; a dash where there is nothing to compare."""
    exact = None if figure.way is Way.MONEY else difference(figure, pair)
    if exact is None or (pair.now.number is None and pair.before.number is None):
        return "–"
    measured = measured_of(figure, [exact])
    return measured.say(round(exact / measured.step))


def goal(reading: Reading, figure: Figure) -> Goal | None:
    """The target that counts for the span, in words; None without one."""
    target = reading.targets.get(figure.code)
    if target is None or target.value is None:
        return None
    span: Span = reading.now
    text = say_target(figure, due(figure, target.value, span))
    verdict = judge(figure, reading.spans.value(figure, NOW), target.value, span)
    if verdict is None:
        return Goal(text)
    words = {Verdict.MET: _("met"), Verdict.MISSED: _("not met")}
    return Goal(text, words[verdict], STATES[verdict])


def has_cases(board: Board, figure: Figure) -> bool:
    """Whether the cases behind a figure can be listed: those its measure was counted from."""
    return bool(board.cases_permission) and (
        is_of_cases(figure.measure) or is_of_open_cases(figure.measure)
    )


def why_of(board: Board, figure: Figure, pair: Pair, question: Asked) -> str:
    """Where it stands why a figure changed; empty where it did not, or where nobody could say."""
    explained = explained_by(figure)
    if explained is None or not difference(explained, pair):
        return ""
    return f"{reverse('reports:why', args=[board.code, figure.code])}?{question.address()}"
