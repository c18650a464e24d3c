"""What figures are to reach at a unit."""

from collections.abc import Collection

from django.db.models import QuerySet

from interior_portal.accounts.models import Unit
from interior_portal.tallies.boards import Figure
from reports.models import Target
from reports.rules.targets import ADDED_UP


def targets_at(unit: Unit, year: int, figures: Collection[Figure]) -> dict[str, Target]:
    """By code of the figure: the unit's own target, or the nearest above it of what does not add up. One query."""
    above = [int(part) for part in unit.path.split("/") if part]
    rows = (
        Target.objects.filter(figure__in=[each.code for each in figures], year=year)
        .filter(unit__in=above)
        .order_by("figure", "unit", "-pk")
        .distinct("figure", "unit")
    )
    by_place = {(row.figure, row.unit_id): row for row in rows if row.value is not None}
    found = {}
    for figure in figures:
        places = above[-1:] if figure.way in ADDED_UP else reversed(above)
        nearest = next(
            (by_place[key] for at in places if (key := (figure.code, at)) in by_place), None
        )
        if nearest is not None:
            found[figure.code] = nearest
    return found


def history_of(figure: Figure, unit: Unit) -> QuerySet[Target]:
    """Every target that a figure had at a unit, the newest first; at most fifty."""
    rows = Target.objects.filter(figure=figure.code, unit=unit).select_related("set_by")
    return rows.order_by("-pk")[:50]
