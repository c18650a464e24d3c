"""Tables as CSV that a spreadsheet opens without taking any cell for a formula."""

import csv
from collections.abc import Iterable, Iterator

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of UTF-8 with a mark at the beginning; cells that look like a formula begin with an apostrophe."""
    table = csv.writer(_Passing())
    mark = BOM
    for cells in rows:
        yield mark + str(table.writerow([_harmless(cell) for cell in cells]))
        mark = ""


class _Passing:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
