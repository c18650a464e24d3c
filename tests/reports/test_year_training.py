"""Training: seats, the waiting list, who was there, results, and a certificate that anybody can check."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from interior_portal.accounts.models import User
from interior_portal.documents import demo as documents
from interior_portal.documents.models import Paper
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.tallies import recounting
from interior_portal.tallies.queries import Period, total
from reports.actions.year import training
from reports.models import Course, CourseSession, Enrolment
from tests.cast import Cast, ClientOf
from tests.workflow.test_races import overtaken


@pytest.fixture
def course(cast: Cast) -> Course:
    return Course.objects.create(
        code="first-aid",
        title_ar="الإسعافات الأولية",
        title_kmr="Alîkariya pêşîn",
        title_en="First aid",
        audience_ar="كل العاملين",
        audience_kmr="Hemû xebatkar",
        hours=12,
    )


def planned(course: Course, cast: Cast, **changes: Any) -> CourseSession:
    today = clock.today()
    facts: dict[str, Any] = {
        "course": course,
        "unit": cast.unit("visas"),
        "starts_on": today - dt.timedelta(days=1),
        "ends_on": today,
        "place": "قاعة المديرية",
        "trainer": "د. سعاد",
        "seats": 1,
        "by": cast.head,
    }
    return training.plan(**{**facts, **changes})


def enrol(session: CourseSession, trainee: User, by: User) -> Enrolment:
    return training.enrol(session=session, trainee=trainee, by=by)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def attend(session: CourseSession, cast: Cast, *there: Enrolment, days: int = 2) -> None:
    for ago in range(days):
        day = clock.today() - dt.timedelta(days=ago)
        training.attend(session=session, day=day, there=[row.pk for row in there], by=cast.head)


def held(course: Course, cast: Cast) -> Enrolment:
    """The officer has passed, the clerk has not."""
    session = planned(course, cast, seats=2)
    passed = enrol(session, cast.officer, cast.head)
    failed = enrol(session, cast.clerk, cast.head)
    attend(session, cast, passed)
    results = {passed.pk: "PASSED", failed.pk: "FAILED"}
    training.close(session=session, results=results, by=cast.head)
    return passed


def test_a_head_seats_their_staff_and_who_comes_late_waits_for_a_seat(
    course: Course, cast: Cast
) -> None:
    session = planned(course, cast)
    first = enrol(session, cast.officer, cast.head)
    second = enrol(session, cast.clerk, cast.head)
    assert (first.state, second.state) == ("SEATED", "WAITING")
    assert code_of(lambda: enrol(session, cast.officer, cast.head)) == "enrolled_already"
    assert code_of(lambda: enrol(session, cast.vehicle_clerk, cast.head)) == "not_permitted"
    training.withdraw(enrolment=first, by=cast.officer)
    second.refresh_from_db()
    assert second.state == "SEATED"


def test_who_asks_for_themselves_waits_for_the_head(course: Course, cast: Cast) -> None:
    session = planned(course, cast)
    asked = enrol(session, cast.officer, cast.officer)
    assert asked.state == "ASKED"
    assert code_of(lambda: training.agree(enrolment=asked, by=cast.vehicle_head)) == "not_permitted"
    assert training.agree(enrolment=asked, by=cast.head).state == "SEATED"
    assert code_of(lambda: training.agree(enrolment=asked, by=cast.head)) == "not_asked"
    assert code_of(lambda: enrol(session, cast.traveller, cast.traveller)) == "no_post"


def test_who_was_there_too_seldom_does_not_pass_and_nothing_is_closed(
    course: Course, cast: Cast
) -> None:
    session = planned(course, cast)
    row = enrol(session, cast.officer, cast.head)
    results = {row.pk: "PASSED"}
    call = partial(training.close, session=session, results=results, by=cast.head)
    assert code_of(call) == "too_seldom"
    training.attend(session=session, day=clock.today(), there=[row.pk], by=cast.head)
    training.attend(
        session=session, day=clock.today() - dt.timedelta(days=1), there=[], by=cast.head
    )
    assert code_of(call) == "too_seldom"
    assert CourseSession.objects.get().state == "PLANNED"
    attend(session, cast, row)
    assert training.close(session=session, results=results, by=cast.head).state == "HELD"
    assert code_of(call) == "session_closed"


def test_a_course_is_closed_with_all_results_by_somebody_else_when_it_is_over(
    course: Course, cast: Cast
) -> None:
    ahead = clock.today() + dt.timedelta(days=3)
    later = planned(course, cast, ends_on=ahead)
    assert code_of(lambda: training.close(session=later, results={}, by=cast.head)) == "not_over"
    bad = partial(training.attend, session=later, day=ahead, there=[], by=cast.head)
    assert code_of(bad) == "not_a_day"
    session = planned(course, cast)
    close = partial(training.close, session=session, results={}, by=cast.head)
    assert code_of(close) == "nobody"
    row = enrol(session, cast.officer, cast.head)
    assert code_of(close) == "result_missing"
    training.withdraw(enrolment=row, by=cast.head)
    enrol(session, cast.head, cast.head)
    assert code_of(close) == "own_result"
    assert code_of(lambda: training.cancel(session=session, reason=" ", by=cast.head)) == (
        "reason_missing"
    )


@pytest.mark.usefixtures("in_english")
def test_who_passed_gets_one_sealed_certificate_that_shows_no_name(
    course: Course, cast: Cast, client_of: ClientOf
) -> None:
    documents.load()
    row = held(course, cast)
    relay.drain()
    training.certify(row.pk)
    paper = Paper.objects.get(kind="reports.certificate")
    assert (paper.holder, paper.status) == (cast.officer, "VALID")
    assert cast.officer.name not in str(paper.shown)
    checked = client_of("anonymous").get(reverse("documents:check_paper", args=[paper.token]))
    assert course.title_ar in checked.content.decode()
    url = reverse("reports:certificate", args=[row.reference])
    for who in ("officer", "head", "secretary"):
        assert client_of(who).get(url).getvalue()[:5] == b"%PDF-"
    for who in ("clerk", "vehicle_head"):
        assert client_of(who).get(url).status_code == 404
    today = clock.today()
    period = Period(today, today)
    for code in (training.HELD, training.CERTIFICATES):
        assert total(code, first=today, last=today).count == 1
    found = dict(recounting.comparisons(period))
    assert found["training"].told == ()


@pytest.mark.usefixtures("transactional_db")
def test_the_last_seat_is_given_once(course: Course, cast: Cast) -> None:
    session = planned(course, cast)
    states = overtaken(
        lambda: enrol(session, cast.officer, cast.head).state,
        lambda: enrol(session, cast.clerk, cast.secretary).state,
    )
    assert states == ("SEATED", "WAITING")


@pytest.mark.usefixtures("in_english")
def test_a_course_from_plan_to_certificate_on_pages(
    course: Course, cast: Cast, client_of: ClientOf
) -> None:
    head, officer = client_of("head"), client_of("officer")
    today = clock.today()
    parts = {"day": today.day, "month": today.month, "year": today.year}
    sent: dict[str, Any] = {
        "course": course.pk,
        "unit": cast.unit("visas").pk,
        "place": "Hall",
        "trainer": "Dr Suad",
        "seats": 1,
    }
    for name in ("starts_on", "ends_on"):
        sent |= {f"{name}_{part}": value for part, value in parts.items()}
    assert head.post(reverse("reports:session_new"), sent).status_code == 302
    session = CourseSession.objects.get()
    at = reverse("reports:session", args=[session.reference])
    assert "Ask for a seat" in officer.get(reverse("reports:training")).content.decode()
    assert officer.post(f"{at}seat/").status_code == 302
    row = Enrolment.objects.get()
    assert officer.get(at).status_code == 403
    assert client_of("vehicle_head").post(f"{at}cancel/", {"reason": "x"}).status_code == 404
    agree = reverse("reports:enrolment_agree", args=[row.reference])
    assert client_of("vehicle_head").post(agree).status_code == 404
    assert head.post(agree).status_code == 302
    day = {f"day_{part}": value for part, value in parts.items()}
    assert head.post(f"{at}attendance/", {**day, "there": [row.pk]}).status_code == 302
    assert head.post(f"{at}close/", {f"result_{row.pk}": "PASSED"}).status_code == 302
    shown = head.get(at).content.decode()
    assert "100 %" in shown
    assert "passed" in shown


def test_a_certificate_is_read_by_who_has_it_and_by_nobody_beside(
    course: Course, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents.load()
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    row = held(course, cast)
    training.certify(row.pk)
    url = reverse("reports:certificate", args=[row.reference])
    assert b"".join(client_of("officer").get(url)).startswith(b"%PDF")
    assert client_of("clerk").get(url).status_code == 404
