"""The lines that a person typed, as lines that a format could have."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interior_portal.people.mrz.check_digits import FILLER
from interior_portal.people.mrz.layouts import DOCUMENTS, VISAS, Layout
from interior_portal.shared.bidi import strip_marks
from interior_portal.shared.digits import to_latin_digits

# Nobody types more than three lines of 44; a longer text is not looked at.
LONGEST_TEXT = 1000
# A document code, a state and one letter of a name: less than that is not filled up.
SHORTEST_LINE = 6
# In a right-to-left field `<` is drawn mirrored, so people type what they see.
_CHEVRONS = str.maketrans(
    {**dict.fromkeys(">‹›〈〉⟨⟩˂˃❮❯", FILLER), **dict.fromkeys("«»≪≫《》", FILLER * 2)}
)
_INVISIBLE = {"Cc", "Cf", "Cs"}
# Text in one piece, or broken anywhere, is cut when its length leaves no doubt.
_WHOLE = {88: 44, 72: 36, 90: 30}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read what was typed. `changes` counts fillers added or taken off per line."""

    layout: Layout
    lines: tuple[str, ...]
    changes: tuple[int, ...]

    @property
    def distance(self) -> int:
        return sum(map(abs, self.changes))


def clean_lines(typed: str | Sequence[str]) -> list[str]:
    """Upper-case lines with Latin digits and `<`, without invisible characters and empty lines.

    Spaces are still there; characters that no zone has stay, so that they can be pointed at.
    """
    text = typed if isinstance(typed, str) else "\n".join(typed)
    if len(text) > LONGEST_TEXT:
        return []
    return [line for row in text.splitlines() if (line := _clean(row))]


def _clean(line: str) -> str:
    plain = to_latin_digits(unicodedata.normalize("NFKC", strip_marks(line)))
    shown = filter(_is_visible, plain.translate(_CHEVRONS))
    # A letter that becomes two in upper case would move all that follow it.
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in shown).strip()


def _is_visible(character: str) -> bool:
    return character == "\t" or unicodedata.category(character) not in _INVISIBLE


def candidates(lines: Sequence[str]) -> Iterator[Candidate]:
    """All ways to read the lines: spaces as strays, as fillers, as the breaks between lines."""
    if len(lines) == 1:
        yield from _fitting(lines[0].split())
    for space in ("", FILLER):
        arranged = ["".join(space if c.isspace() else c for c in line) for line in lines]
        yield from _fitting(arranged)
        whole = "".join(arranged)
        width = _WHOLE.get(len(whole), 0)
        if width and any(len(line) != width for line in arranged):
            yield from _fitting([whole[at : at + width] for at in range(0, len(whole), width)])


def possible_layouts(lines: Sequence[str]) -> list[Layout]:
    """The formats with so many lines; V is the letter of visas alone."""
    if not lines:
        return []
    layouts = VISAS if lines[0].startswith("V") else DOCUMENTS
    return [layout for layout in layouts if len(layout.tails) == len(lines)]


def _fitting(lines: Sequence[str]) -> Iterator[Candidate]:
    for layout in possible_layouts(lines):
        fitted = [
            _fit(line, layout.width, tail) for line, tail in zip(lines, layout.tails, strict=True)
        ]
        if all(fitted):
            changes = tuple(layout.width - len(line) for line in lines)
            yield Candidate(layout, tuple(fitted), changes)


def _fit(line: str, width: int, tail: int) -> str:
    """The line with fillers added to or taken from its last fillers; empty when it cannot be.

    `tail` characters at most may follow those fillers: the check digits at the end of a line.
    """
    missing = width - len(line)
    if missing == 0:
        return line
    end = line.rfind(FILLER) + 1 if tail or missing < 0 else len(line)
    if len(line) < SHORTEST_LINE or len(line) - end > tail:
        return ""
    if missing > 0:
        return line[:end] + FILLER * missing + line[end:]
    start = end + missing
    return line[:start] + line[end:] if set(line[start:end]) == {FILLER} else ""
