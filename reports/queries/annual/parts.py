"""The report of one unit: what of the whole it tells, and whose numbers."""

from dataclasses import dataclass

from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import Reader, has_permission
from interior_portal.tallies.boards import boards
from reports.queries.annual.chapters import MONEY_BOARD


@dataclass(frozen=True, slots=True)
class Part:
    """A unit, the ids of it and of those below it as they are today, and the boards that its head reads there."""

    unit: Unit
    unit_ids: tuple[int, ...]
    boards: frozenset[str]

    @property
    def query(self) -> str:
        """As it stands in the query of each number: those units, wherever they belong later."""
        return ",".join(map(str, self.unit_ids))


def find_part(unit: Unit, reader: Reader) -> Part:
    """What somebody's report of a unit tells of. A query for the units and one for each board."""
    below = Unit.objects.filter(path__startswith=unit.path).order_by("pk")
    read = (
        board.code
        for board in boards()
        if board.code != MONEY_BOARD and has_permission(reader, board.permission, unit)
    )
    return Part(unit, tuple(below.values_list("pk", flat=True)), frozenset(read))
