"""Check digits of the machine readable zone (Doc 9303-3 section 4.9)."""

FILLER = "<"
_VALUES = {c: value for value, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {FILLER: 0}
_WEIGHTS = (7, 3, 1)

# Pairs that eyes and readers confuse; each stands for the other.
LOOK_ALIKES = {"O": "0", "I": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
_SWAPS = LOOK_ALIKES | {digit: letter for letter, digit in LOOK_ALIKES.items()}


def check_digit(text: str) -> str:
    """One digit over A-Z, 0-9 and `<`: weights 7, 3, 1, modulo 10.

    Raises ValueError for any other character.
    """
    wrong = [c for c in text if c not in _VALUES]
    if wrong:
        raise ValueError(f"not a character of the machine readable zone: {wrong[0]!r}")
    return weigh(text)


def weigh(text: str) -> str:
    """As `check_digit`, for text that may hold wrong characters: they count as nothing."""
    total = sum(_VALUES.get(c, 0) * _WEIGHTS[place % 3] for place, c in enumerate(text))
    return str(total % 10)


def proposal(text: str, printed: str) -> str:
    """The text with one look-alike swapped so that the printed check digit is right.

    Empty when no swap helps or when several do. O and 0 come first: they are confused most.
    """
    for confused in ("O0", "".join(_SWAPS)):
        fits = {swapped for swapped in _swapped(text, confused) if weigh(swapped) == printed}
        if len(fits) == 1:
            return fits.pop()
    return ""


def _swapped(text: str, confused: str) -> list[str]:
    return [
        text[:place] + _SWAPS[c] + text[place + 1 :]
        for place, c in enumerate(text)
        if c in confused
    ]
