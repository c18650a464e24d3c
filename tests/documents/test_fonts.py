"""Every Arabic and Kurdish letter is drawn, and read back, as itself."""

import io
import string

import pytest
from fontTools.ttLib import TTFont

from interior_portal.documents import render
from interior_portal.documents.fonts import (
    ALEFS,
    INVISIBLE,
    LAMS,
    LETTERS,
    SIGNS,
    paper_fonts,
)
from tests.documents.papers import text_of

EUROPEAN = "ÇçÊêÎîŞşÛû ÄäÖöÜüß ÅåØøÆæ ÁáÉéÍíÓóÚúÑñ ÀàÈèŒœ ČčŠšŽžĐđ ŁłŃńŚśŻż ĞğİıÖö – — “” ‘’ …"
NAMES = "هيئة الداخلية في مقاطعة الجزيرة مديرية التأشيرات لإقليم شمال وشرق سوريا عبد الله وجه"
KURMANJI = "Desteya Hundirîn Çile Şemî Êvar Ûtopya ço şev îro ûn"
WEIGHTS = pytest.mark.parametrize("tag", ["p", "h1"])


def _read_back(words: list[str], tag: str) -> list[str]:
    lines = "".join(f'<{tag} lang="ar" dir="rtl">{word}</{tag}>' for word in words)
    page = f'<html lang="ar"><head><title>Letters</title></head><body>{lines}</body></html>'
    return text_of(render.pdf_of(page, {})).split()


@WEIGHTS
def test_letters_read_back_in_all_their_shapes(tag: str) -> None:
    """Alone, then between two others, at a beginning and at an end."""
    words = [f"{chr(code)}" for code in LETTERS]
    words += [f"س{chr(code)}س" for code in LETTERS]
    words += [f"{chr(code)}{chr(code)}" for code in LETTERS]
    assert _read_back(words, tag) == words


@WEIGHTS
def test_lam_and_alef_read_back_as_two_letters(tag: str) -> None:
    words = [before + lam + alef for before in ("", "س") for lam in LAMS for alef in ALEFS]
    assert _read_back(words, tag) == words


@WEIGHTS
def test_names_and_titles_read_back(tag: str) -> None:
    words = NAMES.split()
    assert _read_back(words, tag) == words


def test_kurmanji_reads_back() -> None:
    words = KURMANJI.split()
    assert _read_back(words, "p") == words


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_no_letter_is_missing_and_no_two_share_a_glyph(weight: str) -> None:
    cmap = TTFont(io.BytesIO(paper_fonts()[weight])).getBestCmap()
    assert [chr(code) for code in LETTERS + SIGNS + INVISIBLE if code not in cmap] == []
    assert [
        letter for letter in string.printable.strip() + EUROPEAN if ord(letter) not in cmap
    ] == []
    glyphs = [cmap[code] for code in LETTERS]
    assert len(set(glyphs)) == len(LETTERS)


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_fonts_are_small_and_static(weight: str) -> None:
    content = paper_fonts()[weight]
    assert len(content) < 60_000
    assert "fvar" not in TTFont(io.BytesIO(content))
