"""At which units somebody reads a board, and under which names those units stand beside each other."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import Reader, units_where
from interior_portal.tallies.boards import Board


@dataclass(frozen=True, slots=True)
class Scope:
    """The units of a reader (`units`, all whose figures they may see) and the one they chose, if any."""

    units: Mapping[int, Unit]
    chosen: Unit | None

    @property
    def unit_ids(self) -> frozenset[int]:
        """What figures are read of: the chosen unit with all below it."""
        if self.chosen is None:
            return frozenset(self.units)
        return frozenset(pk for pk, unit in self.units.items() if self.chosen.covers(unit))

    @property
    def choices(self) -> list[Unit]:
        """What can be chosen, units below their unit."""
        return sorted(self.units.values(), key=lambda unit: unit.path)

    def groups(self, counted: Iterable[int]) -> dict[str, list[int]]:
        """Units at which something was counted, under the names of the first level at which they part.

        What was counted at a unit that has others below it stands under its own name.
        """
        known = [self.units[pk] for pk in counted if pk in self.units]
        paths = [_steps(unit) for unit in known]
        level = _parting(paths)
        found: dict[str, list[int]] = {}
        for unit, path in zip(known, paths, strict=True):
            shown = self.units.get(path[min(level, len(path) - 1)], unit)
            found.setdefault(shown.name, []).append(unit.pk)
        return found


def scope_of(user: Reader, board: Board, code: str = "") -> Scope | None:
    """The scope of a reader, narrowed to a unit where a code is given; None for one that is not theirs. One query."""
    units = {unit.pk: unit for unit in units_where(user, board.permission)}
    if not code:
        return Scope(units, None)
    chosen = next((unit for unit in units.values() if unit.code == code), None)
    return None if chosen is None else Scope(units, chosen)


def _steps(unit: Unit) -> list[int]:
    """The ids from the Authority to the unit."""
    return [int(step) for step in unit.path.split("/") if step]


def _parting(paths: Collection[list[int]]) -> int:
    """How many steps all of them share."""
    shared = 0
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared += 1
    return shared
