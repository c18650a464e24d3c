"""The book of an edition: HTML for the printer, the files inside it, and the parts of both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from interior_portal.documents.render import STATIC, Enclosed
from interior_portal.ui import identity
from reports.charts import Form
from reports.models import Edition, FigureRow, Snapshot
from reports.papers.annual.pictures import form_of, words_for
from reports.rules.annual.numbers import MARKED, tell, written
from reports.rules.annual.prose import as_html
from reports.sheets import Column, Table, as_csv

SHORT = 14  # rows that stay on one page
TELLING = 70  # letters of a row's name that ask for a wide column
DIRECTIONS = {"ar": "rtl", "kmr": "ltr"}
Words = Mapping[tuple[str, str], Mapping[str, str]]  # chapter and section: the text by language


@dataclass(frozen=True, slots=True)
class Source:
    """All that a book is made of, read already."""

    edition: Edition
    snapshot: Snapshot
    rows: Mapping[str, FigureRow]
    words: Words
    is_proof: bool


def html_of(source: Source, languages: Sequence[str]) -> str:
    """The book, a part for each language."""
    parts = [_part(source, language) for language in languages]
    context = {
        "parts": parts,
        "language": languages[0],
        "emblem": STATIC + settings.DOCUMENTS_EMBLEM,
        "title": " · ".join(part["title"] for part in parts),
        "is_proof": source.is_proof,
    }
    with override(languages[0]):
        return render_to_string("papers/annual/book.html", context)


def enclosed(source: Source, languages: Sequence[str]) -> list[Enclosed]:
    """The numbers as a file for each language, and how each is asked for again."""
    found = []
    for language in languages:
        with override(language):
            told = _("The numbers of the report, with the query and the hash of each")
            content = as_csv(table_of(source.snapshot, list(source.rows.values()), language))
        year, number = source.edition.report.year, source.edition.number
        found.append(Enclosed(f"figures-{year}-{number}-{language}.csv", told, content))
    return found


def table_of(snapshot: Snapshot, rows: Sequence[FigureRow], language: str) -> Table:
    """The numbers as a table, in the active language."""
    columns = (
        Column(_("Id")),
        Column(_("What it tells")),
        Column(_("Value"), definition=_("The exact value: shares from 0 to 1, times in seconds.")),
        Column(_("As it is printed")),
        Column(_("Currency")),
        Column(_("Query"), definition=_("How the number is asked for again.")),
        Column(_("Hash"), definition=_("SHA-256 over id, query and value.")),
    )
    lines = tuple(
        (
            row.number,
            row.label_kmr if language == "kmr" else row.label_ar,
            written(row.value),
            tell(row.way, row.value, row.currency),
            row.currency,
            " ".join(f"{key}={value}" for key, value in sorted(row.query.items())),
            row.digest,
        )
        for row in rows
    )
    taken = f"{snapshot.taken_at:%Y-%m-%d %H:%M} UTC · SHA-256 {snapshot.digest}"
    return Table(_("The numbers of the report"), columns, lines, (taken,))


def _part(source: Source, language: str) -> dict[str, Any]:
    with override(language):
        chapters = [
            _chapter(source, language, place, chapter)
            for place, chapter in enumerate(source.snapshot.content["chapters"], 1)
        ]
        year = {"year": source.edition.report.year}
        return {
            "language": language,
            "direction": DIRECTIONS[language],
            "identity": identity.current(),
            "title": _("Annual report %(year)s") % year,
            "unit": source.snapshot.unit.name_in(language) if source.snapshot.unit else "",
            "words": _frame(source),
            "chapters": chapters,
        }


def _frame(source: Source) -> dict[str, str]:
    """What is said about the book itself, in the active language."""
    snapshot, edition = source.snapshot, source.edition
    values = {
        "number": edition.number,
        "day": f"{snapshot.taken_at:%Y-%m-%d %H:%M} UTC",
        "count": snapshot.rows_count,
        "until": f"{snapshot.until:%Y-%m-%d}",
    }
    return {
        "edition": _("Edition %(number)s") % values,
        "draft": _("Draft: not approved yet") if source.is_proof else "",
        "contents": _("Contents"),
        "about": _("About the numbers"),
        "year": str(edition.report.year),
        "change": edition.change,
        "what_changed": _("What changed"),
        "missing": _("This text is not approved yet."),
        "taken": _(
            "All %(count)s numbers of this report were read in one moment (%(day)s) and count what was recorded"
            " until %(until)s. The small sign beside a number is its id: in the attached file it leads to the query,"
            " the exact value and the hash."
        )
        % values,
        "digest": snapshot.digest,
    }


def _chapter(
    source: Source, language: str, place: int, chapter: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "anchor": f"{language}-{chapter['code']}",
        "number": place,
        "label": chapter["label"][language],
        "blocks": list(_blocks(source, language, chapter)),
    }


def _blocks(source: Source, language: str, chapter: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The blocks ready to be set; two charts of months that follow each other share a row."""
    pair: list[dict[str, Any]] = []
    for block in chapter["blocks"]:
        if block["kind"] == "chart":
            pair.append(_picture(source, language, block))
            if form_of(block) is Form.NARROW and len(pair) == 1:
                continue
        if pair:
            yield {"kind": "pictures", "pictures": pair}
            pair = []
        if block["kind"] != "chart":
            yield block_of(source, language, chapter["code"], block)
    if pair:
        yield {"kind": "pictures", "pictures": pair}


def _picture(source: Source, language: str, block: Mapping[str, Any]) -> dict[str, Any]:
    year = source.edition.report.year
    return {
        "address": f"portal:/pictures/{picture_name(block, language)}",
        "title": block["title"][language],
        "alt": words_for(block, source.rows, year, language),
        "is_wide": form_of(block) is not Form.NARROW,
    }


def picture_name(block: Mapping[str, Any], language: str) -> str:
    return f"{block['name']}-{language}.svg"


def block_of(
    source: Source, language: str, chapter: str, block: Mapping[str, Any]
) -> dict[str, Any]:
    kind = block["kind"]
    if kind == "words":
        text = source.words.get((chapter, block["section"]), {}).get(language, "")
        return {"kind": kind, "html": as_html(text)}
    if kind == "table":
        return {
            "kind": kind,
            "title": block["title"][language],
            "is_short": len(block["rows"]) <= SHORT,
            "is_telling": any(len(row["label"][language]) > TELLING for row in block["rows"]),
            "head": [each[language] for each in block["head"]],
            "rows": [
                (row["label"][language], [_cell(source, language, cell) for cell in row["cells"]])
                for row in block["rows"]
            ],
        }
    text = block["text"][language]
    return {"kind": kind, "text": text, "html": _with_numbers(source, text)}


def _cell(source: Source, language: str, cell: str | Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(cell, str):
        return {"text": cell[language]}
    return {"html": printed(source.rows[cell])}


def printed(row: FigureRow) -> SafeString:
    """A number and its id."""
    told = tell(row.way, row.value, row.currency)
    return format_html(
        '<bdi class="v">{}</bdi> <span class="id"><bdi dir="ltr">{}</bdi></span>', told, row.number
    )


def _with_numbers(source: Source, text: str) -> SafeString:
    """A sentence whose marks became numbers."""
    parts = [
        format_html("{}", piece) if place % 2 == 0 else printed(source.rows[piece])
        for place, piece in enumerate(MARKED.split(text))
    ]
    return format_html_join("", "{}", ((part,) for part in parts))
