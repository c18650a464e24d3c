"""The name field: the examples of parts 4 to 7, section 4.2.3, and the rules of truncation."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interior_portal.people.mrz import NoIcaoMapping, name_field

SPECIMENS = Path(__file__).parents[1] / "specimens"
CASES = json.loads((SPECIMENS / "mrz.json").read_text())["mrva_name_field_39_chars"]["cases"]
ORDERS = json.loads((SPECIMENS / "arabic_letters.json").read_text())["name_order"]
LONG = "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL"


@pytest.mark.parametrize("case", CASES, ids=[f"{c['surname']} {c['given']}" for c in CASES])
def test_published_names_in_39_characters(case: dict[str, Any]) -> None:
    field = name_field(case["surname"], case["given"], 39)
    assert field in case["acceptable_mrz_name_field_39"]


@pytest.mark.parametrize(
    ("surname", "given", "field"),
    [
        ("ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<"),
        ("HENG", "DEBORAH MING LO", "HENG<<DEBORAH<MING<LO<<<<<<<<<<"),
        ("SMITH-JONES", "SUSIE MARGARET", "SMITH<JONES<<SUSIE<MARGARET<<<<"),
        ("O'CONNOR", "ENYA SIOBHAN", "OCONNOR<<ENYA<SIOBHAN<<<<<<<<<<"),
        ("VAN DER MUELLEN", "MARTIN", "VAN<DER<MUELLEN<<MARTIN<<<<<<<<"),
        ("ARKFREITH", "", "ARKFREITH<<<<<<<<<<<<<<<<<<<<<<"),
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJ<K"),
        (LONG, "DINGO POTOROO", "BENNELONG<WOOLOOMOOLOO<WAR<W<<D"),
        ("PAPANDROPOULOUS", "STEPHEN TREVOR", "PAPANDROPOULOUS<<STEPHEN<TREVOR"),
    ],
)
def test_published_names_of_the_small_visa(surname: str, given: str, field: str) -> None:
    assert name_field(surname, given, 31) == field


@pytest.mark.parametrize(
    ("surname", "given", "field"),
    [
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DE<K"),
        ("VILARCHAO FERNANDEZ", "JOSE RAMON", "VILARCHAO<FERNANDEZ<<JOSE<RAMO"),
        ("AL-BASRI", "HUDA MUHAMMAD JAWAD", "AL<BASRI<<HUDA<MUHAMMAD<JAWAD<"),
        ("PAPANDROPOULOUS", "JONATHON ALEC", "PAPANDROPOULOUS<<JONATHON<ALEC"),
        ("SATRIYA SUDARPA", "", "SATRIYA<SUDARPA<<<<<<<<<<<<<<<"),
    ],
)
def test_published_names_of_a_card(surname: str, given: str, field: str) -> None:
    assert name_field(surname, given, 30) == field


@pytest.mark.parametrize("order", ORDERS, ids=[order["primary"] for order in ORDERS])
def test_the_order_of_an_arabic_name_is_the_issuers(order: dict[str, str]) -> None:
    given = " ".join(order["arabic"].replace(order["primary"], "").split())
    assert name_field(order["primary"], given, 39) == order["mrz_name_field_39"]


def test_a_name_may_mix_scripts_by_component() -> None:
    assert name_field("العلي", "Şêrko", 20) == "ALELY<<SERKO<<<<<<<<"


def test_one_name_alone_is_the_surname() -> None:
    assert name_field("", "Zozan", 10) == "ZOZAN<<<<<"


@pytest.mark.parametrize(
    ("surname", "given", "field"),
    [
        ("A" * 12, "", "AAAAAAAAAA"),
        ("A" * 12, "BC", "AAAAAAA<<B"),
        ("A" * 7, "BC", "AAAAAAA<<B"),
        ("A" * 8, "BC", "AAAAAAA<<B"),
        ("A" * 6, "B CDE", "AAAAA<<B<C"),
        ("AAAA BBBB", "C", "AAAA<BB<<C"),
        ("AAAA BBBB CC", "DD", "AAA<B<C<<D"),
        ("AAAA BBBB", "CCC", "AAAA<B<<CC"),
        ("AAA BBBBBB", "CCC", "AAA<B<<CCC"),
        ("A B C D E F", "", "A<B<C<D<E<"),
        ("A B C D E F G", "H", "A<B<C<D<<H"),
    ],
)
def test_who_gives_way_when_the_field_is_full(surname: str, given: str, field: str) -> None:
    assert name_field(surname, given, 10) == field


def test_initials_alone_may_leave_the_last_position_empty() -> None:
    assert name_field("A B C D E F G", "H", 11) == "A<B<C<D<<H<"


@pytest.mark.parametrize("nothing", ["", "  ", "'-.", "<"])
def test_somebody_must_have_a_name(nothing: str) -> None:
    with pytest.raises(ValueError, match="a name is needed"):
        name_field(nothing, nothing, 39)


def test_letters_without_a_mapping_are_named() -> None:
    with pytest.raises(NoIcaoMapping) as caught:
        name_field("ڕێبوار", "Ali", 39)
    assert caught.value.letters == "ڕێ"


names = st.lists(st.text("ABCÊŞ", min_size=1, max_size=15), max_size=6).map(" ".join)


@given(names, names, st.sampled_from([30, 31, 39]))
def test_what_a_truncated_name_keeps(surname: str, given: str, length: int) -> None:
    assume(surname or given)
    plain = str.maketrans("ÊŞ", "ES")
    parts = [name.translate(plain).split() for name in (surname, given) if name]
    whole = "<<".join(map("<".join, parts))
    field = name_field(surname, given, length)
    assert len(field) == length
    if len(whole) <= length:
        assert field == whole.ljust(length, "<")
        return
    kept = [identifier.strip("<").split("<") for identifier in field.split("<<")][: len(parts)]
    assert len(kept) == len(parts)
    for identifier, original in zip(kept, parts, strict=True):
        for component, full in zip(identifier, original, strict=False):
            assert full.startswith(component)
    if any(len(component) > 1 for identifier in parts for component in identifier):
        assert field[-1] != "<"
