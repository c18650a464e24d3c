"""What can be drawn. Every text in a chart is ready to be read, in the language of the picture.

Values are plain numbers in the `unit` that is written at the scale: 87.5 with "%", 3.2 with "days". None is no value.
"""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What a picture is for."""

    SVG = "svg"  # in a page or a book
    NARROW = "narrow"  # the same on a phone: SVG
    PNG = "png"  # to take along: twice as fine, with its title


@dataclass(frozen=True, slots=True)
class Line:
    """A row of values over time and what it is called: "2026"."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The value to reach, and how it reads: "Target: 95 %"."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Lines:
    """Values over time. `ticks` names each, the oldest first; `before` is the other period, place by place."""

    title: str
    ticks: tuple[str, ...]
    now: Line
    before: Line | None = None
    target: Target | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; `told` is its value as people read it. `before` is the value of the other period."""

    label: str
    value: float | None
    told: str
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying bars, in the order they are given. `now` and `before` say which period is which."""

    title: str
    bars: tuple[Bar, ...]
    now: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One of several small pictures; `told` is its value of the whole period as people read it."""

    label: str
    values: tuple[float | None, ...]
    told: str = ""
    before: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Multiples:
    """Small pictures side by side, all on one scale."""

    title: str
    panels: tuple[Panel, ...]
    ticks: tuple[str, ...]
    now: str
    before: str = ""
    unit: str = ""


Chart = Lines | Bars | Multiples
