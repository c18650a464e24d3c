"""The parts of a chapter, as data that is kept with the figures and laid out in any language later.

A cell is the id of a number, or a text in both languages.
"""

from collections.abc import Sequence
from typing import Any

from reports.rules.annual.numbers import Both

Block = dict[str, Any]
Cell = str | Both


def words(section: str) -> Block:
    """The text that somebody wrote for a section of the chapter."""
    return {"kind": "words", "section": section}


def heading(text: Both) -> Block:
    return {"kind": "heading", "text": text}


def finding(text: Both) -> Block:
    """A sentence; its numbers stand in it by `numbers.mark`."""
    return {"kind": "finding", "text": text}


def table(title: Both, head: Sequence[Both], rows: Sequence[tuple[Both, Sequence[Cell]]]) -> Block:
    """The first column of `head` names the rows."""
    lines = [{"label": label, "cells": list(cells)} for label, cells in rows]
    return {"kind": "table", "title": title, "head": list(head), "rows": lines}


def lines_chart(name: str, title: Both, months: Sequence[str], now: Sequence[str]) -> Block:
    """A number of each month (`2026-03-01`), by its id."""
    return {
        "kind": "chart",
        "form": "lines",
        "name": name,
        "title": title,
        "months": list(months),
        "now": list(now),
    }


def bars_chart(name: str, title: Both, bars: Sequence[tuple[Both, str]]) -> Block:
    """A bar for each name, by the id of its number."""
    return {
        "kind": "chart",
        "form": "bars",
        "name": name,
        "title": title,
        "bars": [{"label": label, "number": told} for label, told in bars],
    }


def charts_in(content: Any) -> list[Block]:
    """All charts of a report, in their order."""
    return [
        block
        for chapter in content["chapters"]
        for block in chapter["blocks"]
        if block["kind"] == "chart"
    ]
