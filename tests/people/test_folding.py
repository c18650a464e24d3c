"""One person under three scripts and many spellings: the keys, and how well they do."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interior_portal.people.folding import consonant_key, folded_key

SPECIMENS = Path(__file__).parents[1] / "specimens"
PAIRS: list[dict[str, Any]] = json.loads((SPECIMENS / "name_pairs.json").read_text())["pairs"]
SAME = [pair["names"] for pair in PAIRS if pair["same"]]


@pytest.mark.parametrize("names", SAME, ids=["|".join(names) for names in SAME])
def test_two_spellings_of_one_name(names: tuple[str, str]) -> None:
    assert consonant_key(names[0]) == consonant_key(names[1]) != ""


@pytest.mark.parametrize(
    ("group", "different", "taken_for_one"),
    [("tuning", 99, 13), ("held_out", 101, 11)],
)
def test_how_many_different_names_share_a_key(
    group: str, different: int, taken_for_one: int
) -> None:
    pairs = [pair["names"] for pair in PAIRS if not pair["same"] and pair["set"] == group]
    collisions = [pair for pair in pairs if consonant_key(pair[0]) == consonant_key(pair[1])]
    assert (len(pairs), len(collisions)) == (different, taken_for_one)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("محمد", "mhmd"),
        ("Mihemed", "mhmd"),
        ("Ehmed", "ahmd"),
        ("Xelîl", "xll"),
        ("Şêrîn", "crn"),
        ("Yûsif", "ysf"),
        ("Hisên", "hsn"),
        ("Cûdî", "jd"),
        ("جواد", "jwd"),
        ("جودي", "jd"),
        ("Şêrwan", "crwn"),
        ("Ebdulla Xelîl", "abdl xll"),
        ("عبد الله بن خليل", "abdl xll"),
        ("Mohammed Al-Ali", "mhmd al"),
        ("Muhammad Ala", "mhmd al"),
        ("محمد العلي", "mhmd al"),
        ("مُحَمَّد", "mhmd"),
        ("Fathi", "fth"),
        ("Souad", "sd"),
        ("تشيا", "j"),
        ("Yşûa", "yc"),
        ("ܝܫܘܥ", "yc"),
        ("ܢܘܐܦ", "nwf"),
        ("ܕܘܝܕ", "dd"),
        ("ܘܠܝܕ", "wld"),
        ("ܢܘܚ", "n"),
        ("ܡܬܬ", "mtd"),
        ("Ivan Иван", "afn иван"),
        ("Ibn", "abn"),
        ("بن", "bn"),
        ("الين", "aln"),
        ("7", "7"),
        ("-", ""),
        ("", ""),
    ],
)
def test_a_consonant_key(name: str, key: str) -> None:
    assert consonant_key(name) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("أحمد العلي", "احمد العلي"),
        ("احمد العلى", "احمد العلي"),
        ("آلاء إبراهيم ٱلحسن", "الا ابراهيم الحسن"),
        ("فاطمة", "فاطمه"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("مؤيد وائل", "مويد وايل"),
        ("عبد الله خليل", "عبدالله خليل"),
        ("عبد ربه", "عبد ربه"),
        ("علی کمال", "علي كمال"),
        ("شێرین", "شيرين"),
        ("محەمەد", "محمد"),
        ("فاتمە", "فاتمه"),
        ("ئەحمەد ئازاد", "احمد ازاد"),
        ("ڕۆژ گوڵ پەروین ڤیان چیا ژین", "روج كول بروين فيان جيا جين"),
        ("Şêrko Çîçek", "serko cicek"),
        ("ŞÊRKO  ÇÎÇEK", "serko cicek"),
        ("S\u0327erko", "serko"),
        ("D'Artagnan", "dartagnan"),
        ("Al-Ali", "al ali"),
        ("IŞIK Işık", "isik isik"),
        ("Straße Øre Łódź", "strasse ore lodz"),
        ("ܡܲܠܟܝ", "ܡܠܟܝ"),
        ("Ehmed أحمد", "ehmed احمد"),
        ("ـ ُ", ""),
    ],
)
def test_a_folded_key(name: str, key: str) -> None:
    assert folded_key(name) == key


anything = st.text(alphabet=st.characters()) | st.text(
    st.sampled_from("أآىيیێئءةهەوۆعبداللهنسـَّ abdulhşêÎİı-'ܐܘ")
)


@given(anything)
def test_keys_have_no_stray_spaces_and_no_upper_case(name: str) -> None:
    for key in (folded_key(name), consonant_key(name)):
        assert key == " ".join(key.split())
        assert not any("A" <= c <= "Z" for c in key)


@example(name="ألآآآ")
@given(name=st.text("أآىيةهوعبداللهنسـَّ -'") | st.text("abcdulhşêÎÇ -'"))
def test_case_marks_and_punctuation_never_count(name: str) -> None:
    other = name.upper().replace("ـ", "").replace("أ", "ا").replace("'", "").replace("-", "  ")
    assert folded_key(other) == folded_key(name)
    assert consonant_key(other) == consonant_key(name)


def test_whole_words_are_kept_as_letter_by_letter() -> None:
    """Words of letters and digits alone are not looked at letter by letter: nothing else may be among them."""
    alone = {c for c in map(chr, range(0x110000)) if c.isalnum()}
    assert {unicodedata.category(c)[0] for c in alone} <= set("LMN")
