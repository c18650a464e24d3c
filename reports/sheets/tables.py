"""What is taken along: a table with what its columns mean and where it comes from."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Cell = str | int | float | Decimal | dt.date | None


class Kind(StrEnum):
    """How the numbers of a column are written in a workbook."""

    TEXT = "text"
    WHOLE = "whole"  # 1,204
    SHARE = "share"  # 0 to 1, shown as 87.5%
    NUMBER = "number"  # 4.25
    MONEY = "money"  # 1,204.50
    DAY = "day"  # a date


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `definition` says what its numbers tell."""

    label: str
    kind: Kind = Kind.TEXT
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as long as there are columns. `notes` say where it comes from: the span, the units, when it was verified."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
