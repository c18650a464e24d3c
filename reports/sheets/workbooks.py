"""A table as a workbook: the table on one sheet, on a second what its columns tell and where it comes from."""

import datetime as dt
import io
from typing import Any

import xlsxwriter
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from reports.sheets.tables import Cell, Column, Kind, Table

FORMATS = {
    Kind.TEXT: "@",
    Kind.WHOLE: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.NUMBER: "#,##0.00",
    Kind.MONEY: "#,##0.00",
    Kind.DAY: "yyyy-mm-dd",
}
NARROWEST, WIDEST = 10, 60  # letters
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the same table is the same bytes
HEAD = {"bold": True, "bg_color": "#e6efed", "bottom": 1, "text_wrap": True, "valign": "top"}


def as_xlsx(table: Table) -> bytes:
    """In the active language; from right to left where it is read so. Texts stay texts: none becomes a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": table.title, "created": MADE.replace(tzinfo=None)})
    _put(book, book.add_worksheet(_("Figures")), table)
    _put(book, book.add_worksheet(_("About the figures")), _about(table))
    book.close()
    return out.getvalue()


def _about(table: Table) -> Table:
    """The second sheet: the columns with what they tell, then where the table comes from."""
    told = [(column.label, column.definition) for column in table.columns if column.definition]
    notes = [(_("Source"), note) for note in table.notes]
    columns = (Column(_("What")), Column(_("What it tells")))
    return Table(table.title, columns, ((_("Table"), table.title), *told, *notes))


def _put(book: Any, sheet: Any, table: Table) -> None:
    if get_language_bidi():
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    head = book.add_format(HEAD)
    for place, column in enumerate(table.columns):
        number = book.add_format({"num_format": FORMATS[column.kind], "valign": "top"})
        cells = [row[place] for row in table.rows]
        sheet.set_column(place, place, _width(column, cells))
        sheet.write_string(0, place, column.label, head)
        for line, cell in enumerate(cells, start=1):
            _write(sheet, (line, place), cell, number)


def _write(sheet: Any, at: tuple[int, int], cell: Cell, number: Any) -> None:
    if cell is None:
        sheet.write_blank(*at, None, number)
    elif isinstance(cell, str):
        sheet.write_string(*at, cell, number)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(*at, cell, number)
    else:
        sheet.write_number(*at, float(cell), number)


def _width(column: Column, cells: list[Cell]) -> int:
    longest = max(len(str(cell)) for cell in (column.label, *cells) if cell is not None)
    return min(max(longest + 2, NARROWEST), WIDEST)
