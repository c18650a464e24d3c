"""The sheet that a chart is drawn on: pixels of a page from its top, letters, legend, colours, bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fontpkg_noto_sans_arabic
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from reports.charts.kinds import Form
from reports.charts.sizes import APART, BESIDE, EDGE, ROW, SAMPLE, is_stacked

# Set once and for all threads: nothing else draws. Letters are paths, and the same chart is the same bytes.
mpl.rcdefaults()
mpl.rcParams["svg.fonttype"] = "path"
mpl.rcParams["svg.hashsalt"] = "interior-portal"
mpl.rcParams["hatch.linewidth"] = 0.9

INK, MUTED, RULE, SHEET = "#1c2b2d", "#4c5a5c", "#d9d2c3", "#ffffff"
NOW, BEFORE, TARGET = "#0b5a5c", "#51606b", "#8a5a00"
# Lines: their colour, dash, marker and its filling; each differs in more than its colour.
NOW_LINE: dict[str, Any] = {"color": NOW, "linewidth": 2, "marker": "o", "markersize": 4.5}
BEFORE_LINE: dict[str, Any] = {
    "color": BEFORE,
    "linewidth": 1.4,
    "linestyle": (0, (4, 2.4)),
    "marker": "s",
    "markersize": 4.2,
    "markerfacecolor": SHEET,
}
TARGET_LINE: dict[str, Any] = {"color": TARGET, "linewidth": 1.6, "linestyle": (0, (1, 1.6))}
# Bars: filled, or hatched within an outline.
NOW_BAR: dict[str, Any] = {"facecolor": NOW, "edgecolor": NOW, "linewidth": 0.8}
BEFORE_BAR: dict[str, Any] = {
    "facecolor": SHEET,
    "edgecolor": BEFORE,
    "linewidth": 0.8,
    "hatch": "//////",
}

_FONT = Path(fontpkg_noto_sans_arabic.ROOT) / "files" / "NotoSansArabic[wdth,wght].ttf"
PIXELS = 96  # to an inch, as in a page
POINTS = 72
TEXT = 13  # pixels


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: a name and how what it names is drawn, as a line or as a bar."""

    label: str
    drawn: dict[str, Any]
    is_bar: bool = False


def font(size: float = TEXT) -> FontProperties:
    return FontProperties(fname=_FONT, size=size * POINTS / PIXELS)


def width_of(text: str, size: float = TEXT) -> float:
    """How many pixels a text takes."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(size), ismath=False)
    return float(width) * PIXELS / POINTS


class Sheet:
    """A white sheet of `width` x `height` pixels, counted from the top and from the side where reading begins."""

    def __init__(self, width: float, height: float, language: str, *, is_rtl: bool) -> None:
        self.width, self.height, self.language, self.is_rtl = width, height, language, is_rtl
        self.figure = Figure(figsize=(width / PIXELS, height / PIXELS), dpi=PIXELS, facecolor=SHEET)
        FigureCanvasAgg(self.figure)

    def across(self, start: float) -> float:
        """How far from the left, as part of the sheet, what stands `start` pixels from the side of reading."""
        return (self.width - start if self.is_rtl else start) / self.width

    def down(self, top: float) -> float:
        return 1 - top / self.height

    def write(
        self, text: str, start: float, middle: float, *, color: str = INK, is_at_end: bool = False
    ) -> None:
        """Write a text whose middle is `middle` pixels down; one that stands at its end ends at `start`."""
        self.figure.text(
            self.across(start),
            self.down(middle),
            text,
            fontproperties=font(),
            color=color,
            va="center",
            ha="right" if self.is_rtl != is_at_end else "left",
            language=self.language,
            parse_math=False,
        )

    def axes(self, start: float, top: float, width: float, height: float) -> Axes:
        """A place to plot in, without frame."""
        left = self.width - start - width if self.is_rtl else start
        axes = self.figure.add_axes(
            (
                left / self.width,
                self.down(top + height),
                width / self.width,
                height / self.height,
            )
        )
        axes.set_facecolor("none")
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.tick_params(length=0, pad=5)
        return axes

    def name_ticks(self, axes: Axes) -> None:
        """Set the letters of the names at both scales."""
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontproperties(font())
            label.set_color(MUTED)
            label.set_language(self.language)
            label.set_parse_math(False)
        for label in axes.get_yticklabels():
            label.set_verticalalignment("center")

    def legend(self, entries: Sequence[Entry], top: float) -> None:
        """Names beside samples from the side of reading: in one row, or each in its own."""
        stacked = is_stacked([entry.label for entry in entries], self.width)
        start = float(EDGE)
        for entry in entries:
            self._sample(entry, start, top + ROW / 2)
            self.write(entry.label, start + SAMPLE + BESIDE, top + ROW / 2)
            if stacked:
                top += ROW
            else:
                start += SAMPLE + BESIDE + width_of(entry.label) + APART

    def _sample(self, entry: Entry, start: float, middle: float) -> None:
        ends = sorted((self.across(start), self.across(start + SAMPLE)))
        at = self.down(middle)
        if entry.is_bar:
            height = 11 / self.height
            corner = (ends[0], at - height / 2)
            self.figure.add_artist(Rectangle(corner, ends[1] - ends[0], height, **entry.drawn))
            return
        whole = Line2D([ends[0], sum(ends) / 2, ends[1]], [at] * 3, markevery=[1], **entry.drawn)
        self.figure.add_artist(whole)

    def saved(self, form: Form, title: str, told: str) -> bytes:
        """SVG, or PNG twice as fine; `told` is the picture in words."""
        out = io.BytesIO()
        named: dict[str, str | None] = {"Title": title, "Description": told}
        if form is Form.PNG:
            self.figure.savefig(out, format="png", dpi=2 * PIXELS, metadata=named)
        else:
            named |= dict.fromkeys(("Date", "Creator", "Type", "Format"))
            self.figure.savefig(out, format="svg", metadata=named)
        return out.getvalue()
