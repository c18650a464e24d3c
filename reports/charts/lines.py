"""Lines over time, one or many."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from reports.charts.kinds import Lines, Multiples, Panel
from reports.charts.scales import put_names, put_scale, scale_of, written
from reports.charts.sheet import (
    BEFORE_LINE,
    MUTED,
    NOW,
    NOW_LINE,
    TARGET_LINE,
    Entry,
    Sheet,
    width_of,
)
from reports.charts.sizes import (
    EDGE,
    PLOT,
    ROW,
    SMALL_PLOT,
    columns,
    legend_height,
    names_of,
    panel_height,
)

BETWEEN = 24  # small pictures
SMALLER = {"markersize": 2.8, "linewidth": 1.4}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a small picture stands: pixels from the side of reading and from the top, and how wide it is."""

    start: float
    top: float
    width: float


def draw_lines(chart: Lines, sheet: Sheet, top: float) -> None:
    """One plot with its legend above."""
    sheet.legend(_entries(chart), top)
    top += legend_height(names_of(chart), sheet.width)
    sheet.write(chart.unit, EDGE, top + ROW / 2, color=MUTED)
    values = [*chart.now.values, *(chart.before.values if chart.before else ())]
    ticks = scale_of([*values, chart.target.value if chart.target else None], chart.unit)
    place = Place(EDGE, top + ROW + EDGE, sheet.width - 2 * EDGE)
    axes = _plot(sheet, place, PLOT, ticks, chart.ticks)
    if chart.target:
        axes.axhline(chart.target.value, **TARGET_LINE)
    if chart.before:
        _line(axes, chart.before.values, BEFORE_LINE)
    _line(axes, chart.now.values, NOW_LINE)


def draw_multiples(chart: Multiples, sheet: Sheet, top: float) -> None:
    """Small plots in rows, all with the same scale."""
    if chart.before:
        sheet.legend([Entry(chart.now, NOW_LINE), Entry(chart.before, BEFORE_LINE)], top)
        top += legend_height(names_of(chart), sheet.width)
    values = [value for panel in chart.panels for value in (*panel.values, *panel.before)]
    ticks = scale_of(values, chart.unit)
    across = columns(sheet.width)
    room = (sheet.width - 2 * EDGE - (across - 1) * BETWEEN) / across
    for number, panel in enumerate(chart.panels):
        row, column = divmod(number, across)
        place = Place(EDGE + column * (room + BETWEEN), top + row * panel_height(), room)
        _draw_panel(panel, sheet, place, ticks, chart.ticks)


def _draw_panel(
    panel: Panel, sheet: Sheet, place: Place, ticks: list[float], names: Sequence[str]
) -> None:
    sheet.write(panel.label, place.start, place.top + ROW / 2)
    sheet.write(panel.told, place.start, place.top + ROW * 1.5, color=NOW)
    below = Place(place.start, place.top + 2 * ROW + 6, place.width)
    axes = _plot(sheet, below, SMALL_PLOT, [ticks[0], ticks[len(ticks) // 2], ticks[-1]], names)
    if panel.before:
        _line(axes, panel.before, BEFORE_LINE | SMALLER)
    _line(axes, panel.values, NOW_LINE | SMALLER)


def _plot(
    sheet: Sheet, place: Place, height: float, ticks: list[float], names: Sequence[str]
) -> Axes:
    scale = max(width_of(text) for text in written(ticks)) + 8
    axes = sheet.axes(place.start + scale, place.top, place.width - scale, height)
    put_scale(axes, ticks, sheet)
    put_names(axes, names, place.width - scale)
    sheet.name_ticks(axes)
    return axes


def _line(axes: Axes, values: Sequence[float | None], drawn: Mapping[str, Any]) -> None:
    there = [math.nan if value is None else value for value in values]
    axes.plot(range(len(there)), there, clip_on=False, **drawn)


def _entries(chart: Lines) -> list[Entry]:
    entries = [Entry(chart.now.label, NOW_LINE)]
    if chart.before:
        entries.append(Entry(chart.before.label, BEFORE_LINE))
    if chart.target:
        entries.append(Entry(chart.target.label, TARGET_LINE))
    return entries
