"""What the component tags take: small values that views make and templates show."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise

Text = str | Promise
State = Literal["waiting", "done", "refused", "paused", "draft"]

STATE_ICONS: Mapping[str, str] = {
    "waiting": "hourglass",
    "done": "check",
    "refused": "cross",
    "paused": "pause",
    "draft": "pencil",
}
NOTICE_ICONS: Mapping[str, str] = {
    "info": "info",
    "success": "check",
    "warning": "warning",
    "error": "cross",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary list. `iso` isolates the value (number, reference, date in digits)."""

    key: Text
    value: Text
    href: str = ""
    iso: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a task list; without `href` it cannot be started yet and `hint` says why."""

    name: Text
    state: State
    word: Text
    href: str = ""
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline, newest first in the list that is passed."""

    at: dt.datetime
    what: Text
    who: Text = ""
    note: Text = ""
    state: State = "done"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `text` is what is written, when it is not the number itself."""

    label: Text
    value: Decimal | int
    text: Text = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A link among its siblings; `count` is capped by the caller ("99+").

    `key` is its id: where a page is put in the place of another, who pressed it stays on it.
    """

    label: Text
    href: str
    current: bool = False
    count: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A door on the home page: what it is, how long it usually takes, what it costs."""

    name: Text
    text: Text
    href: str
    promise: Text = ""
    fee: Text = ""


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One waiting case in a clerk's list: who or what, its reference, and until when."""

    name: Text
    href: str
    reference: str
    due: dt.datetime | None = None
    paused: bool = False
    note: Text = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class BarLine:
    label: Text
    text: str
    percent: int


def bar_lines(bars: list[Bar], *, scale: Decimal | int | None = None) -> list[BarLine]:
    """Each bar as per cent of `scale` (the largest value when not given), 0 to 100."""
    top = scale or max((bar.value for bar in bars), default=0)
    return [
        BarLine(
            label=bar.label,
            text=str(bar.text) or f"{bar.value:,}",
            percent=round(100 * min(bar.value, top) / top) if top else 0,
        )
        for bar in bars
    ]
