"""Projects: entered with a budget, built stage by stage, paid for with entries that are counted and never changed."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.tallies import recounting
from interior_portal.tallies.queries import Period
from interior_portal.ui.forms import KeyedForm
from reports.actions.year import building
from reports.models import Project, ProjectLevel, ProjectSpending, ProjectStage
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


def entered(cast: Cast, key: str = "", **changes: Any) -> Project:
    row = project(cast, **changes)
    budgets = {"USD": Decimal(5_000)}
    key = key or str(uuid4())
    return building.enter(project=row, budgets=budgets, level=None, key=key, by=cast.head)


def stage(held: Project, cast: Cast, *, until: int = -2, key: str = "") -> ProjectStage:
    today = clock.today()
    row = ProjectStage(**TITLES, planned_from=today - 5 * DAY, planned_until=today + until * DAY)
    return building.add_stage(project=held, stage=row, key=key or str(uuid4()), by=cast.head)


def level(held: Project, cast: Cast, key: str = "") -> ProjectLevel:
    row = ProjectLevel(**TITLES, measured_in="دقيقة", before=Decimal(45))
    return building.add_level(project=held, level=row, key=key or str(uuid4()), by=cast.head)


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
    assert entered(cast, "a") == entered(cast, "a")
    assert code_of(lambda: entered(cast)) == "there_already"
    assert code_of(lambda: entered(cast, unit=cast.unit("transport"))) == "not_permitted"
    early: dict[str, Any] = {"title_ar": "x", "ends_on": clock.today() - 20 * DAY}
    assert code_of(lambda: entered(cast, **early)) == "ends_early"
    bare = project(cast, title_ar="y")
    call: dict[str, Any] = {
        "project": bare,
        "budgets": {},
        "level": None,
        "key": "b",
        "by": cast.head,
    }
    assert code_of(lambda: building.enter(**call)) == "no_budget"
    assert Project.objects.count() == 1


def test_the_last_stage_that_is_done_finishes_the_project(cast: Cast) -> None:
    held, today = entered(cast), clock.today()
    first, second = stage(held, cast, key="a"), stage(held, cast, until=3)
    assert stage(held, cast, key="a") == first
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
    building.finish_stage(stage=first, **when)
    other = {**when, "finished_on": today - 2 * DAY}
    assert code_of(lambda: building.finish_stage(stage=first, **other)) == "stage_done"
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


def test_what_a_project_changed_is_measured_after_it(cast: Cast) -> None:
    held = entered(cast)
    made = level(held, cast, "a")
    assert level(held, cast, "a") == made
    for value in (30, 30, 22):
        building.measure_level(level=made, after=Decimal(value), by=cast.head)
    assert [(str(row.before), str(row.after)) for row in lines([held])[0].levels] == [
        ("45.00", "22.00")
    ]
    told = AuditEntry.objects.filter(action="reports.project.level_measured").order_by("pk")
    assert [(entry.data["from"], entry.data["to"]) for entry in told] == [
        (None, "30"),
        ("30.00", "22"),
    ]
    of_others: dict[str, Any] = {"level": made, "after": Decimal(1), "by": cast.vehicle_head}
    assert code_of(lambda: building.measure_level(**of_others)) == "not_permitted"


def test_a_stopped_project_says_why_and_takes_no_further_stage(cast: Cast) -> None:
    held = entered(cast)
    made = level(held, cast)
    stopping: dict[str, Any] = {"project": held, "by": cast.head}
    assert code_of(lambda: building.stop(**stopping, reason=" ")) == "reason_missing"
    away: dict[str, Any] = {"project": held, "reason": "x", "by": cast.vehicle_head}
    assert code_of(lambda: building.stop(**away)) == "not_permitted"
    for _time in range(2):
        building.stop(**stopping, reason="no money is left")
    held.refresh_from_db()
    assert (held.state, held.reason) == ("STOPPED", "no money is left")
    assert code_of(lambda: building.stop(**stopping, reason="another")) == "project_closed"
    assert code_of(lambda: stage(held, cast)) == "project_closed"
    assert code_of(lambda: level(held, cast)) == "project_closed"
    after: dict[str, Any] = {"level": made, "after": Decimal(1), "by": cast.head}
    assert code_of(lambda: building.measure_level(**after)) == "project_stopped"
    assert code_of(lambda: spent(held, cast, 5, "a")) == "project_closed"
    spent(held, cast, -5, "b")
    assert AuditEntry.objects.get(action="reports.project.stopped").reason == "no money is left"


@pytest.mark.usefixtures("in_english")
def test_levels_and_a_stop_on_pages(cast: Cast, client_of: ClientOf) -> None:
    head, held = client_of("head"), entered(cast)
    at = reverse("reports:project", args=[held.reference])
    sent = {**TITLES, "measured_in": "minutes", "before": "70", "key": str(uuid4())}
    for _time in range(2):
        assert head.post(f"{at}level/", sent)["Location"] == at
    (made,) = held.levels.all()
    assert ">70</bdi>" in head.get(at).content.decode()
    head.post(f"{at}level/{made.pk}/after/", {"after": "40.5", "key": str(uuid4())})
    assert ">40.50</bdi>" in head.get(at).content.decode()
    empty = head.post(f"{at}stop/", {"reason": "", "key": str(uuid4())}).content.decode()
    assert "Why is it stopped?" in empty
    stopping = {"reason": "the ground was sold", "key": str(uuid4())}
    assert head.post(f"{at}stop/", stopping)["Location"] == at
    shown = head.get(at).content.decode()
    assert "The project was stopped: the ground was sold" in shown
    assert [words for words in ("Add a stage", "Enter the value after") if words in shown] == []


@pytest.mark.usefixtures("in_english")
def test_every_post_of_a_project_carries_a_key(cast: Cast, client_of: ClientOf) -> None:
    held = entered(cast)
    stage(held, cast)
    at = reverse("reports:project", args=[held.reference])
    after = f"level/{level(held, cast).pk}/after/"
    pages = [f"{at}{verb}" for verb in ("stage/", "stage/1/done/", "level/", after, "stop/")]
    for page in [*pages, f"{at}spending/", reverse("reports:project_new")]:
        form = client_of("head").get(page).context["form"]
        assert isinstance(form, KeyedForm), page


@pytest.mark.usefixtures("in_english")
def test_a_project_from_entry_to_the_end_on_pages(cast: Cast, client_of: ClientOf) -> None:
    head, today = client_of("head"), clock.today()
    sent: dict[str, Any] = {**TITLES, "key": str(uuid4()), "purpose_ar": "x", "purpose_kmr": "y"}
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
