"""The head's first page: today in sentences, the last fortnight by kind."""

import datetime as dt
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import units_where
from interior_portal.shared import clock
from interior_portal.tallies import queries as tallies
from interior_portal.ui import dates
from interior_portal.ui.components import Bar
from visas import queries
from visas.roles import VISA_FIGURES_VIEW

FORTNIGHT = 14


def figures(user: User) -> dict[str, Any]:
    """Counts of the reader's units: read from tallies alone, so they cost the same after ten years."""
    today = clock.today()
    first = today - dt.timedelta(days=FORTNIGHT - 1)
    units = [unit.pk for unit in units_where(user, VISA_FIGURES_VIEW)]

    def today_total(measure: str) -> int:
        return tallies.total(measure, first=today, last=today, unit_ids=units).count

    series = tallies.series("visas.granted", first=first, last=today, unit_ids=units)
    return {
        "today": today,
        "granted": today_total("visas.granted"),
        "received": today_total("visas.received"),
        "refused": today_total("visas.refused"),
        "waiting": queries.waiting_count(units),
        "days": [Bar(dates.short_day(point.day), point.count) for point in series],
        "kinds": _by_kind(first, today, units),
    }


def _by_kind(first: dt.date, last: dt.date, units: list[int]) -> list[Bar]:
    return [
        Bar(
            kind.name,
            tallies.total(
                "visas.granted", first=first, last=last, unit_ids=units, category=kind.code
            ).count,
        )
        for kind in queries.open_kinds()
    ]
