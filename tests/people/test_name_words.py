"""The words that a misspelt name is compared with: all that somebody bears, and no other, whoever writes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from interior_portal.people.actions import DocumentFacts, PersonFacts, record_people, record_person
from interior_portal.people.models import NameWord, Person
from interior_portal.people.queries import NameHits, find_by_name
from tests.workflow.test_races import outcome, overtaken

THEMSELVES = "SELECT compared.id AS found, compared.distance FROM compared"


def known() -> list[str]:
    return sorted(NameWord.objects.values_list("word", flat=True))


def borne() -> list[str]:
    """By all people, each once."""
    keys = Person.objects.values_list("folded_key", "consonant_key")
    return sorted({word for pair in keys for key in pair for word in key.split()})


def find(text: str, most: int = 50) -> NameHits:
    return find_by_name(text, led_to=THEMSELVES, parameters={}, most=most)


def names(text: str) -> list[str]:
    """Who is found, in the order in which they are."""
    people = Person.objects.in_bulk(find(text).ids)
    return [str(people[pk]) for pk in find(text).ids]


def people(*full_names: str) -> list[Person]:
    return [
        Person.objects.create(given_names=given, surname=surname)
        for given, _, surname in (name.rpartition(" ") for name in full_names)
    ]


def test_words_are_known_whoever_writes_a_person(db: None) -> None:
    people("Azad Xelîl")
    facts = PersonFacts(surname="Sallo", given_names="Rojin", name_arabic="روجين سلو")
    record_person(facts=facts, document=DocumentFacts(kind="PASSPORT", number="1"), by=None)
    record_people(people=[(PersonFacts(surname="Hesen"), None)] * 3, by=None)
    columns = "surname, given_names, folded_key, consonant_key"
    empty = (
        "name_arabic", "name_kurdish", "father_name", "grandfather_name", "mother_name", "birth_place", "sex",
        "nationality",
    )  # fmt: skip
    with connection.cursor() as cursor:
        copy = f"COPY people_person ({columns}, {', '.join(empty)}, recorded_at) FROM STDIN"
        with cursor.copy(copy) as rows:
            row = ("Kobanî", "Lorîn", "lorin kobani", "lrn kbn", *[""] * len(empty), "2026-01-01")
            rows.write_row(row)
    assert known() == borne()
    assert {"azad", "xll", "روجين", "hesen", "lorin", "kbn"} <= set(known())


def test_what_nobody_bears_any_more_is_erased(db: None) -> None:
    azad, hesen = people("Azad Xelîl", "Hesen Xelîl")
    azad.delete()
    assert known() == borne() == ["hesen", "hsn", "xelil", "xll"]
    hesen.surname = "Kobanî"
    hesen.name_arabic = "حسن"
    hesen.save()
    assert known() == borne()
    assert "xll" not in known()
    assert "حسن" in known()
    Person.objects.all().delete()
    assert known() == []


@pytest.fixture
def first_bearer(transactional_db: None) -> Person:
    return people("Azad Xelîl")[0]


@pytest.mark.parametrize("comes_first", [True, False])
def test_a_word_that_is_erased_while_another_is_written_who_bears_it(
    first_bearer: Person, *, comes_first: bool
) -> None:
    steps: list[Callable[[], Any]] = [lambda: people("Sallo Xelîl"), first_bearer.delete]
    overtaken(*(steps if comes_first else reversed(steps)))
    assert known() == borne() == ["sallo", "sl", "xelil", "xll"]


def test_who_is_written_at_the_same_time_waits_for_nobody(first_bearer: Person) -> None:
    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        people("Rojin Xelîl")
        threads.submit(outcome, lambda: people("Rojin Sallo")).result(timeout=20)
    assert sorted(set(known())) == borne()
    assert names("Rojjin") == ["Rojin Sallo", "Rojin Xelîl"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Xelill", ["Azad Xelîl"]),
        ("Xleil", ["Azad Xelîl"]),
        ("Xel", ["Azad Xelîl"]),
        ("Asad", ["Azad Xelîl"]),
        ("Asad Khalil", ["Azad Xelîl"]),
        ("Asad Chalil", ["Azad Xelîl"]),
        ("خليل اسد", ["Azad Xelîl"]),
        ("Azad Hesen Xelîl", ["Azad Xelîl"]),
        ("Azad Mihemed Hesen Xelîl", []),
        ("Rojinda", ["Rojin Sallo"]),
        ("Rojinda Salo", ["Rojin Sallo"]),
        ("Rojin Xelîl", []),
        ("Zebari", []),
        ("Zebari Qamishli", []),
        ("%", []),
        ("", []),
    ],
)
def test_what_is_misspelt_is_found_by_the_words_that_are_known(
    db: None, typed: str, meant: list[str]
) -> None:
    people("Azad Xelîl", "Rojin Sallo", "Mihemed Sallo")
    assert names(typed) == meant


def test_the_likeliest_word_is_read_first_and_no_more_people_than_are_asked_for(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(*["Leydila Ro"] * 3, *["Leydilba Ro"] * 3)
    monkeypatch.setattr("interior_portal.people.queries.MOST_ALIKE", 3)
    assert names("Leydilbax") == ["Leydilba Ro"] * 3
    assert find("Leydilbax").is_cut
    assert not find("Leydilba").is_cut
    assert (len(find("Leydilba", most=2).ids), find("Leydilba", most=2).is_cut) == (2, True)


def test_a_long_text_costs_no_more_than_a_name(
    db: None, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    people("Azad Xelîl")
    with django_assert_max_num_queries(11):
        assert find("Zebari Kurdo " * 500).ids == []
        assert len(find("Azad Xelîl " * 4 + "Zebari " * 500).ids) == 1
    with django_assert_max_num_queries(2):
        assert len(find("Azad Xelîl").ids) == 1
