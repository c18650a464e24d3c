"""What the templates of papers need: rows in two languages, dates, pictures, the lines of an MRZ."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import template
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from interior_portal.documents.render import Column, Copy
from interior_portal.documents.rows import PaperRow
from interior_portal.ui import dates

register = template.Library()
BESIDE_PHOTO = 4  # rows that are as high as a photo of 45 mm
FLOWS = {"L": "ltr", "R": "rtl", "AL": "rtl"}  # what a strong letter says about its text
LONG = 45  # characters of a value that fills its line


class Cell(NamedTuple):
    """One language of a row."""

    column: Column
    label: str
    value: str

    @property
    def direction(self) -> str:
        """Of the value itself: conditions in Arabic stand in the column of Kurmanji too."""
        return next(
            (FLOWS[flow] for flow in map(unicodedata.bidirectional, self.value) if flow in FLOWS),
            self.column.direction,
        )


class Line(NamedTuple):
    """A row of a paper: a cell for each column. Long texts are set smaller, and once if they are the same."""

    cells: list[Cell]
    is_code: bool
    is_long: bool
    mark: str

    @property
    def is_same(self) -> bool:
        """Whether the value reads the same in both columns."""
        return len({cell.value for cell in self.cells}) == 1

    @property
    def is_shared(self) -> bool:
        return self.is_long and not self.is_code and self.is_same


@register.inclusion_tag("papers/_rows.html", takes_context=True)
def paper_rows(context: Context, *, rows: Iterable[PaperRow], photo: str = "") -> dict[str, Any]:
    """Rows in facing columns; the first of them beside the picture `photo`, such as `photo.jpg`."""
    lines = [_line(row, context["columns"]) for row in rows]
    beside = BESIDE_PHOTO if photo else 0
    return {"beside": lines[:beside], "below": lines[beside:], "photo": photo}


def _line(row: PaperRow, columns: Sequence[Column]) -> Line:
    cells = [Cell(column, *row.in_language(column.code)) for column in columns]
    is_long = any(len(cell.value) > LONG for cell in cells)
    return Line(cells, row.is_code, is_long, row.mark)


@register.inclusion_tag("papers/_small_rows.html", takes_context=True)
def small_rows(context: Context, *, rows: Iterable[PaperRow], marks: str = "") -> dict[str, Any]:
    """Rows on one line where both languages say the same: all of them, or those with one of the `marks`,
    which are codes with spaces between them, in that order.
    """
    lines = [_line(row, context["columns"]) for row in rows]
    if not marks:
        return {"lines": lines}
    by_mark = {line.mark: line for line in lines}
    return {"lines": [by_mark[mark] for mark in marks.split() if mark in by_mark]}


@register.filter
def in_language(text: str | Promise, code: str) -> str:
    """A translatable text in a language other than the active one."""
    with override(code):
        return str(text)


@register.simple_tag
def code(value: object) -> SafeString:
    """An identifier on a paper: it keeps its order and is never broken in two."""
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', value)


@register.simple_tag
def copy_words(copy: Copy, code: str) -> str:
    """That this is a copy, in one of the languages of the paper."""
    with override(code):
        facts = {"number": copy.number, "day": dates.day(copy.printed_on)}
        return gettext("Copy no. %(number)s, printed on %(day)s") % facts
