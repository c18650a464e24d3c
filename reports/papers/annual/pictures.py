"""The charts of a report, from the numbers that were kept."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.charts import Bar, Bars, Chart, Form, Line, Lines, alt_text, draw
from reports.models import FigureRow
from reports.rules.annual.numbers import tell

Rows = Mapping[str, FigureRow]
HOUR, DAY = 3600, 86400
FEW_DAYS = 2 * DAY


def draw_chart(block: Mapping[str, Any], rows: Rows, year: int, language: str) -> bytes:
    """The picture as SVG; about 50 ms."""
    with override(language):
        chart = chart_of(block, rows, year, language)
    return draw(chart, language=language, form=form_of(block))


def form_of(block: Mapping[str, Any]) -> Form:
    """Two charts of months stand side by side."""
    return Form.NARROW if block["form"] == "lines" else Form.SVG


def words_for(block: Mapping[str, Any], rows: Rows, year: int, language: str) -> str:
    """What the picture says, in the active language."""
    return alt_text(chart_of(block, rows, year, language))


def chart_of(block: Mapping[str, Any], rows: Rows, year: int, language: str) -> Chart:
    """The chart of a block, in the active language."""
    title = block["title"][language]
    if block["form"] == "bars":
        bars = tuple(_bar(each["label"][language], rows[each["number"]]) for each in block["bars"])
        return Bars(title, bars, now=str(year))
    kept = [rows[number] for number in block["now"]]
    scale, unit = _scale(kept)
    values = tuple(None if row.value is None else float(row.value / scale) for row in kept)
    ticks = tuple(str(int(month[5:7])) for month in block["months"])
    return Lines(title, ticks, Line(str(year), values), unit=unit)


def _bar(label: str, row: FigureRow) -> Bar:
    value = None if row.value is None else float(row.value)
    return Bar(label, value, tell(row.way, row.value, row.currency))


def _scale(rows: list[FigureRow]) -> tuple[Decimal, str]:
    """What values are divided by, and what they are then counted in."""
    ways = {row.way for row in rows}
    if "share" in ways:
        return Decimal("0.01"), "%"
    if "time" not in ways:
        return Decimal(1), ""
    longest = max((row.value for row in rows if row.value is not None), default=Decimal())
    return (Decimal(DAY), _("days")) if longest >= FEW_DAYS else (Decimal(HOUR), _("hours"))
