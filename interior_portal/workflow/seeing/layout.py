"""Where the parts of a procedure's drawing stand: a lane for each owner, a column for each distance."""

from collections import defaultdict
from dataclasses import dataclass

from interior_portal.workflow.seeing.graph import Graph, Kind

MARGIN = 20
_TASKS = frozenset({Kind.PERSON, Kind.SERVICE, Kind.ANSWERS})
_GATEWAY, _EVENT = (50, 50), (36, 36)
_EVENTS = frozenset({Kind.START, Kind.END, Kind.LEAVING, Kind.TIMER, Kind.TIMER_AT})
# A timer that sits on its host lies half upon it; several stand side by side from its far corner.
_BETWEEN_TIMERS = 4

Point = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How far apart things stand, in pixels. `head` is the place before a lane for its name.

    `is_plain` draws everything as large as a task: ends and joins have their names inside.
    """

    column: int = 160
    row: int = 110
    head: int = 40
    task: Point = (110, 70)
    is_plain: bool = False

    def size_of(self, kind: Kind) -> Point:
        if self.is_plain or kind in _TASKS:
            return self.task
        return _EVENT if kind in _EVENTS else _GATEWAY

    @property
    def beside(self) -> int:
        """From the middle of a column to where lines run upright, clear of the largest box in it."""
        return self.task[0] // 2 + (self.column - self.task[0]) // 4


BPMN = Grid()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in whole pixels from the start corner above."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes of the lanes and nodes and the points of the flows, by id."""

    pool: Box
    lanes: dict[str, Box]
    nodes: dict[str, Box]
    flows: dict[str, tuple[Point, ...]]


def layout_of(graph: Graph, grid: Grid = BPMN) -> Layout:
    """The same graph gives the same layout; no two nodes overlap but a timer and its host."""
    columns = _columns(graph)
    standing = [node for node in graph.nodes if not node.host]
    rows: dict[str, int] = {}
    filled: dict[tuple[str, int], int] = defaultdict(int)
    for node in standing:
        cell = node.lane, columns[node.id]
        rows[node.id] = filled[cell]
        filled[cell] += 1
    width = grid.head + (max(columns.values()) + 1) * grid.column
    lanes, top = {}, MARGIN
    for lane in graph.lanes:
        height = grid.row * max(count for (name, _), count in filled.items() if name == lane)
        lanes[lane] = Box(MARGIN + grid.head, top, width - grid.head, height)
        top += height
    nodes: dict[str, Box] = {}
    for node in standing:
        wide, high = grid.size_of(node.kind)
        x = MARGIN + grid.head + columns[node.id] * grid.column + (grid.column - wide) // 2
        y = lanes[node.lane].y + rows[node.id] * grid.row + (grid.row - high) // 2
        nodes[node.id] = Box(x, y, wide, high)
    sitting = _sitting(graph, nodes)
    nodes |= sitting
    flows = {
        flow.id: _path_below(sitting[flow.source], nodes[flow.target], grid)
        if flow.source in sitting
        else _path(nodes[flow.source], nodes[flow.target], grid)
        for flow in graph.flows
    }
    return Layout(Box(MARGIN, MARGIN, width, top - MARGIN), lanes, nodes, flows)


def _sitting(graph: Graph, hosts: dict[str, Box]) -> dict[str, Box]:
    """The timers on the lower edges of their hosts."""
    boxes: dict[str, Box] = {}
    beside: dict[str, int] = defaultdict(int)
    wide, high = _EVENT
    for node in graph.nodes:
        if node.host:
            host = hosts[node.host]
            beside[node.host] += 1
            x = host.x + host.width - beside[node.host] * (wide + _BETWEEN_TIMERS)
            boxes[node.id] = Box(x, host.y + host.height - high // 2, wide, high)
    return boxes


def _columns(graph: Graph) -> dict[str, int]:
    """How many flows lie between the start and a node at least. A timer stands where its host does."""
    hosts = {node.id: node.host for node in graph.nodes if node.host}
    after = defaultdict(list)
    for flow in graph.flows:
        after[hosts.get(flow.source, flow.source)].append(flow.target)
    columns, front = {graph.nodes[0].id: 0}, [graph.nodes[0].id]
    while front:
        found = dict.fromkeys(t for s in front for t in after[s] if t not in columns)
        columns |= dict.fromkeys(found, max(columns.values()) + 1)
        front = list(found)
    return columns


def _path_below(source: Box, target: Box, grid: Grid) -> tuple[Point, ...]:
    """As `_path`, but out of the lower edge."""
    tx, ty = target.middle
    if target.x <= source.x + source.width:
        return _path(source, target, grid)
    start = source.middle[0], source.y + source.height
    bend, below = tx - grid.beside, start[1] + 6
    return start, (start[0], below), (bend, below), (bend, ty), (target.x, ty)


def _path(source: Box, target: Box, grid: Grid) -> tuple[Point, ...]:
    """Straight to the next column, round a corner if need be; to what lies behind, or in the same column,
    below the source and then between the columns to the far side of the target, so that no box is crossed.
    """
    sx, sy = source.middle
    tx, ty = target.middle
    if tx > sx:
        start, end, bend = (source.x + source.width, sy), (target.x, ty), tx - grid.beside
        return (start, end) if sy == ty else (start, (bend, sy), (bend, ty), end)
    foot, side, bend = source.y + source.height, target.x + target.width, tx + grid.beside
    below = foot + 12
    if target.width > target.height:  # not a circle or a diamond: beside what leaves it
        ty += target.height // 4
    return (sx, foot), (sx, below), (bend, below), (bend, ty), (side, ty)
