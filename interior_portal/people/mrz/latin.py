"""Latin letters as letters of the machine readable zone (Doc 9303-3 section 6.A)."""

import unicodedata

from interior_portal.people.mrz.components import NoIcaoMapping, split_components

# Where section 6.A leaves a choice (Ä Å Ñ Ö Ü), the first transliteration it lists is taken.
# All its other letters lose their mark: what decomposes needs no row here.
LETTERS = {
    "\N{LATIN CAPITAL LETTER A WITH DIAERESIS}": "AE",
    "\N{LATIN CAPITAL LETTER A WITH RING ABOVE}": "AA",
    "\N{LATIN CAPITAL LETTER AE}": "AE",
    "\N{LATIN CAPITAL LETTER ETH}": "D",
    "\N{LATIN CAPITAL LETTER O WITH DIAERESIS}": "OE",
    "\N{LATIN CAPITAL LETTER O WITH STROKE}": "OE",
    "\N{LATIN CAPITAL LETTER U WITH DIAERESIS}": "UE",
    "\N{LATIN CAPITAL LETTER THORN}": "TH",
    "\N{LATIN CAPITAL LETTER D WITH STROKE}": "D",
    "\N{LATIN CAPITAL LETTER H WITH STROKE}": "H",
    "\N{LATIN CAPITAL LETTER L WITH STROKE}": "L",
    "\N{LATIN CAPITAL LETTER ENG}": "N",
    "\N{LATIN CAPITAL LIGATURE OE}": "OE",
    "\N{LATIN CAPITAL LETTER T WITH STROKE}": "T",
    "\N{LATIN CAPITAL LETTER SHARP S}": "SS",
}


def from_latin(name: str) -> str:
    """A name in Latin letters as components joined by `<`, such as `SERKO<CICEK`.

    Raises NoIcaoMapping with the letters of other scripts, the digits and the few Latin letters
    (such as Ə) that have neither a row in the table nor a mark to lose.
    """
    unknown: set[str] = set()
    components = [_component(word, unknown) for word in split_components(name)]
    if unknown:
        raise NoIcaoMapping(unknown)
    return "<".join(components)


def _component(word: str, unknown: set[str]) -> str:
    # Upper case may leave a combining mark behind (i with dot above): compose once more.
    capitals = unicodedata.normalize("NFC", word.upper())
    return "".join(_letter(c, unknown) for c in capitals)


def _letter(character: str, unknown: set[str]) -> str:
    if character in LETTERS:
        return LETTERS[character]
    base = "".join(
        c for c in unicodedata.normalize("NFD", character) if unicodedata.category(c) != "Mn"
    )
    if base and not (base.isascii() and base.isalpha()):
        unknown.add(character)
        return ""
    return base
