"""Arabic script, with the letters of Sorani: folding within the script, and consonants."""

import re
import unicodedata

# What typists take for one another, and the letters of Kurdish by the nearest Arabic one.
_FOLDED = str.maketrans(
    dict.fromkeys("أإآٱ", "ا")
    | dict.fromkeys("ىیېێئۍے", "ي")
    | dict.fromkeys("ؤۆۊۇ", "و")
    | dict.fromkeys("ةھہۀۃ", "ه")
    | dict.fromkeys("کگڭ", "ك")
    | dict.fromkeys("چژ", "ج")
    | {"ڕ": "ر", "ڵ": "ل", "ڤ": "ف", "پ": "ب", "ء": ""}
)
_SORANI_E = "\N{ARABIC LETTER AE}"
_BARE_HAMZA_SEAT = "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}"

# One Latin letter for each sound that the scripts share; C is sh, X is kh, J also ch and zh.
_CONSONANTS = {
    letter: sound
    for sound, letters in {
        "B": "بپ",
        "T": "تط",
        "S": "ثسص",
        "J": "جچژ",
        "H": "حهھہ",
        "X": "خ",
        "D": "دض",
        "Z": "ذزظ",
        "R": "رڕ",
        "C": "ش",
        "K": "غقكکگڭ",
        "F": "فڤ",
        "L": "لڵ",
        "M": "م",
        "N": "ن",
    }.items()
    for letter in letters
}
_VOWELS = frozenset("اأإآٱءئؤعةىيیێېوۆۊۇ" + _SORANI_E)
_WAW = "و"
# Before these a waw is the consonant w: جواد, مروة, طويل, but جودي.
_AFTER_CONSONANT_WAW = frozenset("اأةىيیێ" + _SORANI_E)
_FIRST = {_WAW: "W", "ي": "Y", "ی": "Y"}

_SERVANT = "عبد"
_JOINED_TO_PREVIOUS = ("الدين", "الله")
_ARTICLE = re.compile("^ال(?=...)")
_JOINED_ARTICLE = re.compile(f"(?<=^{_SERVANT})ال(?=..)|(?<=..)ال(?=دين$|له$)")
_PARTICLES = frozenset({"ال", "بن", "ابن", "بنت"})
# Names that begin with alef and lam themselves; names whose consonants the script leaves out.
_NO_ARTICLE = frozenset({"الياس", "الهام", "الماس", "الفت", "البير", "الكسندر"})
_RESPELLED = {"طه": "طاها", "انور": "انوار"}
# Half of the people leave these hamzas out, so an article is one with or without.
_PLAIN_ALEF = str.maketrans(dict.fromkeys("أإٱ", "ا"))


def fold(word: str) -> str:
    """The word in the letters of Arabic, without hamza, marks and tatweel."""
    letters = _bare(word)
    if letters.startswith(_BARE_HAMZA_SEAT):
        # Sorani begins a word with a seat before its vowel: ئازاد, ئەحمەد.
        letters = (
            letters[1:].replace(_SORANI_E, "ا", 1) if letters[1:2] == _SORANI_E else letters[1:]
        )
    if letters.endswith(_SORANI_E):
        letters = letters[:-1] + "ه"
    return letters.replace(_SORANI_E, "").translate(_FOLDED)


def join_servant(words: list[str]) -> list[str]:
    """عبد and the name of God after it as one word, as half of the people write them."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == _SERVANT and word.startswith("ال"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def join_words(words: list[str]) -> list[str]:
    """Compound names as one word: عبد الله, نور الدين; connecting words gone."""
    bare = [letters for word in words if (letters := _bare(word))]
    joined: list[str] = []
    for word in [word for word in bare if word not in _PARTICLES] or bare:
        if joined and (joined[-1] == _SERVANT or word in _JOINED_TO_PREVIOUS):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def skeleton(word: str) -> str:
    """The consonants of a word after `join_words`."""
    name = _RESPELLED.get(word, word)
    name = _JOINED_ARTICLE.sub("", name if name in _NO_ARTICLE else _ARTICLE.sub("", name))
    sounds = [_sound(name, place) for place in range(len(name))]
    # تش is how Arabic writes the Kurdish ç.
    return "".join(sounds).replace("TC", "J")


def _sound(name: str, place: int) -> str:
    letter = name[place]
    if place == 0 and letter in _VOWELS:
        return _FIRST.get(letter, "A")
    if letter == _WAW:
        return "W" if _is_consonant_waw(name[place + 1 :]) else ""
    if place == len(name) - 1 and _CONSONANTS.get(letter) in {"H", "T"}:
        return "" if _CONSONANTS[letter] == "H" else "D"
    return _CONSONANTS.get(letter, "" if letter in _VOWELS else letter)


def _is_consonant_waw(rest: str) -> bool:
    return rest[:1] in _AFTER_CONSONANT_WAW and bool(rest) and rest not in {"ي", "ی"}


def _bare(word: str) -> str:
    """Letters alone: no vowel signs, no tatweel, no hamza on an alef."""
    letters = (c for c in word if unicodedata.category(c) == "Lo")
    return "".join(letters).translate(_PLAIN_ALEF)
