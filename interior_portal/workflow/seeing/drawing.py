"""A procedure drawn for a page: steps as boxes in the lanes of their owners, in the reader's direction.

What a page wants to say about a step is a `Mark`. Nothing is told by colour alone: a mark has words,
and the page says the same beside the picture.
"""

import textwrap
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from interior_portal.ui.components import Text
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.seeing.bpmn import lane_label
from interior_portal.workflow.seeing.graph import Kind, Node, outline_of
from interior_portal.workflow.seeing.layout import MARGIN, Box, Grid, Layout, Point, layout_of

GRID = Grid(column=196, row=124, head=0, task=(156, 76), is_plain=True)
LETTERS_IN_A_LINE, LINE = 18, 17
BAR_MARGIN, BAR_HEIGHT = 12, 7
_ROUND = 30


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of a step: the class that draws its box, and words under its name.

    `percent` draws a bar along the foot of the box, None none.
    """

    look: str
    words: Text = ""
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its height."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box with its name; `radius` rounds what is an end, `bar` lies along its foot."""

    box: Box
    radius: int
    look: str
    lines: tuple[Line, ...]
    words: Line
    bar: Box | None


@dataclass(frozen=True, slots=True)
class DrawnLane:
    box: Box
    label: Text
    start: int


@dataclass(frozen=True, slots=True)
class DrawnFlow:
    """`points` as SVG writes them."""

    points: str
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture, in pixels from the upper left corner, whatever the direction."""

    width: int
    height: int
    lanes: tuple[DrawnLane, ...]
    flows: tuple[DrawnFlow, ...]
    steps: tuple[Drawn, ...]


def draw(
    procedure: Procedure,
    marks: Mapping[str, Mark],
    *,
    is_rtl: bool,
    taken: Collection[tuple[str, str]] = (),
) -> Drawing:
    """The procedure with a mark at every step; `taken` are the ways, from step to step, to draw strong.

    From right to left the whole picture is turned round, so that it begins where the reader does.
    """
    graph = outline_of(procedure)
    layout = layout_of(graph, GRID)
    width = layout.pool.width + 2 * MARGIN
    if is_rtl:
        layout = _turned(layout, width)
    lanes = tuple(
        DrawnLane(box, lane_label(lane), box.x + (box.width - 10 if is_rtl else 10))
        for lane, box in layout.lanes.items()
    )
    flows = (
        DrawnFlow(
            " ".join(f"{x},{y}" for x, y in layout.flows[flow.id]),
            (flow.source, flow.target) in taken,
        )
        for flow in graph.flows
    )
    steps = tuple(
        _drawn(layout.nodes[node.id], node, marks[node.step], is_rtl=is_rtl) for node in graph.nodes
    )
    ordered = tuple(sorted(flows, key=lambda flow: flow.is_taken))  # the strong ones lie on top
    return Drawing(width, layout.pool.height + 2 * MARGIN, lanes, ordered, steps)


def _turned(layout: Layout, width: int) -> Layout:
    def box(found: Box) -> Box:
        return Box(width - found.x - found.width, found.y, found.width, found.height)

    def point(found: Point) -> Point:
        return width - found[0], found[1]

    return Layout(
        box(layout.pool),
        {code: box(found) for code, found in layout.lanes.items()},
        {code: box(found) for code, found in layout.nodes.items()},
        {code: tuple(map(point, found)) for code, found in layout.flows.items()},
    )


def _drawn(box: Box, node: Node, mark: Mark, *, is_rtl: bool) -> Drawn:
    texts = textwrap.wrap(str(node.label), LETTERS_IN_A_LINE, break_long_words=False)
    top = box.y + (box.height - LINE * (len(texts) + bool(mark.words))) // 2 + LINE - 4
    lines = tuple(Line(text, top + LINE * number) for number, text in enumerate(texts))
    words = Line(str(mark.words), top + LINE * len(texts))
    radius = _ROUND if node.kind is Kind.END else 8
    return Drawn(box, radius, mark.look, lines, words, _bar(box, mark.percent, is_rtl=is_rtl))


def _bar(box: Box, percent: int | None, *, is_rtl: bool) -> Box | None:
    if percent is None:
        return None
    full = box.width - 2 * BAR_MARGIN
    width = round(full * percent / 100)
    start = box.x + BAR_MARGIN + (full - width if is_rtl else 0)
    return Box(start, box.y + box.height - BAR_HEIGHT - 3, width, BAR_HEIGHT)
