"""What the templates of papers need: rows in two languages, dates, pictures, the lines of an MRZ."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import template
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override

from interior_portal.documents.render import Column
from interior_portal.documents.rows import PaperRow

register = template.Library()


class Cell(NamedTuple):
    """One language of a row."""

    column: Column
    label: str
    value: str


class Line(NamedTuple):
    """A row of a paper: a cell for each column."""

    cells: list[Cell]
    is_code: bool


@register.inclusion_tag("papers/_rows.html", takes_context=True)
def paper_rows(context: Context, *, rows: Iterable[PaperRow], photo: str = "") -> dict[str, Any]:
    """Rows in facing columns; between them the picture of the name `photo`, such as `photo.jpg`."""
    lines = [_line(row, context["columns"]) for row in rows]
    return {"lines": lines, "photo": photo, "columns": context["columns"]}


def _line(row: PaperRow, columns: Sequence[Column]) -> Line:
    cells = [Cell(column, *row.in_language(column.code)) for column in columns]
    return Line(cells, row.is_code)


@register.filter
def in_language(text: str | Promise, code: str) -> str:
    """A translatable text in a language other than the active one."""
    with override(code):
        return str(text)


@register.simple_tag
def code(value: object) -> SafeString:
    """An identifier on a paper: it keeps its order and is never broken in two."""
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', value)
