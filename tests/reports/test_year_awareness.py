"""Awareness: an activity is entered once, counted on its day, corrected for a reason, and summed by topic and place."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.tallies import recounting
from interior_portal.tallies.queries import Period, total
from reports.actions.year import telling
from reports.models import Activity
from reports.queries.year import awareness_of, places_of
from tests.cast import Cast, ClientOf

YESTERDAY = dt.timedelta(days=1)


def told(cast: Cast, **changes: Any) -> Activity:
    facts: dict[str, Any] = {
        "title_ar": "مخاطر المخدرات",
        "title_kmr": "Metirsiya hişbiran",
        "kind": "LECTURE",
        "topic": "DRUGS",
        "place_kind": "SCHOOL",
        "place_ar": "ثانوية القامشلي",
        "place_kmr": "Lîseya Qamişlo",
        "held_on": clock.today() - YESTERDAY,
        "unit": cast.unit("visas"),
        "women": 3,
        "men": 2,
        "children": 40,
    }
    return Activity(**{**facts, **changes})


def entered(cast: Cast, key: str = "one", **changes: Any) -> Activity:
    return telling.enter(activity=told(cast, **changes), key=key, by=cast.head)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def counted(code: str) -> int:
    day = clock.today() - YESTERDAY
    return total(code, first=day, last=day).count


def is_counted_rightly() -> bool:
    period = Period(clock.today() - 3 * YESTERDAY, clock.today())
    return dict(recounting.comparisons(period))["awareness"].told == ()


def test_an_activity_is_kept_once_and_counted_on_its_day(cast: Cast) -> None:
    first = entered(cast)
    assert entered(cast) == first
    entered(cast, "two", kind="CAMPAIGN", place_kind="COMMUNE", material="كتيب", copies=30)
    assert Activity.objects.count() == 2
    assert (counted(telling.LECTURES), counted(telling.REACHED)) == (1, 90)
    assert is_counted_rightly()
    entry = AuditEntry.objects.filter(action="reports.activity.entered").earliest("pk")
    assert (entry.subject_ref, entry.actor_id) == (first.reference, cast.head.pk)


def test_what_did_not_happen_or_is_of_others_is_refused(cast: Cast) -> None:
    assert code_of(lambda: entered(cast, held_on=clock.today() + YESTERDAY)) == "not_yet"
    assert code_of(lambda: entered(cast, women=0, men=0, children=0)) == "nobody"
    assert code_of(lambda: entered(cast, copies=5)) == "no_material"
    assert code_of(lambda: entered(cast, unit=cast.unit("transport"))) == "not_permitted"
    row = entered(cast)
    of_others: dict[str, Any] = {"activity": row, "reason": "x", "by": cast.vehicle_head}
    assert code_of(lambda: telling.void(**of_others)) == "not_permitted"
    assert Activity.objects.count() == 1


def test_a_correction_keeps_the_wrong_entry_and_counts_the_right_one(cast: Cast) -> None:
    row = entered(cast)
    facts: dict[str, Any] = {"activity": row, "key": "right", "by": cast.head}
    bad = {**facts, "right": told(cast, children=0), "reason": " "}
    assert code_of(lambda: telling.correct(**bad)) == "reason_missing"
    early = {**facts, "right": told(cast, held_on=clock.today() + YESTERDAY), "reason": "x"}
    assert code_of(lambda: telling.correct(**early)) == "not_yet"
    row.refresh_from_db()
    assert row.voided_at is None
    for _time in range(2):
        right = telling.correct(**facts, right=told(cast, children=4), reason="أعيد العد")
    row.refresh_from_db()
    assert (row.reason, right.children) == ("أعيد العد", 4)
    assert (right.corrects, row.replacement) == (row, right)
    assert (counted(telling.LECTURES), counted(telling.REACHED)) == (1, 9)
    assert is_counted_rightly()
    assert [line.audience for line in awareness_of(clock.today().year)] == [9]
    again: dict[str, Any] = {"activity": row, "reason": "x", "by": cast.head}
    assert code_of(lambda: telling.void(**again)) == "void"


@pytest.mark.usefixtures("in_english")
def test_an_activity_from_entry_to_correction_on_pages(cast: Cast, client_of: ClientOf) -> None:
    head = client_of("head")
    day = clock.today() - YESTERDAY
    sent: dict[str, Any] = {"key": str(uuid4()), "unit": cast.unit("visas").pk, "copies": 0}
    names = ("title_ar", "title_kmr", "kind", "topic", "place_kind", "place_ar", "place_kmr")
    row = told(cast)
    sent |= {name: getattr(row, name) for name in (*names, "women", "men", "children")}
    sent |= {f"held_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    new = reverse("reports:activity_new")
    nobody = head.post(new, {**sent, "women": 0, "men": 0, "children": 0})
    assert "Enter how many people were there." in nobody.content.decode()
    for _time in range(2):
        made = head.post(new, sent)
    assert Activity.objects.count() == 1
    at = reverse("reports:activity", args=[Activity.objects.get().reference])
    assert made["Location"] == at
    assert client_of("vehicle_head").get(at).status_code == 404
    shown = head.get(f"{at}correct/").content.decode()
    assert "ثانوية القامشلي" in shown
    fixed = {**sent, "key": str(uuid4()), "children": 7, "reason": "counted again"}
    right = head.post(f"{at}correct/", fixed)["Location"]
    wrong = head.get(at).content.decode()
    assert "counted again" in wrong
    assert f'href="{right}"' in wrong
    assert f'href="{at}"' in head.get(right).content.decode()
    assert head.post(f"{right}strike/", {"reason": "it was put off"}).status_code == 302
    listed = head.get(reverse("reports:awareness"), {"year": day.year}).content.decode()
    assert "it was put off" in listed
    assert "Nothing was entered for this year." in listed
    assert places_of(day.year) == []


def test_the_list_takes_as_many_statements_for_thirty_activities_as_for_one(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        entered(cast, str(number))
    head, url = client_of("head"), reverse("reports:awareness")
    year = {"year": (clock.today() - YESTERDAY).year}
    head.get(url, year)
    with django_assert_num_queries(8):
        shown = head.get(url, year)
    assert len(shown.context["activities"]) == 25
    assert "page=2" in shown.content.decode()


def test_a_replacement_at_a_unit_that_the_reader_does_not_see_is_no_link(
    cast: Cast, client_of: ClientOf
) -> None:
    row = entered(cast)
    right = told(cast, unit=cast.unit("transport"))
    facts: dict[str, Any] = {"activity": row, "key": "right", "reason": "x"}
    made = telling.correct(**facts, right=right, by=cast.chair)
    at, away = (reverse("reports:activity", args=[each.reference]) for each in (row, made))
    assert away in client_of("chair").get(at).content.decode()
    assert away not in client_of("head").get(at).content.decode()
    assert at not in client_of("vehicle_head").get(away).content.decode()
