"""What people type, set right in one place, before any validation."""

import re
import unicodedata

from interior_portal.shared.bidi import strip_marks
from interior_portal.shared.digits import to_latin_digits

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


def normalise(text: str) -> str:
    """The text as the portal stores it; calling it twice changes nothing more.

    NFC, Latin digits, no bidi marks, line breaks as a newline, one space between words, none
    around a line, no empty lines at the ends, and none of the control characters and lone
    surrogates that PostgreSQL refuses.
    """
    lines = (_normalise_line(line) for line in _LINE_BREAK.split(text))
    return "\n".join(lines).strip("\n")


def _normalise_line(line: str) -> str:
    kept = "".join(c for c in strip_marks(line) if c == "\t" or not _is_refused(c))
    return " ".join(to_latin_digits(unicodedata.normalize("NFC", kept)).split())


def _is_refused(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}
