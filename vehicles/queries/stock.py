"""The stock of plates: what lies where, what came and went, and which offices there are."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncSecond

from interior_portal.accounts.models import Unit
from vehicles import rules
from vehicles.models import Plate, PlateKind, PlateMovement, Town

MOST_LINES = 200
MOST_MOVES = 30
READ_BACK = 5000  # movements of single plates that are looked at for those lines
OFFICES = (Unit.Kind.DIRECTORATE, Unit.Kind.CENTRE, Unit.Kind.POST)
Status = Plate.Status


@dataclass(frozen=True, slots=True)
class StockLine:
    """Plates of one kind, town and series at an office: how many can be given out, the next one, the returned."""

    unit: Unit
    kind: PlateKind
    town: Town | None
    series: str
    left: int
    next_number: str
    returned: int

    @property
    def is_low(self) -> bool:
        return self.kind.is_issued_here and rules.is_low(
            left=self.left, low_below=self.kind.low_below
        )


@dataclass(frozen=True, slots=True)
class StockMove:
    """Plates that came, went or were written off together."""

    what: PlateMovement.Kind
    at: dt.datetime
    unit: Unit | None
    by: str
    plates: str
    count: int
    reason: str


def offices(units: QuerySet[Unit]) -> list[Unit]:
    """Those of the units at which plates can lie. One query."""
    return list(units.filter(is_active=True, kind__in=OFFICES).order_by("path"))


def offices_beside(chosen: Collection[Unit]) -> list[Unit]:
    """All offices of the directorates of these, to which plates can be sent, also where the sender may do
    nothing else. One query.
    """
    above = {int(step) for unit in chosen for step in unit.path.strip("/").split("/")}
    directorates = Unit.objects.filter(pk__in=above, kind=Unit.Kind.DIRECTORATE)
    below = Q(pk__in=())
    for path in directorates.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return offices(Unit.objects.filter(below))


def lines_of(units: Sequence[Unit]) -> list[StockLine]:
    """What lies at these offices, in the order of the lists, at most 200 lines; a kind that is given out and of
    which an office has nothing is a line of nought. Three queries.
    """
    kinds, towns = PlateKind.objects.in_bulk(), Town.objects.in_bulk()
    counted = (
        Plate.objects.filter(unit__in=units, status__in=(Status.IN_STOCK, Status.RETURNED))
        .values("unit", "kind", "town", "series")
        .annotate(
            left=Count("pk", filter=Q(status=Status.IN_STOCK)),
            next_number=Min("number", filter=Q(status=Status.IN_STOCK)),
            returned=Count("pk", filter=Q(status=Status.RETURNED)),
        )
        .order_by("unit__path", "kind__position", "town__position", "series")[:MOST_LINES]
    )
    places = {unit.pk: unit for unit in units}
    found = [
        StockLine(
            unit=places[row["unit"]],
            kind=kinds[row["kind"]],
            town=towns.get(row["town"]),
            series=row["series"],
            left=row["left"],
            next_number=row["next_number"] or "",
            returned=row["returned"],
        )
        for row in counted
    ]
    there = {(line.unit.pk, line.kind.pk) for line in found if line.left}
    if len(found) == MOST_LINES:
        there = _kinds_there(units)
    return found + _nothing(units, list(kinds.values()), there)


def _kinds_there(units: Sequence[Unit]) -> set[tuple[int, int]]:
    """Office and kind of all that can be given out: lines that were cut off do not count as nought."""
    stock = Plate.objects.filter(unit__in=units, status=Status.IN_STOCK)
    return set(stock.order_by().values_list("unit", "kind").distinct())


def _nothing(
    units: Sequence[Unit], kinds: Sequence[PlateKind], there: Collection[tuple[int, int]]
) -> list[StockLine]:
    """A centre without any plate of a kind that it gives out; a directorate may keep none."""
    return [
        StockLine(unit, kind, None, "", 0, "", 0)
        for unit in units
        for kind in kinds
        if unit.kind != Unit.Kind.DIRECTORATE
        and kind.is_issued_here
        and kind.low_below
        and (unit.pk, kind.pk) not in there
    ]


def moves_of(units: Collection[Unit]) -> list[StockMove]:
    """What offices took in, sent and wrote off, newest first, at most 30 lines out of the last 5,000 plates.

    What applications did (given out, returned) stands with their vehicles. One query.
    """
    newest = PlateMovement.objects.filter(unit__in=units, source="").order_by("-pk")
    told = (
        PlateMovement.objects.filter(pk__in=newest.values("pk")[:READ_BACK])
        .annotate(second=TruncSecond("at"))
        .values("kind", "second", "unit", "by__name", "reason", "plate__kind", "plate__series")
        .annotate(
            count=Count("pk"),
            first=Min("plate__number"),
            last=Max("plate__number"),
            newest=Max("pk"),
        )
        .order_by("-newest")[:MOST_MOVES]
    )
    places = {unit.pk: unit for unit in units}
    return [
        StockMove(
            what=PlateMovement.Kind(row["kind"]),
            at=row["second"],
            unit=places.get(row["unit"]),
            by=row["by__name"] or "",
            plates=_range(row["plate__series"], row["first"], row["last"]),
            count=row["count"],
            reason=row["reason"],
        )
        for row in told
    ]


def _range(series: str, first: str, last: str) -> str:
    numbers = first if first == last else f"{first}–{last}"
    return f"{series} {numbers}".strip()
