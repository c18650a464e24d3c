"""Awareness: how many activities of a year reached how many people, by topic and by place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from interior_portal.accounts.models import Unit
from reports.models import Activity

MOST_VOIDED = 50


@dataclass(frozen=True, slots=True)
class AwarenessLine:
    """One topic, or one kind of place; `label` is in the reader's language."""

    code: str
    label: str
    lectures: int
    campaigns: int
    women: int
    men: int
    children: int
    copies: int

    @property
    def audience(self) -> int:
        return self.women + self.men + self.children


PlaceLine = AwarenessLine


def awareness_of(year: int, units: QuerySet[Unit] | None = None) -> list[AwarenessLine]:
    """By topic, the largest audience first; one statement."""
    return _lines(counted(year, units), "topic", Activity.Topic)


def places_of(year: int, units: QuerySet[Unit] | None = None) -> list[AwarenessLine]:
    """By kind of place, the largest audience first; one statement."""
    return _lines(counted(year, units), "place_kind", Activity.Place)


def counted(year: int, units: QuerySet[Unit] | None = None) -> QuerySet[Activity]:
    """The activities of a year that are not void."""
    found = Activity.objects.filter(held_on__year=year, voided_at=None)
    return found if units is None else found.filter(unit__in=units)


def _lines(found: QuerySet[Activity], column: str, choices: Any) -> list[AwarenessLine]:
    rows = (
        found.order_by()
        .values(code=F(column))
        .annotate(
            lectures=Count("pk", filter=Q(kind="LECTURE")),
            campaigns=Count("pk", filter=Q(kind="CAMPAIGN")),
            all_women=Sum("women"),
            all_men=Sum("men"),
            all_children=Sum("children"),
            all_copies=Sum("copies"),
        )
    )
    lines = [
        AwarenessLine(
            code=row["code"],
            label=str(choices(row["code"]).label),
            lectures=row["lectures"],
            campaigns=row["campaigns"],
            women=row["all_women"],
            men=row["all_men"],
            children=row["all_children"],
            copies=row["all_copies"],
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (-line.audience, line.code))


def find_activity(reference: str, units: QuerySet[Unit]) -> Activity | None:
    """The activity of this reference at one of these units, void or not."""
    found = Activity.objects.select_related("unit", "entered_by")
    return found.filter(reference=reference, unit__in=units).first()


def linked_to(activity: Activity, units: QuerySet[Unit]) -> dict[str, Activity]:
    """What it stands for (`before`) and what stands for it (`after`), as far as one of these units held it."""
    pair = Q(replacement=activity) | Q(corrects=activity)
    found = Activity.objects.filter(pair, unit__in=units)
    return {"before" if row.pk == activity.corrects_id else "after": row for row in found}


def activities_of(year: int, units: QuerySet[Unit]) -> QuerySet[Activity]:
    """What took place in a year, the latest first."""
    return counted(year, units).select_related("unit")


def voided_of(year: int, units: QuerySet[Unit]) -> list[Activity]:
    """What was corrected or struck out, the latest first; one statement, at most 50."""
    found = Activity.objects.filter(held_on__year=year, voided_at__isnull=False, unit__in=units)
    return list(found.select_related("unit").order_by("-voided_at")[:MOST_VOIDED])
