"""The working calendar, as administrators keep it while deadlines run."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts import registry as accounts
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.registry import Role
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.workflow import admin
from interior_portal.workflow.models import Holiday, OpeningHours
from interior_portal.workflow.roles import WORKING_TIME_EDIT
from interior_portal.workflow.sql import hours
from tests.cast import sign_in
from tests.workflow import trial

DAY = dt.timedelta(days=1)
NAMES = {"name_ar": "عطلة", "name_kmr": "Betlane", "name_en": "Holiday"}
WEEK = {"sunday": "08:00-12:00, 13:00-15:00", "monday": "٨:٠٠-١٥:٠٠"}
LIST_QUERIES = {"openinghours": 5, "holiday": 5}
MODELS: dict[str, Any] = {"openinghours": OpeningHours, "holiday": Holiday}


@pytest.fixture
def administrator(cast: trial.Cast, monkeypatch: pytest.MonkeyPatch) -> User:
    role = Role("ADMINISTRATOR", "Administrator", frozenset({WORKING_TIME_EDIT}))
    monkeypatch.setitem(accounts._roles, role.code, role)
    user = User.objects.create_user(email="a@interior.example", name="A", is_staff=True)
    user.is_superuser = True
    user.save()
    Posting.objects.create(
        user=user, unit=cast.authority, role=role.code, starts_on=clock.today() - DAY
    )
    return user


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.cookies["language"] = "en"
    return sign_in(client, administrator)


def post(client: Client, path: str, posted: Mapping[str, Any]) -> str:
    """The page's words where it refuses, nothing where it saves."""
    response = client.post(f"/admin/workflow/{path}", posted)
    return "" if response.status_code == 302 else response.content.decode()


def told() -> list[str]:
    entries = AuditEntry.objects.filter(action__startswith="workflow.").order_by("pk")
    return list(entries.values_list("action", flat=True))


def week_of(unit: Unit, since: dt.date, **changed: str) -> dict[str, Any]:
    return {"unit": unit.pk, "effective_from": since, **WEEK, **changed}


def test_a_week_is_written_whole_and_days_left_empty_are_closed(
    browser: Client, cast: trial.Cast, administrator: User
) -> None:
    since = clock.today() + DAY
    assert post(browser, "openinghours/add/", week_of(cast.desk, since)) == ""
    rows = OpeningHours.objects.filter(unit=cast.desk, effective_from=since).order_by("weekday")
    assert [str(row) for row in rows.order_by("weekday", "opens")] == [
        "Monday 08:00-15:00",
        "Sunday 08:00-12:00",
        "Sunday 13:00-15:00",
    ]
    entry = AuditEntry.objects.get(action="workflow.openinghours.added")
    assert (entry.actor_id, entry.subject_ref) == (administrator.pk, cast.desk.code)
    calendar = hours.calendar_of(cast.desk.pk, clock.now())
    sunday = next(since + DAY * n for n in range(7) if (since + DAY * n).weekday() == 6)
    assert calendar.hours_on(sunday) == ((480, 720), (780, 900))
    assert calendar.hours_on(sunday + 2 * DAY) == ()


def test_a_week_that_lies_ahead_is_written_anew_and_one_in_force_stays(
    browser: Client, cast: trial.Cast
) -> None:
    today = clock.today()
    ahead = week_of(cast.desk, today + DAY)
    assert post(browser, "openinghours/add/", ahead) == ""
    assert post(browser, "openinghours/add/", ahead | {"sunday": "", "monday": "09:00-00:00"}) == ""
    (row,) = OpeningHours.objects.filter(unit=cast.desk, effective_from=today + DAY)
    assert (row.opens, row.closes) == (dt.time(9), dt.time(0))
    assert told() == ["workflow.openinghours.added", "workflow.openinghours.replaced"]
    begins = week_of(cast.elsewhere, today)
    assert post(browser, "openinghours/add/", begins) == ""
    assert "is in force. Choose a later day." in post(browser, "openinghours/add/", begins)
    row = OpeningHours.objects.filter(unit=cast.elsewhere)[0]
    page = f"/admin/workflow/openinghours/{row.pk}/"
    assert browser.get(f"{page}change/").status_code == 200
    assert browser.post(f"{page}change/", {"opens": "01:00"}).status_code == 403
    assert browser.post(f"{page}delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"sunday": "", "monday": ""}, "At least one day of the week is worked."),
        ({"sunday": "eight to three"}, "Write hours such as 08:00-15:00"),
        ({"sunday": "25:00-26:00"}, "Write hours such as 08:00-15:00"),
        ({"sunday": "15:00-08:00"}, "Hours end after they begin."),
        ({"sunday": "08:00-12:00, 11:00-15:00"}, "These hours overlap."),
        ({"sunday": "08:00-00:00, 09:00-10:00"}, "These hours overlap."),
        ({"effective_from": "2026-01-01"}, "This day is over."),
    ],
)
def test_a_week_that_would_break_is_not_saved(
    browser: Client, cast: trial.Cast, wrong: dict[str, str], sentence: str
) -> None:
    before = OpeningHours.objects.count()
    posted = week_of(cast.desk, clock.today() + DAY) | wrong
    assert sentence in post(browser, "openinghours/add/", posted)
    assert OpeningHours.objects.count() == before
    assert told() == []


def test_running_cases_keep_their_deadline_and_the_page_counts_them(
    browser: Client, cast: trial.Cast
) -> None:
    case = trial.begin(cast).submit().case
    due_at = case.due_at
    assert due_at is not None
    posted = {**NAMES, "on": clock.today(), "unit": ""}
    answer = browser.post("/admin/workflow/holiday/add/", posted, follow=True).content.decode()
    assert "due on this day or later: 1." in answer
    case.refresh_from_db()
    assert case.due_at == due_at
    holiday = Holiday.objects.get(name_en="Holiday")
    page = browser.get(f"/admin/workflow/holiday/{holiday.pk}/change/").content.decode()
    assert "due on this day or later: 1." in page


def test_cases_are_counted_at_the_unit_and_below_in_one_query(
    cast: trial.Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = trial.begin(cast).submit().case
    assert case.due_at is not None
    due_on = timezone.localdate(case.due_at)
    with django_assert_num_queries(1):
        assert admin.due_from(due_on, None).number == 1
    assert admin.due_from(due_on, cast.authority).number == 1
    assert admin.due_from(due_on, cast.elsewhere).number == 0
    assert admin.due_from(due_on + DAY, None).number == 0


def test_a_holiday_that_lies_ahead_moves_or_goes_and_one_that_is_over_stays(
    browser: Client, cast: trial.Cast
) -> None:
    today = clock.today()
    posted = {**NAMES, "on": today + DAY, "unit": ""}
    assert post(browser, "holiday/add/", posted) == ""
    assert "This day is a holiday there already." in post(browser, "holiday/add/", posted)
    row = Holiday.objects.get()
    page = f"holiday/{row.pk}/"
    assert "This day is over." in post(browser, f"{page}change/", posted | {"on": today - DAY})
    assert post(browser, f"{page}change/", posted | {"on": today + 2 * DAY}) == ""
    row.refresh_from_db()
    assert row.on == today + 2 * DAY
    with clock.told(clock.now() + 3 * DAY):
        assert browser.post(f"/admin/workflow/{page}change/", posted).status_code == 403
        assert browser.post(f"/admin/workflow/{page}delete/", {"post": "yes"}).status_code == 403
    assert post(browser, f"{page}delete/", {"post": "yes"}) == ""
    assert not Holiday.objects.exists()
    assert told() == [f"workflow.holiday.{word}" for word in ("added", "changed", "removed")]


@pytest.mark.parametrize("table", LIST_QUERIES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    browser: Client,
    cast: trial.Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
    table: str,
    rows: int,
) -> None:
    model = MODELS[table]
    model.objects.all().delete()
    for number in range(rows):
        made: dict[str, Any] = {"unit": cast.desk}
        if model is Holiday:
            made |= {"on": clock.today() + number * DAY, **NAMES}
        else:
            times = {"opens": dt.time(8), "closes": dt.time(15)}
            made |= {"weekday": number, "effective_from": clock.today(), **times}
        model.objects.create(**made)
    browser.get(f"/admin/workflow/{table}/")
    with django_assert_num_queries(LIST_QUERIES[table]):
        text = browser.get(f"/admin/workflow/{table}/").content.decode()
    pks = model.objects.values_list("pk", flat=True)
    assert [pk for pk in pks if f"/{table}/{pk}/change/" in text] == list(pks)


def test_who_is_not_posted_as_administrator_looks_and_does_not_write(
    browser: Client, administrator: User
) -> None:
    Posting.objects.filter(user=administrator).delete()
    for table in LIST_QUERIES:
        assert browser.get(f"/admin/workflow/{table}/").status_code == 200
        assert browser.get(f"/admin/workflow/{table}/add/").status_code == 403
