"""Readiness: each unit's latest value of each indicator, month by month, and its light."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from interior_portal.accounts.models import Unit
from reports.models import Indicator, IndicatorTarget, Measurement
from reports.rules.year.lights import Light, light_of

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
    # Of each month the last row counts: a correction is a later one.
    pair = ("indicator_id", "unit_id", "month")
    latest = measured.order_by(*pair, "-pk").distinct(*pair)
    return _joined(list(targets[:MOST]), list(latest[: 12 * MOST]))


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
