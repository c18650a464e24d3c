"""Which pages a meeting hall sees, in which order: pure, from the content of a snapshot (`rules.annual.blocks`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FINDINGS = 4  # sentences of a page that are read from the last row
CHARTS = 2  # pictures of a page
MOST_CHARTS = 4  # of a chapter: the first are the most telling
ROWS = 6  # of a table on a page
MOST_ROWS = 18
COLUMNS = 5
WIDE_TABLES = frozenset({"projects", "training", "awareness", "readiness", "recommendations"})
SHORT_WORDS = 420  # letters of a text that fits a page


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the year's work: `name` is its address in the deck, the caption by language."""

    name: str
    chapter: str
    caption: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slide:
    """One page. `title` by language; `blocks` are those of the report, `photo` a picture that fills the page."""

    kind: str  # cover, findings, charts, table, words, photo, end
    chapter: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Mapping[str, Any], ...] = ()
    photo: Photo | None = None


def slides(
    content: Mapping[str, Any],
    photos: Sequence[Photo],
    short_words: Mapping[tuple[str, str], Mapping[str, str]],
) -> list[Slide]:
    """The whole sequence. `short_words` are approved texts by chapter and section; long ones are left to the book."""
    found = [Slide("cover")]
    for chapter in content["chapters"]:
        found += _chapter(chapter, photos, short_words)
    return [*found, Slide("end")]


def _chapter(
    chapter: Mapping[str, Any],
    photos: Sequence[Photo],
    words: Mapping[tuple[str, str], Mapping[str, str]],
) -> Iterator[Slide]:
    code, title, blocks = chapter["code"], chapter["label"], chapter["blocks"]
    findings = [block for block in blocks if block["kind"] == "finding"]
    if findings:
        yield Slide("findings", code, title, tuple(findings[:FINDINGS]))
    for block in blocks:
        if block["kind"] == "words" and _is_short(words.get((code, block["section"]), {})):
            yield Slide("words", code, title, (block,))
    charts = [block for block in blocks if block["kind"] == "chart"][:MOST_CHARTS]
    for pair in _by(charts, CHARTS):
        yield Slide("charts", code, title, tuple(pair))
    if code in WIDE_TABLES:
        for block in blocks:
            if block["kind"] == "table":
                yield from _table(code, block)
    for photo in photos:
        if photo.chapter == code:
            yield Slide("photo", code, title, photo=photo)


def _table(code: str, block: Mapping[str, Any]) -> Iterator[Slide]:
    """The first columns, and so many rows on a page."""
    for rows in _by(block["rows"][:MOST_ROWS], ROWS):
        cut = [{**row, "cells": row["cells"][: COLUMNS - 1]} for row in rows]
        part = {**block, "head": block["head"][:COLUMNS], "rows": cut}
        yield Slide("table", code, block["title"], (part,))


def _is_short(text: Mapping[str, str]) -> bool:
    return bool(text) and all(0 < len(told) <= SHORT_WORDS for told in text.values())


def _by(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
