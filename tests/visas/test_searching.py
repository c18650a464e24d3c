"""Finding travellers by name: these very words first, names merely alike last, bounded for common names."""

from typing import Any

import pytest

from interior_portal.people import queries as people
from interior_portal.people.models import Person
from tests.scenarios import VisaOffice
from visas.models import Application
from visas.queries import searching
from visas.queries.searching import find_cases


def named(office: VisaOffice, given: str, surname: str, arabic: str = "") -> int:
    """A case whose traveller has this name; the number of the case."""
    case = office.begin().case
    person = Person.objects.create(given_names=given, surname=surname, name_arabic=arabic)
    Application.objects.filter(case=case).update(person=person)
    return case.pk


@pytest.fixture
def cases(office: VisaOffice) -> dict[str, Any]:
    return {
        "unit": [office.begin().case.unit_id],
        "first": named(office, "MOHAMMED", "AHMED", "محمد احمد"),
        "turned": named(office, "AHMED", "MOHAMMED", "احمد محمد"),
        "sounding": named(office, "MUHAMAD", "AHMAD"),
        "alike": named(office, "MOHAMMEDIN", "AHMEDOV"),
        "other": named(office, "ROJIN", "SALLO", "روجين سلو"),
    }


def test_the_very_words_come_first_and_what_sounds_like_them_after(cases: dict[str, Any]) -> None:
    hits = find_cases("Mohammed Ahmed", cases["unit"])
    assert list(hits.case_ids) == [cases["first"], cases["turned"], cases["sounding"]]
    assert hits.is_cut is False
    assert find_cases("محمد احمد", cases["unit"]).case_ids[0] == cases["first"]
    assert list(find_cases("Mohammed Ahmed", [0]).case_ids) == []


def test_names_that_are_alike_are_found_where_nobody_bears_the_words(
    cases: dict[str, Any],
) -> None:
    assert list(find_cases("Rojinda", cases["unit"]).case_ids) == [cases["other"]]
    assert list(find_cases("Roji", cases["unit"]).case_ids) == [cases["other"]]
    assert list(find_cases("Zebari", cases["unit"]).case_ids) == []


@pytest.mark.parametrize("where", ["unit", "elsewhere"])
def test_of_a_common_name_a_bounded_number_of_people_is_looked_at(
    cases: dict[str, Any], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(people, "MOST_COMPARED", 2)
    hits = find_cases("Mohammed Ahmed", cases.get(where, [0]))
    assert hits.is_cut is True
    assert len(hits.case_ids) == (2 if where == "unit" else 0)


def test_more_cases_than_are_given_are_told(
    cases: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    hits = find_cases("Mohammed Ahmed", cases["unit"])
    assert (list(hits.case_ids), hits.is_cut) == ([cases["first"], cases["turned"]], True)
