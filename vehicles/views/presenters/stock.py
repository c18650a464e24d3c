"""The stock of plates as its keepers read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from interior_portal.accounts.models import Unit
from vehicles.queries.stock import StockLine


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of an office, with what can be done about its plates."""

    line: StockLine
    series: str
    receive: str
    send: str
    write_off: str


@dataclass(frozen=True, slots=True)
class Stock:
    """One office: its lines, how many plates can be given out in all, and how many kinds are low."""

    unit: Unit
    lines: Sequence[ShownLine]
    left: int
    returned: int
    low: int


def stocks(offices: Sequence[Unit], lines: Sequence[StockLine]) -> list[Stock]:
    """Each office with its lines, what is low first."""
    return [_stock(unit, [line for line in lines if line.unit == unit]) for unit in offices]


def _stock(unit: Unit, lines: Sequence[StockLine]) -> Stock:
    return Stock(
        unit=unit,
        lines=[_shown(line) for line in sorted(lines, key=lambda line: not line.is_low)],
        left=sum(line.left for line in lines),
        returned=sum(line.returned for line in lines),
        low=sum(line.is_low for line in lines),
    )


def _shown(line: StockLine) -> ShownLine:
    town = line.town.name if line.town else ""
    named = {
        "unit": line.unit.pk,
        "kind": line.kind.pk,
        "town": line.town.pk if line.town else "",
        "series": line.series,
    }
    query = urlencode({name: value for name, value in named.items() if value})
    takes_more = line.kind.is_issued_here
    return ShownLine(
        line=line,
        series=" ".join(part for part in (town, line.series) if part),
        receive=f"{reverse('vehicles:plates_receive')}?{query}" if takes_more else "",
        send=f"{reverse('vehicles:plates_send')}?{query}" if line.left else "",
        write_off=f"{reverse('vehicles:plates_write_off')}?{query}"
        if line.left or line.returned
        else "",
    )
