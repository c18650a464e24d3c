"""What is new in a text and what is gone, by words; the same for texts of either direction."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\W_]+|[\W_]", re.UNICODE)


class Change(StrEnum):
    SAME = "SAME"
    GONE = "GONE"
    NEW = "NEW"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that has one fate."""

    change: Change
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Both texts in one: what is the same and new reads as `after`, what is the same and gone as `before`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        piece
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        for piece in _pieces(tag, "".join(old[i1:i2]), "".join(new[j1:j2]))
    ]


def _pieces(tag: str, old: str, new: str) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece(Change.SAME, old)
        return
    if old:
        yield Piece(Change.GONE, old)
    if new:
        yield Piece(Change.NEW, new)
