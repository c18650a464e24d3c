"""Tables to take along: values in, bytes out. The only place that imports XlsxWriter."""

from reports.sheets.tables import Cell, Column, Kind, Table
from reports.sheets.texts import as_csv
from reports.sheets.workbooks import as_xlsx

__all__ = ["Cell", "Column", "Kind", "Table", "as_csv", "as_xlsx"]
