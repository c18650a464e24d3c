"""What people type, set right in one place, before any validation."""

import re
import unicodedata

from interior_portal.shared.bidi import strip_marks
from interior_portal.shared.digits import to_latin_digits

# All control characters but the tab, and lone surrogates.
_REFUSED = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


def normalise(text: str) -> str:
    """The text as the portal stores it; calling it twice changes nothing more.

    NFC, Latin digits, no bidi marks, line breaks as a newline, one space between words, none
    around a line, no empty lines at the ends, and none of the control characters and lone
    surrogates that PostgreSQL refuses.
    """
    if (
        text.isascii() and text.isprintable()
    ):  # most of what is typed has nothing to set right but spaces
        return " ".join(text.split())
    lines = (_normalise_line(line) for line in _LINE_BREAK.split(text))
    return "\n".join(lines).strip("\n")


def _normalise_line(line: str) -> str:
    kept = _REFUSED.sub("", strip_marks(line))
    return " ".join(to_latin_digits(unicodedata.normalize("NFC", kept)).split())
