"""The pages of a book read back: what stands beside each id, by the tags of the PDF and the letters of its fonts."""

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
from django.utils.translation import override

from reports.models import FigureRow
from reports.rules.annual.numbers import NUMBER, tell, written

DIGITS = re.compile(r"\d+", re.ASCII)
_CHARACTERS = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_SINGLES = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
GLYPH_BYTES = 2
_PARTS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Content = dict[tuple[int, int], str]  # the number of a page's object, and of the content in it


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def unequal(pdf: bytes, rows: Sequence[FigureRow], languages: Collection[str]) -> list[str]:
    """The ids whose printed or enclosed number is not the one that was kept, and those that only one language has."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = [*_unequal_cells(document, rows, languages)]
        for language in languages:
            found += _unequal_lines(_enclosed(document, language), rows)
    return sorted(set(found))


def _unequal_cells(
    document: pikepdf.Pdf, rows: Sequence[FigureRow], languages: Collection[str]
) -> Iterator[str]:
    """A number stands in the tables of each language equally often, and says the same."""
    kept = {row.number: row for row in rows}
    printed = cells(document)
    for number, texts in printed.items():
        row = kept.get(number)
        if row is None or len(texts) % len(languages):
            yield number
            continue
        expected = set()
        for language in languages:
            with override(language):
                expected.add(digits(tell(row.way, row.value, row.currency)))
        if {digits(text) for text in texts} != expected:
            yield number


def _unequal_lines(lines: Sequence[Mapping[Any, str]], rows: Sequence[FigureRow]) -> list[str]:
    """The enclosed file against what was kept."""
    told = {line[0]: (line[2], line[-1]) for line in (list(each.values()) for each in lines)}
    kept = {row.number: (written(row.value), row.digest) for row in rows}
    numbers = told.keys() | kept.keys()
    return [number for number in numbers if _plain(told.get(number)) != _plain(kept.get(number))]


def _plain(pair: tuple[str, str] | None) -> tuple[str, str] | None:
    return None if pair is None else (pair[0].lstrip("'"), pair[1])


def _enclosed(document: pikepdf.Pdf, language: str) -> list[dict[str, str]]:
    for name, file in document.attachments.items():
        if name.endswith(f"-{language}.csv"):
            text = file.get_file().read_bytes().decode("utf-8-sig")
            return list(csv.DictReader(io.StringIO(text)))
    return []


def unequal_table(content: bytes, form: str, rows: Sequence[FigureRow]) -> list[str]:
    """The ids whose number in a CSV or a workbook is not the one that was kept."""
    if form == "csv":
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        return sorted(_unequal_lines(lines, rows))
    found = [line for line in _workbook_lines(content) if NUMBER.fullmatch(line[0])]
    return sorted(_unequal_lines([dict(enumerate(line)) for line in found], rows))


def _workbook_lines(content: bytes) -> Iterator[list[str]]:
    """The texts of the first sheet, line by line; every cell of the numbers' table is a text."""
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        strings, sheet = (_xml(files.read(name)) for name in _PARTS)
        texts = ["".join(each.itertext()) for each in strings.iter(f"{_SHEET}si")]
    for row in sheet.iter(f"{_SHEET}row"):
        yield [_cell(cell, texts) for cell in row.iter(f"{_SHEET}c")]


def _xml(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 (a workbook that this process has just written)


def _cell(cell: ET.Element, texts: Sequence[str]) -> str:
    value = cell.find(f"{_SHEET}v")
    if value is None or value.text is None:
        return ""
    return texts[int(value.text)] if cell.get("t") == "s" else value.text


def digits(text: str) -> tuple[str, ...]:
    """The groups of digits of a text, in an order that does not depend on the direction of its letters."""
    return tuple(sorted(DIGITS.findall(text)))


def cells(document: pikepdf.Pdf) -> dict[str, list[str]]:
    """What stands beside each id in a cell of a table, as often as it stands there."""
    content = _content(document)
    found: dict[str, list[str]] = defaultdict(list)
    for element in elements(document.Root.StructTreeRoot, "/TD"):
        text = "".join(content.get(place, "") for place in _places(element))
        if number := NUMBER.search(text):
            found[number[0]].append(text.replace(number[0], " "))
    return found


def paragraphs(document: pikepdf.Pdf) -> Iterator[str]:
    """The text of each paragraph that names a number by its id."""
    content = _content(document)
    for element in elements(document.Root.StructTreeRoot, "/P"):
        text = "".join(content.get(place, "") for place in _places(element))
        if NUMBER.search(text):
            yield text


def elements(element: Any, kind: str) -> Iterator[Any]:
    """The elements of a kind, in the order of reading."""
    waiting = [element]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += reversed(list(each))
        elif isinstance(each, pikepdf.Dictionary):
            if each.get("/S") == kind:
                yield each
            elif "/K" in each:
                waiting.append(each.K)


def _places(element: Any, page: int = 0) -> Iterator[tuple[int, int]]:
    """The pieces of content of an element."""
    if isinstance(element, pikepdf.Array):
        for each in element:
            yield from _places(each, page)
    elif isinstance(element, pikepdf.Dictionary):
        here = element.Pg.objgen[0] if "/Pg" in element else page
        if "/MCID" in element:
            yield here, int(element.MCID)
        elif "/K" in element:
            yield from _places(element.K, here)
    elif isinstance(element, int):
        yield page, element


def _content(document: pikepdf.Pdf) -> Content:
    """The text of each piece of content of each page."""
    found: Content = defaultdict(str)
    known: dict[tuple[int, int], dict[int, str]] = {}
    for page in document.pages:
        fonts = {}
        for name, font in page.resources.get("/Font", {}).items():
            if font.objgen not in known:
                known[font.objgen] = _letters(font.ToUnicode.read_bytes())
            fonts[name] = known[font.objgen]
        _read_page(page, fonts, found)
    return found


def _read_page(page: pikepdf.Page, fonts: Mapping[str, Mapping[int, str]], found: Content) -> None:
    letters: Mapping[int, str] = {}
    places: list[int | None] = []
    number = page.obj.objgen[0]
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "BDC":
            marked = operands[1]
            is_place = isinstance(marked, pikepdf.Dictionary) and "/MCID" in marked
            places.append(int(marked.MCID) if is_place else None)
        elif name == "BMC":
            places.append(None)
        elif name == "EMC" and places:
            places.pop()
        elif name == "Tf":
            letters = fonts.get(str(operands[0]), {})
        elif name in {"Tj", "TJ"} and places and places[-1] is not None:
            found[number, places[-1]] += _text(operands[0], letters)


def _text(shown: Any, letters: Mapping[int, str]) -> str:
    strings = shown if isinstance(shown, pikepdf.Array) else [shown]
    text = ""
    for each in strings:
        if isinstance(each, pikepdf.String):
            raw = bytes(each)
            glyphs = (raw[at : at + GLYPH_BYTES] for at in range(0, len(raw), GLYPH_BYTES))
            text += "".join(letters.get(int.from_bytes(glyph), "") for glyph in glyphs)
    return text


def _letters(table: bytes) -> dict[int, str]:
    """Glyphs to letters, by the font's own table."""
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in _SINGLES.findall(table)
        for glyph, text in _CHARACTERS.findall(block)
    }
