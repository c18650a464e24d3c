"""A name as its components, by the rules for punctuation (Doc 9303-3 section 4.6)."""

import re
import unicodedata
from collections.abc import Iterable

from interior_portal.shared.text import normalise

# The signs people use for an apostrophe, a hamza or an ain: letters around it are joined.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛`´′ʹʻʼʽʾʿˈˊˋ＇"))
_SEPARATORS = re.compile(
    "[-\\s,<\N{ARABIC COMMA}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}"
    "\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}\N{HEBREW PUNCTUATION MAQAF}]+"
)


class NoIcaoMapping(ValueError):
    """A name holds letters that Doc 9303-3 does not map: ask for its spelling in Latin letters.

    `letters` has each of them once, in code point order.
    """

    def __init__(self, letters: Iterable[str]) -> None:
        self.letters = "".join(sorted(letters))
        super().__init__(f"no letters of the machine readable zone for: {self.letters}")


def split_components(name: str) -> list[str]:
    """The components of a name: separated by spaces, hyphens and commas.

    Apostrophes and all other punctuation are dropped without a gap, so are symbols and invisible
    characters. What remains are letters, combining marks and digits in NFC.
    """
    # Compatibility forms make a space of one apostrophe and an apostrophe of one letter.
    text = unicodedata.normalize("NFKC", normalise(name).translate(_APOSTROPHES))
    words = _SEPARATORS.split(text.translate(_APOSTROPHES))
    return [kept for word in words if (kept := _kept(word))]


def _kept(word: str) -> str:
    return word if word.isalnum() else "".join(filter(_is_kept, word))


def _is_kept(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
