"""Tables to take along are read back with what another program sees."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from reports.sheets import Column, Kind, Table, as_csv, as_xlsx

DAY = dt.date(2026, 11, 22)
TABLE = Table(
    "تأشيرات",
    (
        Column("المركز"),
        Column("ممنوحة", Kind.WHOLE, "كم تأشيرة مُنحت"),
        Column("في الموعد", Kind.SHARE, "حصة ما أنجز في موعده"),
        Column("USD", Kind.MONEY),
        Column("من", Kind.DAY),
        Column("متوسط", Kind.NUMBER),
    ),
    (
        ("سيمالكا", 1204, 0.875, Decimal("1204.50"), DAY, 4.25),
        ("=1+1", 0, None, None, None, None),
        ("https://example.org", -3, 1.0, Decimal(0), DAY, 0.5),
    ),
    ("تشرين الأول 2026", "تم التحقق 2026-11-22"),
)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]


def test_csv_opens_with_its_letters_and_all_cells() -> None:
    told = as_csv(TABLE)
    assert told.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(told.decode("utf-8-sig"), newline="")))
    assert rows == [
        [column.label for column in TABLE.columns],
        ["سيمالكا", "1204", "0.875", "1204.50", "2026-11-22", "4.25"],
        ["'=1+1", "0", "", "", "", ""],
        ["https://example.org", "-3", "1.0", "0", "2026-11-22", "0.5"],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    table = Table("t", (Column(text),), ((text,), (-1,)))
    rows = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"], ["-1"]]


@pytest.mark.parametrize(("language", "is_rtl"), [("ar", True), ("kmr", False), ("en", False)])
def test_a_workbook_reads_in_the_readers_direction(language: str, *, is_rtl: bool) -> None:
    with override(language):
        book = zipfile.ZipFile(io.BytesIO(as_xlsx(TABLE)))
    for sheet in ("sheet1", "sheet2"):
        assert (b'rightToLeft="1"' in book.read(f"xl/worksheets/{sheet}.xml")) is is_rtl


def test_a_workbook_has_the_same_cells_and_says_where_they_come_from() -> None:
    with override("ar"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(TABLE)))
    figures, about = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    assert figures == [
        [column.label for column in TABLE.columns],
        ["سيمالكا", 1204, 0.875, 1204.5, DAY, 4.25],
        ["=1+1", 0, "", "", "", ""],
        ["https://example.org", -3, 1.0, 0, DAY, 0.5],
    ]
    assert [row[1] for row in about[1:]] == [
        "تأشيرات",
        "كم تأشيرة مُنحت",
        "حصة ما أنجز في موعده",
        "تشرين الأول 2026",
        "تم التحقق 2026-11-22",
    ]


def test_numbers_of_a_workbook_are_written_as_such() -> None:
    with override("ar"):
        styles = zipfile.ZipFile(io.BytesIO(as_xlsx(TABLE))).read("xl/styles.xml").decode()
    assert 'formatCode="0.0%"' in styles
    assert 'formatCode="yyyy-mm-dd"' in styles


def test_the_same_table_is_the_same_workbook() -> None:
    with override("ar"):
        assert as_xlsx(TABLE) == as_xlsx(TABLE)
