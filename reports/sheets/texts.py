"""A table as comma-separated text (RFC 4180), which spreadsheets open with its letters right."""

import csv
import io

from reports.sheets.tables import Cell, Table

BOM = "\ufeff"  # by it Excel knows UTF-8
# What begins so is a formula to a spreadsheet; an apostrophe before it makes it a text again (OWASP, CSV injection).
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: Table) -> bytes:
    """The header and the rows; numbers bare, dates as 2026-11-22, nothing where there is nothing."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_written(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([_written(cell) for cell in row])
    return (BOM + out.getvalue()).encode()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULAS) else cell
    return str(cell)
