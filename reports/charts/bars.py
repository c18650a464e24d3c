"""Lying bars: the name and the value above, so that no name is too long."""

from collections.abc import Mapping
from typing import Any

from matplotlib.patches import Rectangle

from reports.charts.kinds import Bar, Bars
from reports.charts.sheet import BEFORE_BAR, NOW_BAR, RULE, Entry, Sheet
from reports.charts.sizes import EDGE, ROW, THICK, THIN, bar_height, legend_height, names_of


def draw_bars(chart: Bars, sheet: Sheet, top: float) -> None:
    """All on one scale, whose zero is the side where reading begins; less than zero is drawn as zero."""
    if chart.before:
        now = Entry(chart.now, NOW_BAR, is_bar=True)
        sheet.legend([now, Entry(chart.before, BEFORE_BAR, is_bar=True)], top)
        top += legend_height(names_of(chart), sheet.width)
    values = [value for bar in chart.bars for value in (bar.value, bar.before)]
    longest = max([value for value in values if value] or [1.0])
    for place, bar in enumerate(chart.bars):
        _draw(bar, sheet, top + place * bar_height(chart), longest)


def _draw(bar: Bar, sheet: Sheet, top: float, longest: float) -> None:
    sheet.write(bar.label, EDGE, top + ROW / 2)
    sheet.write(bar.told, sheet.width - EDGE, top + ROW / 2, is_at_end=True)
    whole = sheet.width - 2 * EDGE
    top += ROW
    _rectangle(sheet, top, (whole, 1), {"facecolor": RULE})
    if bar.value and bar.value > 0:
        _rectangle(sheet, top + 2, (whole * bar.value / longest, THICK), NOW_BAR)
    if bar.before and bar.before > 0:
        below = top + 2 + THICK + 2
        _rectangle(sheet, below, (whole * bar.before / longest, THIN), BEFORE_BAR)


def _rectangle(
    sheet: Sheet, top: float, size: tuple[float, float], drawn: Mapping[str, Any]
) -> None:
    width, height = size
    left = sheet.width - EDGE - width if sheet.is_rtl else EDGE
    corner = (left / sheet.width, sheet.down(top + height))
    bar = Rectangle(corner, width / sheet.width, height / sheet.height, **drawn)
    sheet.figure.add_artist(bar)
