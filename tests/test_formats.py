"""Dates and numbers as pages show them and as people type them, in the three languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats, translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP, WEEKDAYS
from django.utils.timesince import timesince

LANGUAGES = ("ar", "kmr", "en")
MOMENT = dt.datetime(2026, 11, 7, 14, 5)  # noqa: DTZ001 (what is shown is local already)
LEVANTINE = [
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
]


@pytest.mark.parametrize(
    ("language", "day", "moment", "month"),
    [
        ("ar", "7 تشرين الثاني 2026", "7 تشرين الثاني 2026، 14:05", "تشرين الثاني 2026"),
        ("kmr", "7 Mijdar 2026", "7 Mijdar 2026, 14:05", "Mijdar 2026"),
        ("en", "7 November 2026", "7 November 2026, 14:05", "November 2026"),
    ],
)
def test_dates_are_written_in_words(language: str, day: str, moment: str, month: str) -> None:
    with translation.override(language):
        assert formats.date_format(MOMENT, "DATE_FORMAT") == day
        assert formats.date_format(MOMENT, "DATETIME_FORMAT") == moment
        assert formats.date_format(MOMENT, "YEAR_MONTH_FORMAT") == month


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_dates_times_and_numbers_are_alike_in_every_language(language: str) -> None:
    with translation.override(language):
        assert formats.date_format(MOMENT, "SHORT_DATE_FORMAT") == "2026-11-07"
        assert formats.date_format(MOMENT, "SHORT_DATETIME_FORMAT") == "2026-11-07 14:05"
        assert formats.time_format(MOMENT.time()) == "14:05"
        assert formats.number_format(Decimal("1234567.50")) == "1,234,567.50"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["2026-11-07", "07/11/2026", "07.11.2026", "07-11-2026"])
def test_a_date_may_be_typed_as_people_here_write_it(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean(typed) == MOMENT.date()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["2026-11-07 14:05", "2026-11-07T14:05", "07/11/2026 14:05:00"])
def test_a_moment_may_be_typed_as_people_here_write_it(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateTimeField().clean(typed).replace(tzinfo=None) == MOMENT


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_shows_a_date_again_as_browsers_expect_it(language: str) -> None:
    with translation.override(language):
        shown = forms.DateField().widget.format_value(MOMENT.date())
    assert shown == "2026-11-07"


def test_every_form_of_a_month_is_levantine_in_arabic() -> None:
    with translation.override("ar"):
        for table in (MONTHS, MONTHS_3, MONTHS_AP, MONTHS_ALT):
            assert [str(table[number]) for number in range(1, 13)] == LEVANTINE


def test_weeks_in_kurmanji_are_those_of_the_glossary() -> None:
    with translation.override("kmr"):
        assert [str(WEEKDAYS[number]) for number in range(7)] == [
            "Duşem",
            "Sêşem",
            "Çarşem",
            "Pêncşem",
            "În",
            "Şemî",
            "Yekşem",
        ]


def test_a_kurmanji_date_in_a_sentence_takes_the_oblique_month() -> None:
    with translation.override("kmr"):
        assert formats.date_format(MOMENT, "j E Y") == "7 Mijdarê 2026"


@pytest.mark.parametrize(
    ("days", "arabic", "kurmanji"),
    [
        (1, "يوم واحد", "1 roj"),
        (2, "يومين", "2 roj"),
        (5, "5 أيام", "5 roj"),
        (366 * 3, "3 سنوات", "3 sal"),
        (366 * 11, "11 سنة", "11 sal"),
    ],
)
def test_counted_time_agrees_with_its_number(days: int, arabic: str, kurmanji: str) -> None:
    since = MOMENT - dt.timedelta(days=days)
    for language, words in (("ar", arabic), ("kmr", kurmanji)):
        with translation.override(language):
            shown = timesince(since, MOMENT, depth=1).replace("\N{NO-BREAK SPACE}", " ")
        assert shown == words
