"""How large a picture is, in pixels of a page. A page asks before anything is drawn, so no library is loaded here."""

from collections.abc import Sequence

from reports.charts.kinds import Bars, Chart, Form, Lines

WIDE, NARROW = 640, 340
ROW = 22  # a line of text
EDGE = 4
SAMPLE = 26  # how far a sample reaches in the legend
BESIDE = 6  # between a sample and its name
APART = 20  # between two names
LETTER = 7.5  # a letter, generously

PLOT = 190  # lines over time: the height of their plot
SMALL_PLOT = 70  # the same of small pictures
COLUMNS = 2
THICK, THIN, GAP = 13, 8, 9  # bars: of this period, of the other one, and what is left free below


def size_of(chart: Chart, form: Form = Form.SVG) -> tuple[int, int]:
    """Width and height; a PNG is drawn with twice as many."""
    width = NARROW if form is Form.NARROW else WIDE
    height = head_height(form) + legend_height(names_of(chart), width)
    if isinstance(chart, Lines):
        return width, height + ROW + PLOT + ROW + EDGE * 3
    if isinstance(chart, Bars):
        return width, height + len(chart.bars) * bar_height(chart)
    rows = -(-len(chart.panels) // columns(width))
    return width, height + rows * panel_height()


def names_of(chart: Chart) -> list[str]:
    """What the legend explains."""
    if isinstance(chart, Lines):
        names = [chart.now.label, chart.before.label if chart.before else ""]
        return [name for name in (*names, chart.target.label if chart.target else "") if name]
    return [chart.now, chart.before] if chart.before else []


def head_height(form: Form) -> int:
    """Room for the title, which only what is taken along carries."""
    return 2 * ROW if form is Form.PNG else 0


def is_stacked(names: Sequence[str], width: float) -> bool:
    """Whether each name of a legend needs a row of its own."""
    needs = sum(SAMPLE + BESIDE + len(name) * LETTER + APART for name in names)
    return needs > width


def legend_height(names: Sequence[str], width: float) -> int:
    if not names:
        return 0
    return (len(names) if is_stacked(names, width) else 1) * ROW + 6


def bar_height(chart: Bars) -> int:
    return ROW + 2 + THICK + (THIN + 2 if chart.before else 0) + GAP


def columns(width: float) -> int:
    """How many small pictures stand side by side."""
    return COLUMNS if width > NARROW else 1


def panel_height() -> int:
    return 2 * ROW + 6 + SMALL_PLOT + ROW + 12
