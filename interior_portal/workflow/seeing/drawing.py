"""A procedure drawn for a page: steps as boxes in the lanes of their owners, in the reader's direction.

What a page wants to say about a step is a `Mark`. Nothing is told by colour alone: a mark has words,
and the page says the same beside the picture. A clock above a box says after which time something happens by
itself there; what happens stands in a sentence below the picture.
"""

import textwrap
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from interior_portal.ui.components import Text
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.seeing.bpmn import lane_label
from interior_portal.workflow.seeing.graph import Kind, Node, outline_of
from interior_portal.workflow.seeing.layout import MARGIN, Box, Grid, Layout, Point, layout_of
from interior_portal.workflow.seeing.timeouts import timeouts_at, working_time

GRID = Grid(column=196, row=124, head=0, task=(156, 76), is_plain=True)
_GRID_WITH_CLOCKS = replace(GRID, row=156)  # the name of the lane stands above the clocks
LETTERS_IN_A_LINE, LINE = 18, 17
BAR_MARGIN, BAR_HEIGHT = 12, 7
CLOCK_RADIUS, CLOCK_MARGIN = 7, 11
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
class DrawnClock:
    """A clock around the point `face`, and its time beside it at `start`."""

    face: Point
    start: int
    text: str

    @property
    def hands(self) -> str:
        """From noon to the middle to three, as SVG writes it."""
        x, y = self.face
        return f"{x},{y - CLOCK_RADIUS + 2} {x},{y} {x + CLOCK_RADIUS - 3},{y}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box with its name; `radius` rounds what is an end, `bar` lies along its foot, `clock` above it."""

    box: Box
    radius: int
    look: str
    lines: tuple[Line, ...]
    words: Line
    bar: Box | None
    clock: DrawnClock | None


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
    """The whole picture, in pixels from the upper left corner, whatever the direction.

    `timeouts` say in sentences what the clocks are for.
    """

    width: int
    height: int
    lanes: tuple[DrawnLane, ...]
    flows: tuple[DrawnFlow, ...]
    steps: tuple[Drawn, ...]
    timeouts: tuple[str, ...] = ()


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
    layout = layout_of(graph, _GRID_WITH_CLOCKS if procedure.has_timeouts else GRID)
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
        _drawn(procedure, layout.nodes[node.id], node, marks[node.step], is_rtl=is_rtl)
        for node in graph.nodes
    )
    ordered = tuple(sorted(flows, key=lambda flow: flow.is_taken))  # the strong ones lie on top
    height = layout.pool.height + 2 * MARGIN
    return Drawing(width, height, lanes, ordered, steps, _timeouts(procedure))


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


def _timeouts(procedure: Procedure) -> tuple[str, ...]:
    said = gettext("After %(time)s at “%(step)s” this happens by itself: “%(what)s”.")
    return tuple(
        said % {"time": working_time(way.after_minutes), "step": step.label, "what": way.label}
        for step in procedure.steps
        for way in timeouts_at(procedure, step)
    )


def _drawn(procedure: Procedure, box: Box, node: Node, mark: Mark, *, is_rtl: bool) -> Drawn:
    texts = textwrap.wrap(str(node.label), LETTERS_IN_A_LINE, break_long_words=False)
    top = box.y + (box.height - LINE * (len(texts) + bool(mark.words))) // 2 + LINE - 4
    lines = tuple(Line(text, top + LINE * number) for number, text in enumerate(texts))
    words = Line(str(mark.words), top + LINE * len(texts) + 2)
    radius = _ROUND if node.kind is Kind.END else 8
    bar = _bar(box, mark.percent, is_rtl=is_rtl)
    clock = _clock(procedure, box, node, is_rtl=is_rtl)
    return Drawn(box, radius, mark.look, lines, words, bar, clock)


def _clock(procedure: Procedure, box: Box, node: Node, *, is_rtl: bool) -> DrawnClock | None:
    """Of several, the time of what comes first."""
    ways = timeouts_at(procedure, procedure.step(node.step))
    if not ways:
        return None
    x = box.x + (box.width - CLOCK_MARGIN if is_rtl else CLOCK_MARGIN)
    start = x + (-CLOCK_MARGIN if is_rtl else CLOCK_MARGIN)
    return DrawnClock((x, box.y - CLOCK_MARGIN), start, working_time(ways[0].after_minutes))


def _bar(box: Box, percent: int | None, *, is_rtl: bool) -> Box | None:
    if percent is None:
        return None
    full = box.width - 2 * BAR_MARGIN
    width = round(full * percent / 100)
    start = box.x + BAR_MARGIN + (full - width if is_rtl else 0)
    return Box(start, box.y + box.height - BAR_HEIGHT - 3, width, BAR_HEIGHT)
