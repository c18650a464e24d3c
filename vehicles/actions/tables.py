"""Tables that offices send: CSV with commas or semicolons, and XLSX. Rows come one after the other, as text."""

import codecs
import csv
import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.shared.text import normalise
from vehicles.rules.paper_rows import COLUMNS, REQUIRED

MOST_BYTES = 40_000_000
MOST_UNPACKED = 400_000_000
MOST_ROWS = 200_000
LONGEST_CELL = 500
ZIP_START = b"PK\x03\x04"
Row = tuple[int, Mapping[str, str]]

TOO_LARGE = Refusal("too_large", _("The file is larger than 40 MB. Split it into several files."))
UNREADABLE = Refusal(
    "unreadable", _("The file is neither CSV in UTF-8 nor XLSX. Save it again as one of the two.")
)
TOO_MANY_ROWS = Refusal(
    "too_many_rows", _("The file has more than 200,000 rows. Split it into several files.")
)


def rows_of(file: IO[bytes]) -> Iterator[Row]:
    """The rows that are not empty, with their number in the file, by column; the first row names the columns.

    Raises Refused for a file that cannot be read, or that lacks a column, before or between rows.
    """
    start = file.read(len(ZIP_START))
    file.seek(0)
    lines = _of_workbook(file) if start == ZIP_START else _of_text(file)
    names: list[str] | None = None
    for number, cells in enumerate(lines, start=1):
        if number > MOST_ROWS + 1:
            raise Refused(TOO_MANY_ROWS)
        if names is None:
            names = _header(cells)
        elif any(cells):
            yield number, {name: cell for name, cell in zip(names, cells, strict=False) if name}


def _header(cells: Iterable[str]) -> list[str]:
    names = [cell.lower().replace(" ", "_") for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        text = _("The first row of the file names the columns. These are missing: %(columns)s.")
        raise Refused(Refusal("columns_missing", text, {"columns": ", ".join(missing)}))
    return [name if name in COLUMNS else "" for name in names]


def _of_text(file: IO[bytes]) -> Iterator[list[str]]:
    first = file.readline()
    file.seek(0)
    separator = max(";,\t", key=lambda sign: first.count(sign.encode()))
    try:
        lines = codecs.iterdecode(file, "utf-8-sig")
        for cells in csv.reader(lines, delimiter=separator):
            yield [_cleaned(cell) for cell in cells]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(UNREADABLE) from error


def _of_workbook(file: IO[bytes]) -> Iterator[list[str]]:
    """The first sheet; what unpacks to more than a register can be is not unpacked."""
    try:
        with zipfile.ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Refused(TOO_LARGE)
        file.seek(0)
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        for cells in sheet.iter_rows():
            yield [_cleaned(_text(cell)) for cell in cells]
    except (zipfile.BadZipFile, CalamineError, OSError) as error:
        raise Refused(UNREADABLE) from error


def _text(cell: Any) -> str:
    """What the cell shows: whole numbers without a point, days without a time."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.date().isoformat() if isinstance(cell, dt.datetime) else str(cell)


def _cleaned(cell: str) -> str:
    return normalise(cell[: LONGEST_CELL + 1])
