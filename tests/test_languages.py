"""Names of countries, issuers and months in the three languages."""

import re

import pytest
from django.utils.translation import get_language_info
from django_countries.data import ALT_CODES

from interior_portal import languages

LANGUAGES = ("ar", "kmr", "en")
SCRIPTS = {
    "ar": re.compile(r"[\u0621-\u064a\u064e\u064f][\u0621-\u0652 0-9().\-–]*"),
    "kmr": re.compile(r"[A-Za-zÀ-ÿŞşÎîÛûÊêÇç][A-Za-zÀ-ÿŞşÎîÛûÊêÇç 0-9().,\-–’]*"),
    "en": re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ 0-9().,&\-–’]*"),
}


def test_django_knows_kurmanji_as_left_to_right() -> None:
    info = get_language_info("kmr")
    assert (info["bidi"], info["code"], info["name_local"]) == (False, "kmr", "Kurmancî")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_iso_territory_has_a_name_in_the_script_of_the_language(language: str) -> None:
    names = {code: languages.territory_name(code, language) for code in ALT_CODES}
    assert len(names) == 249
    wrong = {code: name for code, name in names.items() if not SCRIPTS[language].fullmatch(name)}
    assert wrong == {}
    assert len(set(names.values())) == 249


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_issuer_code_has_a_name_of_its_own_in_the_script_of_the_language(
    language: str,
) -> None:
    names = {code: languages.issuer_name(code, language) for code in languages.issuer_codes()}
    assert len(names) == 249 + 2 + 25
    wrong = {code: name for code, name in names.items() if not SCRIPTS[language].fullmatch(name)}
    assert wrong == {}
    assert [code for code, name in names.items() if name == code] == []


@pytest.mark.parametrize(
    ("code", "arabic", "kurmanji", "english"),
    [
        ("SYR", "سوريا", "Sûriye", "Syria"),
        ("IRQ", "العراق", "Îraq", "Iraq"),
        ("D", "ألمانيا", "Almanya", "Germany"),
        ("DEU", "ألمانيا", "Almanya", "Germany"),
        ("RKS", "كوسوفو", "Kosova", "Kosovo"),
        ("PSE", "فلسطين", "Filistîn", "Palestine"),
        ("XXA", "عديم الجنسية", "Kesê bê hemwelatîbûn", "Stateless person"),
        ("XXB", "لاجئ (اتفاقية 1951)", "Penaber (Peymana 1951)", "Refugee (1951 Convention)"),
        ("UNO", "الأمم المتحدة", "Neteweyên Yekbûyî", "United Nations"),
        ("UTO", "يوتوبيا (نموذج)", "Utopya (nimûne)", "Utopia (specimen)"),
    ],
)
def test_issuers_of_travel_documents(code: str, arabic: str, kurmanji: str, english: str) -> None:
    assert [languages.issuer_name(code, language) for language in LANGUAGES] == [
        arabic,
        kurmanji,
        english,
    ]


@pytest.mark.parametrize("code", ["QQQ", "XAA", "ZZZ", "SY", "", "SYR<"])
def test_an_unknown_issuer_code_comes_back_as_it_is(code: str) -> None:
    assert languages.issuer_name(code, "ar") == code


def test_an_unknown_territory_code_comes_back_as_it_is() -> None:
    assert languages.territory_name("Q1", "kmr") == "Q1"


def test_a_language_the_portal_does_not_speak_is_an_error() -> None:
    for ask in (languages.territory_name, languages.issuer_name):
        with pytest.raises(KeyError):
            ask("SY", "fr")
    with pytest.raises(KeyError):
        languages.month_name(1, "fr")


@pytest.mark.parametrize(
    ("month", "arabic", "kurmanji", "english"),
    [
        (1, "كانون الثاني", "Çile", "January"),
        (2, "شباط", "Sibat", "February"),
        (3, "آذار", "Adar", "March"),
        (4, "نيسان", "Nîsan", "April"),
        (5, "أيار", "Gulan", "May"),
        (6, "حزيران", "Hezîran", "June"),
        (7, "تموز", "Tîrmeh", "July"),
        (8, "آب", "Tebax", "August"),
        (9, "أيلول", "Îlon", "September"),
        (10, "تشرين الأول", "Cotmeh", "October"),
        (11, "تشرين الثاني", "Mijdar", "November"),
        (12, "كانون الأول", "Kanûn", "December"),
    ],
)
def test_months_as_people_here_call_them(
    month: int, arabic: str, kurmanji: str, english: str
) -> None:
    assert [languages.month_name(month, language) for language in LANGUAGES] == [
        arabic,
        kurmanji,
        english,
    ]


def test_a_thirteenth_month_is_an_error() -> None:
    with pytest.raises(KeyError):
        languages.month_name(13, "ar")
