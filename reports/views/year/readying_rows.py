"""Readiness as its readers see it: values in words, the light as an icon and a word, the months as a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.amounts import number
from interior_portal.ui.components import State
from reports.charts import Spark
from reports.models import Measurement
from reports.queries.year.readiness import ReadinessLine
from reports.rules.year.lights import Light, months_of

NONE = "–"
LIGHTS: dict[Light, tuple[State, str | Promise]] = {
    Light.GREEN: ("done", _("target reached")),
    Light.AMBER: ("waiting", _("narrowly missed")),
    Light.RED: ("refused", _("missed")),
}
NO_TARGET, NOT_MEASURED = _("no target"), _("not measured yet")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One indicator at one unit: `missing` names the months that are over and were not measured."""

    line: ReadinessLine
    target: str
    value: str
    month: str
    state: State
    word: str | Promise
    spark: Spark
    missing: str


@dataclass(frozen=True, slots=True)
class ShownMeasurement:
    """One row of the history; it `counts` unless a later one of the same month replaced it."""

    row: Measurement
    month: str
    value: str
    counts: bool
    is_correction: bool


def shown(line: ReadinessLine, year: int) -> ShownLine:
    light = line.light
    without = NO_TARGET if line.months else NOT_MEASURED
    state, word = LIGHTS.get(light, ("draft", without))
    values = [line.months.get(month) for month in months_of(year)]
    return ShownLine(
        line=line,
        target=_number(line.target),
        value=_number(line.value),
        month=dateformat.format(line.month, "F") if line.month else "",
        state=state,
        word=word,
        spark=Spark(
            tuple(None if value is None else float(value) for value in values), from_nought=False
        ),
        missing=gettext(", ").join(dateformat.format(month, "F") for month in line.missing(year)),
    )


def measured(rows: Iterable[Measurement]) -> list[ShownMeasurement]:
    """The rows of `history_of`, of which each knows the row of its month that counts."""
    return [
        ShownMeasurement(
            row=row,
            month=dateformat.format(row.month, "F"),
            value=number(row.value),
            counts=row.pk == getattr(row, "counting", row.pk),
            is_correction=row.pk != getattr(row, "first", row.pk),
        )
        for row in rows
    ]


def _number(value: Decimal | None) -> str:
    return NONE if value is None else number(value)
