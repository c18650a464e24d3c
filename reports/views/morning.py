"""What a head reads first: of each board, what is off its target, or else what changed most."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from interior_portal.accounts.models import User
from interior_portal.tallies.boards import Better, Board, Figure, Way
from reports.queries.boards import Reading, read_sentences
from reports.queries.scope import scope_of
from reports.rules import periods
from reports.rules.choosing import as_much
from reports.rules.periods import Span
from reports.rules.telling import headline
from reports.rules.values import Value
from reports.views.asking import in_words
from reports.views.board_pages import missed
from reports.views.board_rows import Goal, goal, pair_of

FEWEST = 20  # cases behind a figure: of fewer, a change says little


@dataclass(frozen=True, slots=True)
class MorningLine:
    """A board with its sentence."""

    label: str | Promise
    href: str
    sentence: str
    goal: Goal | None


def lines_of(user: User, board: Board, span: Span) -> MorningLine | None:
    """The sentence of a board over the reader's units; None where nobody may read any. Four queries at most."""
    scope = scope_of(user, board)
    if scope is None or not scope.units:
        return None
    month = periods.month_of(span.first)
    other = as_much(month.before(), now=span, span=month)
    reading = read_sentences(board, scope, (span, other))
    figure = most_telling(reading)
    spans = in_words(month, month.before())
    return MorningLine(
        board.label,
        reverse("reports:board", args=[board.code]),
        headline(figure, pair_of(reading, figure), spans),
        goal(reading, figure),
    )


def most_telling(reading: Reading) -> Figure:
    """The first that is off its target; else what changed most and can be better or worse; else the first."""
    if off := missed(reading):
        return off[0]
    changed = [
        (abs(now - before) / abs(before), -place, figure)
        for place, figure in enumerate(reading.figures)
        if figure.better is not Better.NEITHER and figure.way is not Way.MONEY
        for pair in [pair_of(reading, figure)]
        if (before := _weighty(pair.before)) and (now := _weighty(pair.now)) is not None
    ]
    return max(changed, key=lambda each: each[:2])[2] if changed else reading.figures[0]


def _weighty(value: Value) -> float | None:
    return value.number if value.count >= FEWEST else None
