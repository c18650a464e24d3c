"""Readiness: each unit's latest value of each indicator, month by month, and its light; one indicator's history."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import FirstValue

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from reports.models import Indicator, IndicatorTarget, Measurement
from reports.rules.year.lights import Light, light_of, missing_months

MOST = 2_000


@dataclass(frozen=True, slots=True)
class ReadinessLine:
    """One indicator at one unit: what counts for each month, as it was corrected last."""

    indicator: Indicator
    unit: Unit
    target: Decimal | None
    months: Mapping[dt.date, Decimal]

    @property
    def month(self) -> dt.date | None:
        """The last month that was measured."""
        return max(self.months, default=None)

    @property
    def value(self) -> Decimal | None:
        return self.months[self.month] if self.month else None

    @property
    def light(self) -> Light:
        return self.light_of(self.value)

    def missing(self, year: int) -> list[dt.date]:
        """The months of a year that are over and that the unit did not measure."""
        if not self.indicator.is_measured:
            return []
        since, today = self.indicator.since, clock.today()
        return missing_months(year, self.months, since=since, today=today)

    def light_of(self, value: Decimal | None) -> Light:
        return light_of(
            value,
            self.target,
            more_is_better=self.indicator.better == Indicator.Better.MORE,
            margin_percent=self.indicator.margin_percent,
        )


def readiness_of(year: int, units: QuerySet[Unit] | None = None) -> list[ReadinessLine]:
    """Every indicator with a target or a measurement in a year, by indicator and unit; two statements."""
    targets = IndicatorTarget.objects.filter(year=year).select_related("indicator", "unit")
    measured = Measurement.objects.filter(month__year=year).select_related("indicator", "unit")
    if units is not None:
        targets, measured = targets.filter(unit__in=units), measured.filter(unit__in=units)
    return _lines(targets, measured)


def standing_of(indicator: Indicator, year: int, units: QuerySet[Unit]) -> list[ReadinessLine]:
    """One indicator in a year, a line for each of these units that has something of it; two statements."""
    targets = indicator.targets.filter(year=year, unit__in=units)
    measured = indicator.measurements.filter(month__year=year, unit__in=units)
    return _lines(
        targets.select_related("indicator", "unit"), measured.select_related("indicator", "unit")
    )


def find_indicator(code: str, units: QuerySet[Unit]) -> Indicator | None:
    """The indicator of this code if it is to be measured at one of these units, or was."""
    at_one = units.filter(path__startswith=OuterRef("unit__path"))
    was = Measurement.objects.filter(indicator=OuterRef("pk"), unit__in=units)
    found = Indicator.objects.select_related("unit").filter(Q(Exists(at_one)) | Q(Exists(was)))
    return found.filter(code=code).first()


def history_of(indicator: Indicator, year: int, units: QuerySet[Unit]) -> QuerySet[Measurement]:
    """All that was measured for a year, the latest month first.

    `counting` is the row of its month that counts, `first` the one that was not a correction.
    """
    month = ["unit_id", "month"]
    newest = Window(FirstValue("pk"), partition_by=month, order_by="-pk")
    oldest = Window(FirstValue("pk"), partition_by=month, order_by="pk")
    found = indicator.measurements.filter(month__year=year, unit__in=units)
    return (
        found.annotate(counting=newest, first=oldest)
        .select_related("unit", "by")
        .order_by("-month", "unit__path", "-pk")
    )


def targets_of(indicator: Indicator, year: int, units: QuerySet[Unit]) -> list[IndicatorTarget]:
    """Each target that was set for a year, the last one first; one statement."""
    found = indicator.targets.filter(year=year, unit__in=units).select_related("unit", "set_by")
    return list(found.order_by("unit__path", "-pk")[:MOST])


def _lines(
    targets: QuerySet[IndicatorTarget], measured: QuerySet[Measurement]
) -> list[ReadinessLine]:
    """Of each month, and of each year's target, the last row counts: a correction is a later one."""
    pair = ("indicator_id", "unit_id")
    wanted = targets.order_by(*pair, "-pk").distinct(*pair)
    latest = measured.order_by(*pair, "month", "-pk").distinct(*pair, "month")
    return _joined(list(wanted[:MOST]), list(latest[: 12 * MOST]))


def _joined(targets: list[IndicatorTarget], measured: list[Measurement]) -> list[ReadinessLine]:
    wanted = {(row.indicator_id, row.unit_id): row.target for row in targets}
    rows: list[IndicatorTarget | Measurement] = [*targets, *measured]
    named = {(row.indicator_id, row.unit_id): row for row in rows}
    months: dict[tuple[int, int], dict[dt.date, Decimal]] = {}
    for each in measured:
        months.setdefault((each.indicator_id, each.unit_id), {})[each.month] = each.value
    lines = [
        ReadinessLine(row.indicator, row.unit, wanted.get(pair), months.get(pair, {}))
        for pair, row in named.items()
    ]
    return sorted(lines, key=lambda line: (line.indicator.code, line.unit.path))
