"""What stylesheets and templates may not hold."""

import re
from pathlib import Path

from tests.architecture.source import DIRECTORATES, name, stylesheets, templates

PHYSICAL = re.compile(
    r"""
    (?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b
    | border-(?:top|bottom)-(?:left|right)-radius
    | (?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)\b
    | (?<![-\w])(?:left|right)\s*:
    """,
    re.VERBOSE,
)
INLINE = re.compile(
    r"""
    <script(?![^>]*(\bsrc=|application/json))  # a script of its own; JSON is data, not a script
    | <style\b
    | <[a-z][^>]*\sstyle\s*=      # a style attribute
    | <[a-z][^>]*\son[a-z]+\s*=   # a handler attribute
    | javascript:
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What a form sends back or a picture measures is for machines: 1234, not 1,234.
NUMBER = re.compile(
    r"""\b(?:value|width|height)="[^"]*\{\{\s*(?:\w+\.)*(?:pk|id|\w+_id|version|width|height)\s*\}\}""",
    re.VERBOSE,
)
FOR_MACHINES = "{% localize off %}"
# Papers become PDF, where WeasyPrint wants its style in the file; nobody's browser opens them.
PAPERS = "papers"


def _pages() -> list[Path]:
    return [path for path in templates() if path.suffix == ".html" and PAPERS not in path.parts]


def _found(pattern: re.Pattern[str], path: Path) -> list[str]:
    text = path.read_text()
    return [
        f"{name(path)}:{text.count(chr(10), 0, match.start()) + 1} {match.group(0).strip()}"
        for match in pattern.finditer(text)
    ]


def test_stylesheets_know_start_and_end_not_left_and_right() -> None:
    assert stylesheets()
    assert [place for path in stylesheets() for place in _found(PHYSICAL, path)] == []


def test_pages_hold_no_script_and_no_style() -> None:
    assert _pages()
    assert [place for path in _pages() for place in _found(INLINE, path)] == []


def test_no_template_names_another_directorates_templates() -> None:
    """Includes and extends are strings, which no import linter sees."""
    named = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
    found = [
        f"{name(path)} -> {other}"
        for path in templates()
        for other in named.findall(path.read_text())
        if _owner(other) and _owner(other) != _owner(name(path).removeprefix("templates/"))
    ]
    assert found == []


def _owner(template: str) -> str:
    """The directorate a template belongs to; empty for the portal's own."""
    parts = set(template.split("/")[:2])
    return next((code for code in DIRECTORATES if code in parts), "")


def test_numbers_in_attributes_are_written_for_machines() -> None:
    pages = [path for path in templates() if FOR_MACHINES not in path.read_text()]
    assert pages
    assert [place for path in pages for place in _found(NUMBER, path)] == []
