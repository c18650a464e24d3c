"""Whether a figure reaches what it is to reach: pure."""

from enum import StrEnum

from interior_portal.tallies.boards import Better, Figure, Way
from reports.rules.periods import Span
from reports.rules.values import Value

YEAR = 365
ADDED_UP = frozenset({Way.COUNT})  # a target of the year; a part of the year is to reach its part


class Verdict(StrEnum):
    MET = "met"
    MISSED = "missed"


def may_have_target(figure: Figure) -> bool:
    """Only what has a better way; money would need one for each currency."""
    return figure.better is not Better.NEITHER and figure.way is not Way.MONEY


def due(figure: Figure, target: float, span: Span) -> float:
    """What is to be reached in a span: of what adds up, the span's part of the year; of all else the target itself."""
    if figure.way not in ADDED_UP:
        return target
    return float(round(target * min(span.days, YEAR) / YEAR))


def judge(figure: Figure, value: Value, target: float, span: Span) -> Verdict | None:
    """None where there is nothing to judge yet."""
    if value.number is None or not may_have_target(figure):
        return None
    wanted = due(figure, target, span)
    is_met = value.number >= wanted if figure.better is Better.MORE else value.number <= wanted
    return Verdict.MET if is_met else Verdict.MISSED
