"""The texts that people write: paragraphs, headings, lists and emphasis; all else is text and stays text.

Markup comes from the marks of `_TAGS` alone, each piece of text is escaped: nothing that somebody types becomes
an element, an address or an attribute.
"""

from collections.abc import Iterator
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST: Final = 12_000  # characters of a text: about four pages
# Headings of a text stand below those of its chapter and section.
HIGHEST_HEADING: Final = 3
_TAGS: Final = frozenset({"p", "ul", "ol", "li", "strong", "em", "br", "h3", "h4"})
# Embeddings, overrides and isolates of Unicode's bidirectional algorithm.
_TURNING: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_reader = MarkdownIt("zero", {"html": False}).enable(
    ["heading", "list", "emphasis", "newline", "escape"]
)


def as_html(text: str) -> SafeString:
    """A text as elements of a page or a paper; never raises, whatever was typed.

    What turns the order of letters around is left out: a number must read as it was typed.
    """
    parts = _parts(_reader.parse(text.translate(_TURNING)))
    return format_html_join("", "{}", ((part,) for part in parts))


def loses_words(text: str) -> bool:
    """Whether a list stands so deep in others that its words would not be printed."""
    kept = sum(sum(map(str.isalpha, token.content)) for token in _reader.parse(text))
    return kept != sum(map(str.isalpha, text))


def _parts(tokens: list[Token]) -> Iterator[SafeString]:
    for token in tokens:
        if token.type == "inline":
            yield from _parts(token.children or [])
        elif token.type in {"softbreak", "hardbreak"}:
            yield format_html("<br>") if token.type == "hardbreak" else SafeString(" ")
        elif token.nesting == 0:
            yield format_html("{}", token.content)
        elif not token.hidden:
            yield _tag(token)


def _tag(token: Token) -> SafeString:
    """An opening or closing mark, of those that there are, without any attribute."""
    tag = token.tag
    if token.type.startswith("heading"):
        tag = f"h{min(int(token.tag[1:]) + HIGHEST_HEADING - 1, HIGHEST_HEADING + 1)}"
    if tag not in _TAGS:
        raise ValueError(f"no text has {tag!r}")
    return format_html("<{}>" if token.nesting > 0 else "</{}>", tag)
