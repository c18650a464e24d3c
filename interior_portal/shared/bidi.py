"""Invisible bidirectional marks: taken out of what people send, put around plain text we print."""

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"

MARKS = frozenset(
    "\u200b"  # zero width space
    "\u200e\u200f\u061c"  # left-to-right, right-to-left and Arabic letter mark
    "\u202a\u202b\u202c\u202d\u202e"  # embeddings and overrides
    "\u2066\u2067\u2068\u2069"  # isolates
    "\ufeff"  # byte order mark
)
_REMOVE = dict.fromkeys(map(ord, MARKS))


def strip_marks(text: str) -> str:
    """The text without invisible marks.

    U+200C and U+200D stay: they belong to the spelling of Kurdish and Persian.
    """
    return text.translate(_REMOVE)


def isolate(text: str) -> str:
    """The text in a first-strong isolate, for what has no markup: an SMS, an e-mail subject.

    A plate or a phone number then keeps its order inside an Arabic sentence. Marks inside are
    removed, so that the isolate cannot be closed from within. Empty text stays empty.
    """
    clean = strip_marks(text)
    return f"{FIRST_STRONG_ISOLATE}{clean}{POP_DIRECTIONAL_ISOLATE}" if clean else ""
