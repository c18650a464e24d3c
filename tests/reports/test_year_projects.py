"""Projects: entered with a budget, built stage by stage, paid for with entries that are counted and never changed."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.tallies import recounting
from interior_portal.tallies.queries import Period
from reports.actions.year import building
from reports.models import Project, ProjectSpending, ProjectStage
from reports.queries.year.projects import lines
from tests.cast import Cast, ClientOf

DAY = dt.timedelta(days=1)
TITLES = {"title_ar": "قاعة التدريب", "title_kmr": "Salona perwerdehiyê"}


def project(cast: Cast, **changes: Any) -> Project:
    facts: dict[str, Any] = {
        **TITLES,
        "purpose_ar": "تدريب العاملين",
        "purpose_kmr": "Perwerdekirina xebatkaran",
        "unit": cast.unit("visas"),
        "starts_on": clock.today() - 9 * DAY,
        "ends_on": clock.today() + 9 * DAY,
    }
    return Project(**{**facts, **changes})


def entered(cast: Cast, **changes: Any) -> Project:
    row = project(cast, **changes)
    budgets = {"USD": Decimal(5_000)}
    return building.enter(project=row, budgets=budgets, level=None, by=cast.head)


def stage(held: Project, cast: Cast, *, until: int = -2) -> ProjectStage:
    today = clock.today()
    row = ProjectStage(**TITLES, planned_from=today - 5 * DAY, planned_until=today + until * DAY)
    return building.add_stage(project=held, stage=row, by=cast.head)


def spent(held: Project, cast: Cast, amount: int, key: str) -> ProjectSpending:
    row = ProjectSpending(
        project=held,
        spent_on=clock.today() - DAY,
        currency="USD",
        amount=Decimal(amount),
        what_for="مقاعد",
    )
    return building.spend(spending=row, key=key, by=cast.head)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def test_a_project_is_entered_once_by_who_keeps_the_unit(cast: Cast) -> None:
    entered(cast)
    assert code_of(lambda: entered(cast)) == "there_already"
    assert code_of(lambda: entered(cast, unit=cast.unit("transport"))) == "not_permitted"
    early = {"title_ar": "x", "ends_on": clock.today() - 20 * DAY}
    assert code_of(lambda: entered(cast, **early)) == "ends_early"
    bare = project(cast, title_ar="y")
    call: dict[str, Any] = {"project": bare, "budgets": {}, "level": None, "by": cast.head}
    assert code_of(lambda: building.enter(**call)) == "no_budget"


def test_the_last_stage_that_is_done_finishes_the_project(cast: Cast) -> None:
    held, today = entered(cast), clock.today()
    first, second = stage(held, cast), stage(held, cast, until=3)
    assert [each.position for each in lines([held])[0].late] == [1]
    when: dict[str, Any] = {"began_on": today - 4 * DAY, "by": cast.head}
    ahead = {**when, "finished_on": today + DAY}
    assert code_of(lambda: building.finish_stage(stage=first, **ahead)) == "not_yet"
    before = {**when, "finished_on": today - 6 * DAY}
    assert code_of(lambda: building.finish_stage(stage=first, **before)) == "began_later"
    when["finished_on"] = today - DAY
    building.finish_stage(stage=first, **when)
    held.refresh_from_db()
    assert (held.state, held.finished_on) == ("RUNNING", None)
    assert code_of(lambda: building.finish_stage(stage=first, **when)) == "stage_done"
    building.finish_stage(stage=second, **when)
    held.refresh_from_db()
    assert (held.state, held.finished_on) == ("FINISHED", today - DAY)
    assert code_of(lambda: stage(held, cast)) == "project_closed"


def test_spending_counts_once_and_is_put_right_by_a_further_entry(cast: Cast) -> None:
    held = entered(cast)
    assert spent(held, cast, 700, "a") == spent(held, cast, 700, "a")
    spent(held, cast, -200, "b")
    assert code_of(lambda: spent(held, cast, 0, "c")) == "nothing"
    (money,) = lines([held])[0].money
    assert (money.spent, money.left) == (Decimal(500), Decimal(4_500))
    period = Period(clock.today() - 3 * DAY, clock.today())
    assert dict(recounting.comparisons(period))["projects"].told == ()


@pytest.mark.usefixtures("in_english")
def test_a_project_from_entry_to_the_end_on_pages(cast: Cast, client_of: ClientOf) -> None:
    head, today = client_of("head"), clock.today()
    sent: dict[str, Any] = {**TITLES, "purpose_ar": "x", "purpose_kmr": "y"}
    sent |= {"unit": cast.unit("visas").pk, "level_ar": "وقت الانتظار"}
    names = ("starts_on", "ends_on", "planned_from", "planned_until", "began_on", "finished_on")
    for name in (*names, "spent_on"):
        sent |= {f"{name}_{part}": getattr(today, part) for part in ("day", "month", "year")}
    refused = head.post(reverse("reports:project_new"), sent).content.decode()
    assert "leave all four empty" in refused
    level = {"level_kmr": "dem", "level_in": "days", "level_before": 12, "budget_usd": 900}
    made = head.post(reverse("reports:project_new"), {**sent, **level})
    at = reverse("reports:project", args=[Project.objects.get().reference])
    assert made["Location"] == at
    assert client_of("vehicle_head").get(at).status_code == 404
    assert head.post(f"{at}stage/", sent)["Location"] == at
    paid = {**sent, "key": str(uuid4()), "currency": "USD", "amount": "120.50", "what_for": "seats"}
    for _time in range(2):
        assert head.post(f"{at}spending/", paid)["Location"] == at
    assert head.post(f"{at}stage/1/done/", sent)["Location"] == at
    shown = head.get(at).content.decode()
    for words in ("finished", "done, 100 %", "120.50", "779.50", "not measured yet", "seats"):
        assert words in shown
    assert "Add a stage" not in shown


def test_the_list_takes_as_many_statements_for_five_projects_as_for_one(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        held = entered(cast, title_ar=str(number))
        stage(held, cast)
        spent(held, cast, 10, str(number))
    head, url = client_of("head"), reverse("reports:projects")
    head.get(url)
    with django_assert_num_queries(8):
        shown = head.get(url)
    assert len(shown.context["lines"]) == 5
