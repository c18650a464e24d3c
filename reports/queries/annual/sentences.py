"""Numbers outside tables read back: those inside the sentences of a book, and those on their own pages."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf
from django.utils.translation import override

from reports.models import FigureRow, Snapshot
from reports.queries.annual.pages import digits, paragraphs
from reports.rules.annual.numbers import MARKED, NUMBER, tell, written

Told = tuple[tuple[str, ...], tuple[str, ...]]  # the ids of a sentence, and all its digits
_VALUE = re.compile(r'<dd class="summary-value">(.*?)</dd>', re.DOTALL)
_PLACES = (1, 2, 4)  # as it is printed, the exact value, the hash
_TAG = re.compile(r"<[^>]*>")


def unequal_sentences(
    document: pikepdf.Pdf, snapshot: Snapshot, rows: Sequence[FigureRow], languages: Sequence[str]
) -> list[str]:
    """The ids of sentences that do not stand in the book as they were kept, in each language.

    What people wrote may name ids too: a sentence more than was kept is no fault.
    """
    kept = {row.number: row for row in rows}
    expected = Counter(
        sentence for language in languages for sentence in _kept(snapshot.content, kept, language)
    )
    printed = Counter(_told(text) for text in paragraphs(document))
    return sorted({number for numbers, _digits in expected - printed for number in numbers})


def _kept(content: Any, rows: Mapping[str, FigureRow], language: str) -> Iterator[Told]:
    with override(language):
        for chapter in content["chapters"]:
            for block in chapter["blocks"]:
                if block["kind"] == "finding" and MARKED.search(block["text"][language]):
                    yield _told(MARKED.sub(lambda m: _printed(rows[m[1]]), block["text"][language]))


def _printed(row: FigureRow) -> str:
    return f"{tell(row.way, row.value, row.currency)} {row.number}"


def _told(text: str) -> Told:
    """Which letters stand between does not matter, nor their direction."""
    return tuple(sorted(NUMBER.findall(text))), digits(NUMBER.sub(" ", text))


def is_unequal_page(page: str, row: FigureRow) -> bool:
    """Whether the page of a number says something else than was kept, in the active language."""
    told = [html.unescape(_TAG.sub("", value)).strip() for value in _VALUE.findall(page)]
    expected = [tell(row.way, row.value, row.currency), written(row.value) or "–", row.digest]
    return [told[place] for place in _PLACES if place < len(told)] != expected
