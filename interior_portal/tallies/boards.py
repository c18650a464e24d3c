"""How measures are read: figures, each one number that a head understands, gathered in a board.

The apps above register their board from `apps.py`, as they do their measures; `reports` shows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Way(StrEnum):
    """How a figure is made of sums of measures."""

    COUNT = "count"  # how many
    MONEY = "money"  # the amount, apart by currency: never added up over currencies
    SHARE = "share"  # the count of `measure` in that of `over`, 0 to 1
    MEDIAN = "median"  # of a measure of time, in seconds, at most 5 % wrong
    P95 = "p95"  # what 95 of 100 stay below, the same way
    MEAN = (
        "mean"  # the amount of `measure`, or its count where it has none, for each count of `over`
    )
    AGE = "age"  # of a level: the median in seconds at the end of the last day that is over
    OPEN = "open"  # `measure` less `over` since the beginning: what is open at the end of a period


class Better(StrEnum):
    """Which way a head wishes a figure to go."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `definition` is a sentence that says what it tells; `code` is unique and for ever."""

    code: str
    label: str | Promise
    definition: str | Promise
    way: Way
    measure: str
    over: str = ""
    better: Better = Better.NEITHER

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.measure, self.over) if self.over else (self.measure,)


@dataclass(frozen=True, slots=True)
class Board:
    """The figures of a directorate, the most telling first.

    `permission` opens it, at the units where it is held; `cases_permission` opens the cases behind a figure.
    `categories` gives their names in the reader's language; one query at most. `is_open`: whether its months are
    published, without small numbers.
    """

    code: str
    label: str | Promise
    permission: str
    figures: tuple[Figure, ...]
    categories: Callable[[], Mapping[str, str]]
    cases_permission: str = ""
    is_open: bool = False
    order: int = 100


_boards: dict[str, Board] = {}


def register_board(board: Board) -> None:
    """`ValueError` when another board has this code, or another figure one of its codes."""
    taken = {
        figure.code for other in boards() if other.code != board.code for figure in other.figures
    }
    doubled = taken & {figure.code for figure in board.figures}
    if _boards.setdefault(board.code, board) != board or doubled:
        raise ValueError(
            f"two boards or figures are called the same: {board.code!r} {sorted(doubled)}"
        )


def get_board(code: str) -> Board:
    """`LookupError` for a code nobody registered."""
    return _boards[code]


def boards() -> list[Board]:
    """All boards in the order of the house."""
    return sorted(_boards.values(), key=lambda board: (board.order, board.code))


def get_figure(code: str) -> tuple[Board, Figure]:
    """`LookupError` for a code nobody registered."""
    for board in boards():
        for figure in board.figures:
            if figure.code == code:
                return board, figure
    raise LookupError(code)
