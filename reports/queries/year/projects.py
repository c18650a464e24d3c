"""Projects: those of a year with their money, stages and levels of service."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum, prefetch_related_objects

from interior_portal.accounts.models import Unit
from reports.models import (
    Project,
    ProjectLevel,
    ProjectSpending,
    ProjectStage,
)

MOST = 200


@dataclass(frozen=True, slots=True)
class Money:
    """What a project may cost and has cost in one currency. `budget` is 0 where none was set."""

    currency: str
    budget: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.budget - self.spent


@dataclass(frozen=True, slots=True)
class ProjectLine:
    project: Project
    money: Sequence[Money]
    stages: Sequence[ProjectStage]
    levels: Sequence[ProjectLevel]

    @property
    def late(self) -> list[ProjectStage]:
        return [stage for stage in self.stages if stage.is_late]


def projects_of(year: int, units: QuerySet[Unit] | None = None) -> list[ProjectLine]:
    """The projects that were planned for a year or still ran in it; five statements. At most 200."""
    last = dt.date(year, 12, 31)
    first = last.replace(month=1, day=1)
    ran = Q(finished_on__gte=first) | Q(finished_on=None, state="RUNNING") | Q(ends_on__gte=first)
    found = Project.objects.filter(ran, starts_on__lte=last).select_related("unit")
    if units is not None:
        found = found.filter(unit__in=units)
    return lines(found.order_by("unit__path", "starts_on", "pk")[:MOST])


def lines(projects: Iterable[Project]) -> list[ProjectLine]:
    """These projects with all that belongs to them; four statements more."""
    rows = list(projects)
    prefetch_related_objects(rows, "budgets", "stages", "levels")
    spent = _spent(rows)
    return [
        ProjectLine(
            project=row,
            money=_money(row, spent.get(row.pk, {})),
            stages=list(row.stages.all()),
            levels=list(row.levels.all()),
        )
        for row in rows
    ]


def _spent(projects: Sequence[Project]) -> dict[int, dict[str, Decimal]]:
    rows = (
        ProjectSpending.objects.filter(project__in=projects)
        .order_by()
        .values_list("project", "currency")
        .annotate(total=Sum("amount"))
    )
    spent: dict[int, dict[str, Decimal]] = {}
    for project, currency, total in rows:
        spent.setdefault(project, {})[currency] = total
    return spent


def _money(project: Project, spent: dict[str, Decimal]) -> list[Money]:
    budgets = {row.currency: row.amount for row in project.budgets.all()}
    nothing = Decimal(0)
    return [
        Money(currency, budgets.get(currency, nothing), spent.get(currency, nothing))
        for currency in sorted({*budgets, *spent})
    ]


def find_project(reference: str, units: QuerySet[Unit]) -> Project | None:
    """The project of this reference at one of these units."""
    return (
        Project.objects.select_related("unit").filter(reference=reference, unit__in=units).first()
    )


def spendings_of(project: Project) -> list[ProjectSpending]:
    """What it cost, the latest first; one statement, at most 200."""
    found = project.spendings.select_related("by").order_by("-spent_on", "-pk")
    return list(found[:MOST])
