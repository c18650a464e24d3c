"""Scales: round numbers that take in all values, and which names fit below."""

import math
from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from reports.charts.sheet import RULE, Sheet, width_of

PERCENT = "%"
WHOLE = 100
MOST_TICKS = 4


def scale_of(values: Iterable[float | None], unit: str) -> list[float]:
    """Round numbers from zero, or below where values are, to beyond the largest; a share ends at the whole."""
    there = [value for value in values if value is not None]
    lowest, highest = min([0.0, *there]), max([0.0, *there])
    if lowest == highest:
        highest = 1.0
    if unit == PERCENT and highest <= WHOLE:
        highest = min(WHOLE, highest * 1.02)
    counts = not unit and all(
        float(value).is_integer() for value in there
    )  # there is no half a case
    steps = MaxNLocator(nbins=MOST_TICKS, steps=[1, 2, 2.5, 5, 10], integer=counts)
    return [float(tick) for tick in steps.tick_values(lowest, highest)]


def written(ticks: Sequence[float]) -> list[str]:
    """`1,200`; `2.5` where it needs a decimal."""
    return [f"{tick:,.3f}".rstrip("0").rstrip(".") for tick in ticks]


def put_scale(axes: Axes, ticks: list[float], sheet: Sheet) -> None:
    """Fine rules with their numbers at the side where reading begins."""
    axes.set_ylim(ticks[0], ticks[-1])
    axes.set_yticks(ticks, written(ticks))
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    if sheet.is_rtl:
        axes.yaxis.tick_right()
        axes.tick_params(axis="y", length=0, pad=5)


def put_names(axes: Axes, names: Sequence[str], width: float) -> None:
    """As many of the names as stand clear of each other and of the edge; the newest always."""
    if not names:
        axes.set_xticks([])
        return
    widest = max(width_of(name) for name in names)
    margin = max(0.5, widest / 2 / (width - widest) * (len(names) - 1))
    axes.set_xlim(-margin, len(names) - 1 + margin)
    room = width / (len(names) - 1 + 2 * margin)
    step = math.ceil((widest + 8) / room)
    shown = [place for place in range(len(names)) if (len(names) - 1 - place) % step == 0]
    axes.set_xticks(shown, [names[place] for place in shown])
