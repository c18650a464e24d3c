"""Which boards somebody sees, and what stands in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import Reader, has_permission
from interior_portal.tallies.boards import Board, Figure, boards
from reports.models import Target
from reports.queries.figures import Readings, read
from reports.queries.scope import Scope
from reports.queries.targets import targets_at
from reports.rules.periods import Span
from reports.rules.values import Value

NOW, OTHER = 0, 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for a page. `spans` has now and the other, `months` those of the line and those a year before."""

    scope: Scope
    figures: Sequence[Figure]
    spans: Readings
    months: Readings
    targets: Mapping[str, Target]
    categories: Mapping[str, str]
    labels: tuple[str, str]  # of both spans, above columns

    @property
    def now(self) -> Span:
        return self.spans.spans[NOW]

    @property
    def other(self) -> Span:
        return self.spans.spans[OTHER]

    def by_unit(self, figure: Figure) -> list[tuple[str, Value, Value]]:
        """Units beside each other by name, with both values."""
        groups = self.scope.groups(self.spans.units())
        return [
            (
                name,
                self.spans.value(figure, NOW, units=ids),
                self.spans.value(figure, OTHER, units=ids),
            )
            for name, ids in groups.items()
        ]

    def by_category(self, figure: Figure) -> list[tuple[str, str, Value, Value]]:
        """Code, name and both values of each kind that was counted."""
        return [
            (
                code,
                self.categories.get(code, code),
                self.spans.value(figure, NOW, category=code),
                self.spans.value(figure, OTHER, category=code),
            )
            for code in self.spans.categories([figure])
        ]


def boards_of(user: Reader) -> list[Board]:
    """The boards that somebody may open at some unit, in the order of the house."""
    return [board for board in boards() if has_permission(user, board.permission)]


def highest(scope: Scope) -> Unit | None:
    """The unit that was chosen, or the highest of the reader's: whose targets count."""
    return scope.chosen or min(scope.units.values(), key=lambda unit: len(unit.path), default=None)


def read_board(
    board: Board,
    scope: Scope,
    spans: tuple[Span, Span],
    *,
    labels: tuple[str, str],
    months: tuple[Span, Span],
    figures: Sequence[Figure],
    apart: Collection[str] = (),
) -> Reading:
    """All a page says: six queries at most, whatever the number of units."""
    return Reading(
        scope,
        figures,
        read(figures, spans, unit_ids=scope.unit_ids, apart=apart),
        read(figures, months, unit_ids=scope.unit_ids, apart=["month"]),
        _targets(scope, spans, figures),
        board.categories() if "category" in apart else {},
        labels,
    )


def read_sentences(board: Board, scope: Scope, spans: tuple[Span, Span]) -> Reading:
    """Only both spans and the targets: three queries at most."""
    found = read(board.figures, spans, unit_ids=scope.unit_ids)
    targets = _targets(scope, spans, board.figures)
    labels = (spans[NOW].label, spans[OTHER].label)
    return Reading(scope, board.figures, found, found, targets, {}, labels)


def _targets(
    scope: Scope, spans: tuple[Span, Span], figures: Sequence[Figure]
) -> Mapping[str, Target]:
    unit = highest(scope)
    return targets_at(unit, spans[NOW].last.year, figures) if unit else {}
