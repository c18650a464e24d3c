"""The catalogue of courses: kept by who settles the year, never emptied of what was held."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit.models import AuditEntry
from interior_portal.documents import demo as documents
from interior_portal.outbox import relay
from reports.actions.year import teaching, training
from reports.models import Course, CourseSession
from reports.queries.year.catalogue import catalogue
from tests.cast import Cast, ClientOf
from tests.reports.test_year_training import code_of, held, planned
from tests.workflow.test_races import overtaken

TEXTS = {
    "title_ar": "الإسعافات الأولية",
    "title_kmr": "Alîkariya pêşîn",
    "title_en": "First aid",
    "audience_ar": "كل العاملين",
    "audience_kmr": "Hemû xebatkar",
    "audience_en": "All staff",
}


def entered(cast: Cast, key: str = "a", **changes: Any) -> Course:
    row = Course(**{**TEXTS, "hours": 12, **changes})
    return teaching.enter(course=row, key=key, by=cast.secretary)


def test_a_course_is_entered_once_by_who_settles_the_year(cast: Cast) -> None:
    made = entered(cast)
    assert entered(cast) == made
    assert code_of(lambda: entered(cast, "b")) == "there_already"
    row = Course(**TEXTS, hours=3)
    assert code_of(lambda: teaching.enter(course=row, key="c", by=cast.head)) == "not_permitted"
    assert code_of(lambda: teaching.retire(course=made, by=cast.head)) == "not_permitted"
    assert Course.objects.count() == 1


def test_a_change_tells_the_ledger_which_columns(cast: Cast) -> None:
    made, other = entered(cast), entered(cast, "b", title_ar="الوثائق")
    facts = {**TEXTS, "hours": 14, "attendance_percent": 80}
    for _time in range(2):
        teaching.change(course=made, facts=facts, by=cast.secretary)
    entry = AuditEntry.objects.get(action="reports.course.changed")
    assert (entry.subject_ref, entry.data) == (made.code, {"fields": ["hours"]})
    same: dict[str, Any] = {"course": other, "facts": facts, "by": cast.secretary}
    assert code_of(lambda: teaching.change(**same)) == "there_already"


def test_what_was_planned_is_retired_and_only_what_never_was_is_deleted(cast: Cast) -> None:
    used, unused = entered(cast), entered(cast, "b", title_ar="الوثائق")
    planned(used, cast)
    by = cast.secretary
    assert code_of(lambda: teaching.take_out(course=used, by=by)) == "planned"
    teaching.retire(course=used, by=by)
    assert code_of(lambda: planned(used, cast)) == "not_offered"
    teaching.offer(course=used, by=by)
    planned(used, cast)
    teaching.take_out(course=unused, by=by)
    assert code_of(lambda: teaching.take_out(course=unused, by=by)) == "gone"
    assert list(Course.objects.values_list("pk", flat=True)) == [used.pk]


@pytest.mark.django_db(transaction=True)
def test_a_course_that_is_retired_while_somebody_plans_it_is_not_planned(cast: Cast) -> None:
    made = entered(cast)
    retired, refusal = overtaken(
        lambda: teaching.retire(course=made, by=cast.secretary).is_offered,
        lambda: code_of(lambda: planned(made, cast)),
    )
    assert (retired, refusal) == (False, "not_offered")
    assert not CourseSession.objects.exists()


def test_the_catalogue_counts_what_was_held_and_certified_in_one_statement(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    documents.load()
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    made = entered(cast)
    row = held(made, cast)
    training.certify(row.pk)
    planned(made, cast)
    held(made, cast)
    entered(cast, "b", title_ar="الوثائق")
    with django_assert_num_queries(1):
        rows: list[Any] = list(catalogue())
    counted = [(row.held, row.planned, row.certificates, row.is_used) for row in rows]
    assert sorted(counted) == [(0, 0, 0, False), (2, 1, 1, True)]


@pytest.mark.usefixtures("in_english")
def test_a_course_on_pages(cast: Cast, client_of: ClientOf) -> None:
    secretary, listed = client_of("secretary"), reverse("reports:catalogue")
    sent = {**TEXTS, "hours": 12, "attendance_percent": 70, "key": str(uuid4())}
    for _time in range(2):
        assert secretary.post(reverse("reports:course_new"), sent)["Location"] == listed
    made = Course.objects.get()
    at = reverse("reports:course_change", args=[made.code])
    assert 'value="First aid"' in secretary.get(at).content.decode()
    secretary.post(at, {**sent, "hours": 16})
    made.refresh_from_db()
    assert (made.hours, made.attendance_percent) == (16, 70)
    shown = secretary.get(listed).content.decode()
    for words in ("First aid", "All staff", "Retire", "Delete"):
        assert words in shown
    planned(made, cast)
    assert ">Delete<" not in secretary.get(listed).content.decode()
    step = reverse("reports:course_step", args=[made.code, "delete"])
    assert "Retire it instead" in secretary.post(step).content.decode()
    step = reverse("reports:course_step", args=[made.code, "retire"])
    assert "Retire the course" in secretary.get(step).content.decode()
    made.refresh_from_db()
    assert made.is_offered
    assert secretary.post(step)["Location"] == listed
    assert "retired" in secretary.get(listed).content.decode()
    read = client_of("clerk").get(listed).content.decode()
    assert "First aid" in read
    assert "Offer again" not in read
