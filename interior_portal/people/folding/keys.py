"""The two keys of a name."""

from itertools import groupby

from interior_portal.people.folding import arabic, latin, syriac
from interior_portal.people.mrz.components import split_components


def folded_key(name: str) -> str:
    """The name as words in one spelling of its script, for search within the script.

    Arabic: without hamza and vowel signs, one ya, one heh, عبد joined to the next word, letters of
    Sorani by the nearest of Arabic. Latin: lower case without marks. Without punctuation.
    """
    words = split_components(name)
    return " ".join(
        key for script, run in groupby(words, _script) for key in _folded(script, list(run)) if key
    )


def _folded(script: str, words: list[str]) -> list[str]:
    if script == "arabic":
        return arabic.join_servant([arabic.fold(word) for word in words])
    return [(syriac if script == "syriac" else latin).fold(word) for word in words]


def consonant_key(name: str) -> str:
    """The consonants of each word in letters that all scripts share, such as `mhmd` for محمد.

    A word that begins with a vowel begins with `a`. Articles and `ibn` are dropped, compound
    names are one word. Scripts other than Latin, Arabic and Syriac come out folded.
    """
    words = split_components(name)
    keys = (key for script, run in groupby(words, _script) for key in _skeletons(script, list(run)))
    return " ".join(key for key in keys if key).lower()


def _skeletons(script: str, words: list[str]) -> list[str]:
    if script == "arabic":
        return [arabic.skeleton(word) for word in arabic.join_words(words)]
    if script == "syriac":
        return [syriac.skeleton(word) for word in words]
    return [latin.skeleton(word) for word in latin.join_words(words)]


def _script(word: str) -> str:
    if "\u0700" <= word[0] <= "\u074f":
        return "syriac"
    return "arabic" if "\u0600" <= word[0] <= "\u077f" else "latin"
