"""Syriac script: the consonants of names of the Syriac and Assyrian community."""

import unicodedata

_CONSONANTS = dict(zip("ܒܓܕܗܙܚܛܟܠܡܢܣܦܨܩܪܫܬ", "BKDHZHTKLMNSFSKRCT", strict=True))
_WAW, _VOWELS = "ܘ", frozenset("ܐܥܝܘ")
_FIRST = {_WAW: "W", "ܝ": "Y"}


def fold(word: str) -> str:
    """The word without vowel signs."""
    return "".join(c for c in word if unicodedata.category(c) == "Lo")


def skeleton(word: str) -> str:
    """The consonants of a word."""
    name = fold(word)
    return "".join(_sound(name, place) for place in range(len(name)))


def _sound(name: str, place: int) -> str:
    letter = name[place]
    if place == 0 and letter in _VOWELS:
        return _FIRST.get(letter, "A")
    if letter == _WAW:
        return "W" if name[place + 1 : place + 2] == "ܐ" else ""
    if place == len(name) - 1 and _CONSONANTS.get(letter) in {"H", "T"}:
        return "" if _CONSONANTS[letter] == "H" else "D"
    return _CONSONANTS.get(letter, "" if letter in _VOWELS else letter)
