"""Arabic letters as letters of the machine readable zone (Doc 9303-3 section 6.C, appendix B)."""

import unicodedata

from interior_portal.people.mrz.components import NoIcaoMapping, split_components

# `X` announces a letter that Latin lacks. Empty: not encoded (vowel signs, obsolete letters).
# Appendix B.5.4 maps VEH to V, its sample program to XV: the table is what is normative here.
LETTERS = {
    "\N{ARABIC LETTER HAMZA}": "XE",
    "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}": "XAA",
    "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}": "XAE",
    "\N{ARABIC LETTER WAW WITH HAMZA ABOVE}": "U",
    "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}": "I",
    "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}": "XI",
    "\N{ARABIC LETTER ALEF}": "A",
    "\N{ARABIC LETTER BEH}": "B",
    "\N{ARABIC LETTER TEH}": "T",
    "\N{ARABIC LETTER THEH}": "XTH",
    "\N{ARABIC LETTER JEEM}": "J",
    "\N{ARABIC LETTER HAH}": "XH",
    "\N{ARABIC LETTER KHAH}": "XKH",
    "\N{ARABIC LETTER DAL}": "D",
    "\N{ARABIC LETTER THAL}": "XDH",
    "\N{ARABIC LETTER REH}": "R",
    "\N{ARABIC LETTER ZAIN}": "Z",
    "\N{ARABIC LETTER SEEN}": "S",
    "\N{ARABIC LETTER SHEEN}": "XSH",
    "\N{ARABIC LETTER SAD}": "XSS",
    "\N{ARABIC LETTER DAD}": "XDZ",
    "\N{ARABIC LETTER TAH}": "XTT",
    "\N{ARABIC LETTER ZAH}": "XZZ",
    "\N{ARABIC LETTER AIN}": "E",
    "\N{ARABIC LETTER GHAIN}": "G",
    "\N{ARABIC TATWEEL}": "",
    "\N{ARABIC LETTER FEH}": "F",
    "\N{ARABIC LETTER QAF}": "Q",
    "\N{ARABIC LETTER KAF}": "K",
    "\N{ARABIC LETTER LAM}": "L",
    "\N{ARABIC LETTER MEEM}": "M",
    "\N{ARABIC LETTER NOON}": "N",
    "\N{ARABIC LETTER HEH}": "H",
    "\N{ARABIC LETTER WAW}": "W",
    "\N{ARABIC LETTER ALEF MAKSURA}": "XAY",
    "\N{ARABIC LETTER YEH}": "Y",
    "\N{ARABIC FATHATAN}": "",
    "\N{ARABIC DAMMATAN}": "",
    "\N{ARABIC KASRATAN}": "",
    "\N{ARABIC FATHA}": "",
    "\N{ARABIC DAMMA}": "",
    "\N{ARABIC KASRA}": "",
    "\N{ARABIC SUKUN}": "",
    "\N{ARABIC LETTER SUPERSCRIPT ALEF}": "",
    "\N{ARABIC LETTER ALEF WASLA}": "XXA",
    "\N{ARABIC LETTER TTEH}": "XXT",
    "\N{ARABIC LETTER TEH WITH RING}": "XRT",
    "\N{ARABIC LETTER PEH}": "P",
    "\N{ARABIC LETTER HAH WITH HAMZA ABOVE}": "XKE",
    "\N{ARABIC LETTER HAH WITH THREE DOTS ABOVE}": "XXH",
    "\N{ARABIC LETTER TCHEH}": "XC",
    "\N{ARABIC LETTER DDAL}": "XXD",
    "\N{ARABIC LETTER DAL WITH RING}": "XDR",
    "\N{ARABIC LETTER RREH}": "XXR",
    "\N{ARABIC LETTER REH WITH RING}": "XRR",
    "\N{ARABIC LETTER REH WITH DOT BELOW AND DOT ABOVE}": "XRX",
    "\N{ARABIC LETTER JEH}": "XJ",
    "\N{ARABIC LETTER SEEN WITH DOT BELOW AND DOT ABOVE}": "XXS",
    "\N{ARABIC LETTER SEEN WITH THREE DOTS BELOW AND THREE DOTS ABOVE}": "",
    "\N{ARABIC LETTER FEH WITH DOT MOVED BELOW}": "",
    "\N{ARABIC LETTER VEH}": "V",
    "\N{ARABIC LETTER FEH WITH THREE DOTS BELOW}": "XF",
    "\N{ARABIC LETTER QAF WITH DOT ABOVE}": "",
    "\N{ARABIC LETTER QAF WITH THREE DOTS ABOVE}": "",
    "\N{ARABIC LETTER KEHEH}": "XKK",
    "\N{ARABIC LETTER KAF WITH RING}": "XXK",
    "\N{ARABIC LETTER NG}": "XNG",
    "\N{ARABIC LETTER GAF}": "XGG",
    "\N{ARABIC LETTER NOON GHUNNA}": "XNN",
    "\N{ARABIC LETTER NOON WITH RING}": "XXN",
    "\N{ARABIC LETTER HEH DOACHASHMEE}": "XDO",
    "\N{ARABIC LETTER HEH WITH YEH ABOVE}": "XYH",
    "\N{ARABIC LETTER HEH GOAL}": "XXG",
    "\N{ARABIC LETTER HEH GOAL WITH HAMZA ABOVE}": "XGE",
    "\N{ARABIC LETTER TEH MARBUTA GOAL}": "XTG",
    "\N{ARABIC LETTER FARSI YEH}": "XYA",
    "\N{ARABIC LETTER YEH WITH TAIL}": "XXY",
    "\N{ARABIC LETTER E}": "Y",
    "\N{ARABIC LETTER YEH BARREE}": "XYB",
    "\N{ARABIC LETTER YEH BARREE WITH HAMZA ABOVE}": "XBE",
}
SHADDA = "\N{ARABIC SHADDA}"
TEH_MARBUTA = "\N{ARABIC LETTER TEH MARBUTA}"
TEH_MARBUTA_AT_END, TEH_MARBUTA_INSIDE = "XAH", "XTA"


def from_arabic(name: str) -> str:
    """A name in Arabic script as components joined by `<`, such as `MXHMD<ALSALXH`.

    Shadda repeats the whole sequence of the letter before it (فضّة is `FXDZXDZXAH`); presentation
    forms and letters with a combining hamza or madda are composed first. Raises NoIcaoMapping
    with the letters that the table does not know: Sorani ڕ ڵ ۆ ێ ە, Syriac, Latin, digits.
    """
    words = split_components(name)
    unknown = {c for word in words for c in word if not _is_known(c)}
    if unknown:
        raise NoIcaoMapping(unknown)
    return "<".join(filter(None, map(_component, words)))


def _is_known(character: str) -> bool:
    return character in LETTERS or character in {SHADDA, TEH_MARBUTA}


def _component(word: str) -> str:
    # Vowel signs may stand between a letter and its shadda and after a final teh marbuta.
    signs = {c for c in word if unicodedata.category(c) != "Lo" and c != SHADDA}
    letters = [c for c in word if c not in signs]
    encoded: list[str] = []
    for place, letter in enumerate(letters):
        if letter == SHADDA:
            encoded.extend(encoded[-1:])
        elif letter == TEH_MARBUTA:
            at_end = not [c for c in letters[place + 1 :] if c != SHADDA]
            encoded.append(TEH_MARBUTA_AT_END if at_end else TEH_MARBUTA_INSIDE)
        else:
            encoded.append(LETTERS[letter])
    return "".join(encoded)
