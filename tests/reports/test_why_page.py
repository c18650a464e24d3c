"""Why did it change: the page tells the parts of the reader's own units, and they add up."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Unit
from interior_portal.tallies import actions
from interior_portal.tallies.boards import get_board
from reports.queries.scope import scope_of
from tests.cast import Cast, ClientOf

WHY = "/reports/visas/why/visas.granted/?period=2026-10"


def office(code: str, parent: Unit) -> Unit:
    names = dict.fromkeys(("name_ar", "name_kmr", "name_en"), code)
    return Unit.objects.create(code=code, kind=Unit.Kind.CENTRE, parent=parent, **names)


@pytest.fixture
def autumn(cast: Cast) -> Cast:
    """September: 4 in Qamishlo. October: 10 in Qamishlo, 2 in Derik."""
    near, far = cast.unit("visas-qamishlo"), office("visas-derik", cast.unit("visas"))
    for day, unit, count in (
        ("2026-09-03", near, 4),
        ("2026-10-05", near, 10),
        ("2026-10-06", far, 2),
    ):
        at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), tzinfo=dt.UTC)
        actions.count("visas.granted", unit_id=unit.pk, category="entry", count=count, at=at)
    return cast


def test_a_head_reads_the_whole_and_the_parts(autumn: Cast, client_of: ClientOf) -> None:
    client = client_of("head")
    client.cookies["django_language"] = "en"
    context = client.get(WHY, headers={"accept-language": "en"}).context
    assert context["headline"].count("12") == 1
    (units,) = context["splits"]  # one kind and one month explain nothing
    assert [len(each.sentences) for each in context["splits"]] == [2]
    assert "10" in units.sentences[0]
    assert "8" in units.total


def test_a_unit_narrows_it_and_another_unit_is_not_there(autumn: Cast, client_of: ClientOf) -> None:
    head = client_of("head")
    assert head.get(f"{WHY}&unit=visas-derik").context["splits"] == []
    assert head.get(f"{WHY}&unit=transport").status_code == 404
    assert head.get("/reports/vehicles/why/vehicles.issued/").status_code == 403
    assert (
        head.get("/reports/payments/why/payments.taken/").status_code == 404
    )  # currencies do not add up


@pytest.mark.parametrize("query", ["period=2026-13", "period=2036", "against=never", "period=x"])
def test_what_cannot_be_asked_is_not_there(query: str, client_of: ClientOf) -> None:
    assert client_of("head").get(f"/reports/visas/why/visas.granted/?{query}").status_code == 404


def test_the_chair_sees_all_units_of_a_board(autumn: Cast, client_of: ClientOf) -> None:
    (units,) = client_of("chair").get(WHY).context["splits"]
    assert len(units.sentences) == 2


def test_units_stand_beside_each_other_where_they_part(autumn: Cast) -> None:
    scope = scope_of(autumn.chair, get_board("visas"))
    assert scope is not None
    near, far, desk = (
        autumn.unit(code) for code in ("visas-qamishlo", "visas-derik", "visas-qamishlo-desk")
    )
    assert scope.groups([near.pk, far.pk, desk.pk]) == {
        near.name: [near.pk, desk.pk],
        far.name: [far.pk],
    }
    assert scope.groups([near.pk]) == {near.name: [near.pk]}
    assert scope.groups([near.pk, desk.pk]) == {near.name: [near.pk], desk.name: [desk.pk]}
    directorate = autumn.unit("visas")
    assert scope.groups([directorate.pk, near.pk]) == {
        directorate.name: [directorate.pk],
        near.name: [near.pk],
    }
    assert scope.groups([]) == {}


def test_it_takes_as_many_statements_for_many_units_as_for_one(
    autumn: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client: Client = client_of("head")
    client.get(WHY)
    with django_assert_num_queries(7):  # session, user, roles, units, sums, kinds, proof
        client.get(WHY)
    for number in range(3):
        unit = office(f"visas-{number}", autumn.unit("visas"))
        actions.count(
            "visas.granted", unit_id=unit.pk, at=dt.datetime(2026, 10, 7, 9, tzinfo=dt.UTC)
        )
    with django_assert_num_queries(7):
        client.get(WHY)
