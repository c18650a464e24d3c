"""Rows in bulk: gathered as lines of text, then written by COPY. For demonstrations and measurements."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from types import NoneType
from typing import Any

from django.db import connection
from django.db.models import Model

_NULL = r"\N"


def _text(value: str) -> str:
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        value = value.replace("\\", "\\\\").replace("\t", "\\t")
        return value.replace("\n", "\\n").replace("\r", "\\r")
    return value


# By the exact type: there are a hundred million of these in a year.
_AS_TEXT: dict[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    NoneType: lambda _nothing: _NULL,
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    bytes: lambda octets: f"\\\\x{octets.hex()}",
    bool: lambda flag: "t" if flag else "f",
    Decimal: str,
    dict: lambda value: _text(json.dumps(value, ensure_ascii=False)),
    list: lambda value: _text(json.dumps(value, ensure_ascii=False)),
}


class Sheet:
    """Rows of one table. `KeyError` for a value whose type COPY is not taught here."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table, self.columns = table, tuple(columns)
        self._lines: list[str] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, *values: Any) -> None:
        """One row, its values in the order of the columns; a dict or list is JSON."""
        self._lines.append("\t".join([_AS_TEXT[type(value)](value) for value in values]))

    def write(self) -> None:
        """Copy what was gathered into the table, on Django's connection, and begin anew."""
        if not self._lines:
            return
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {self.table} ({columns}) FROM STDIN") as copy,
        ):
            copy.write("\n".join(self._lines))
            copy.write("\n")
        self._lines = []


class Sheets:
    """The sheets of several tables, written in the order in which they were first asked for."""

    def __init__(self) -> None:
        self._sheets: dict[str, Sheet] = {}

    def of(self, table: str, columns: Sequence[str]) -> Sheet:
        """The sheet of a table; always asked for with the same columns."""
        sheet = self._sheets.get(table)
        if sheet is None:
            sheet = self._sheets[table] = Sheet(table, columns)
        return sheet

    def write(self) -> None:
        for sheet in self._sheets.values():
            sheet.write()


def write_new(rows: Sequence[Model]) -> None:
    """Rows of one model, which get their ids here: as `bulk_create`, for plain columns and much faster."""
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    table = rows[0]._meta.db_table
    sheet = Sheet(table, [str(field.column) for field in fields])
    for pk, row in enumerate(rows, start=reserve(table, len(rows))):
        row.pk = pk
        sheet.add(*(getattr(row, field.attname) for field in fields))
    sheet.write()


def reserve(table: str, count: int) -> int:
    """The first of so many ids of a table that nobody else will get. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (sequence,) = cursor.fetchone()
        cursor.execute(
            "SELECT setval(%s::regclass, nextval(%s::regclass) + %s) - %s",
            [sequence, sequence, count, count],
        )
        return int(cursor.fetchone()[0])
