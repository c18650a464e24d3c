"""Recommendations: whose they are, how they are done, by four eyes, carried over, reminded of."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.actions import Term
from interior_portal.notices.models import Notice
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.tallies import recounting
from interior_portal.tallies.queries import Period, total
from reports import messages
from reports.actions.year import recommending, reminding
from reports.models import Recommendation, RecommendationEvent
from reports.queries.year import recommendations as queries
from reports.rules.year.recommending import Verb, reminder_of
from tests.cast import Cast, ClientOf
from tests.documents import files
from tests.scenarios import built, planned
from tests.workflow.test_races import overtaken

TODAY = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
DUE = dt.date(2026, 12, 15)
TEXTS = {"ar": "تجديد الأنظمة", "kmr": "Nûkirina sîsteman", "en": "Renew the systems"}
Make = Callable[..., Recommendation]


def jpeg() -> SimpleUploadedFile:
    return SimpleUploadedFile("report.jpg", files.jpeg(), "image/jpeg")


def make(cast: Cast, **changes: Any) -> Recommendation:
    facts: dict[str, Any] = {
        "kind": "RECOMMENDATION",
        "meeting_year": 2025,
        "number": 4,
        "year": 2026,
        "texts": TEXTS,
        "unit": cast.unit("visas"),
        "others": [],
        "due_on": DUE,
        "by": cast.secretary,
    }
    return recommending.enter(**{**facts, **changes})


def proved(cast: Cast, **changes: Any) -> Recommendation:
    """With a note and a file of its owner's."""
    row = make(cast, **changes)
    note(row, cast.head, text="Dest pê kir", file=jpeg())
    return row


def note(row: Recommendation, by: Any, key: str = "once", **facts: Any) -> None:
    recommending.note(recommendation=row, by=by, key=key, **facts)


def act(row: Recommendation, verb: Verb, by: Any, reason: str = "") -> Recommendation:
    return recommending.carry_out(recommendation=row, verb=verb, by=by, reason=reason)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def told(row: Recommendation) -> list[tuple[str, str, str]]:
    return list(row.events.order_by("pk").values_list("kind", "before", "after"))


def test_its_whole_life_is_told_and_counted_once(cast: Cast) -> None:
    row = proved(cast)
    act(row, Verb.DONE, cast.head)
    done = act(row, Verb.CONFIRM, cast.secretary)
    assert (done.state, done.reported_by, done.confirmed_by) == (
        "DONE",
        cast.head,
        cast.secretary,
    )
    assert told(row) == [
        ("ADDED", "", "OPEN"),
        ("STATE", "OPEN", "IN_HAND"),
        ("NOTE", "", ""),
        ("EVIDENCE", "", ""),
        ("STATE", "IN_HAND", "REPORTED"),
        ("STATE", "REPORTED", "DONE"),
    ]
    today = clock.today()
    assert total(recommending.DONE, first=today, last=today).count == 1
    period = Period(today, today)
    found = dict(recounting.comparisons(period))
    assert [each.told for name, each in found.items() if name == "recommendations"] == [()]


def test_done_needs_evidence_and_somebody_else_who_confirms(cast: Cast) -> None:
    row = make(cast)
    assert code_of(lambda: act(row, Verb.DONE, cast.chair)) == "no_evidence"
    note(row, cast.chair, file=jpeg())
    act(row, Verb.DONE, cast.chair)
    assert code_of(lambda: act(row, Verb.CONFIRM, cast.chair)) == "same_person"
    assert code_of(lambda: act(row, Verb.CONFIRM, cast.head)) == "not_permitted"
    assert act(row, Verb.CONFIRM, cast.co_chair).state == "DONE"
    assert code_of(lambda: act(row, Verb.DROP, cast.co_chair, "late")) == "not_in_this_state"


def test_who_stands_in_for_the_reporter_does_not_confirm(cast: Cast) -> None:
    row = proved(cast)
    act(row, Verb.DONE, cast.chair)
    today = clock.today()
    accounts.substitute(
        absent=cast.chair,
        substitute=cast.secretary,
        term=Term(starts_on=today, ends_on=today),
        by=cast.chair,
    )
    assert code_of(lambda: act(row, Verb.CONFIRM, cast.secretary)) == "same_person"


def test_the_database_itself_asks_for_four_eyes_and_keeps_the_thread(cast: Cast) -> None:
    row = proved(cast)
    act(row, Verb.DONE, cast.chair)
    with (
        pytest.raises(IntegrityError, match="recommendation_seen_by_four_eyes"),
        transaction.atomic(),
    ):
        Recommendation.objects.filter(pk=row.pk).update(
            state="DONE", confirmed_by=cast.chair, confirmed_at=clock.now()
        )
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        RecommendationEvent.objects.filter(recommendation=row).update(text="")


def test_a_head_keeps_what_is_of_their_unit_alone_or_with_others(cast: Cast) -> None:
    row = make(cast)
    assert code_of(lambda: note(row, cast.vehicle_head, text="x")) == "not_permitted"
    assert queries.find_recommendation(row.reference, cast.vehicle_head) is None
    shared = make(cast, number=5, others=[cast.unit("transport")])
    note(shared, cast.vehicle_head, text="Em jî", file=jpeg())
    assert queries.find_recommendation(shared.reference, cast.vehicle_head) == shared
    assert code_of(lambda: act(shared, Verb.DROP, cast.head, "no")) == "not_permitted"
    assert code_of(lambda: act(row, Verb.TAKE, cast.vehicle_head)) == "not_permitted"
    assert act(shared, Verb.DONE, cast.vehicle_head).state == "REPORTED"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": 4}, "number_taken"),
        ({"number": 6, "year": 2024}, "wrong_year"),
    ],
)
def test_what_cannot_be_entered_is_refused(
    cast: Cast, changes: Mapping[str, Any], code: str
) -> None:
    make(cast)
    assert code_of(lambda: make(cast, **changes)) == code


def test_a_reason_is_asked_for_where_something_is_given_up_or_sent_back(cast: Cast) -> None:
    row = proved(cast)
    act(row, Verb.DONE, cast.head)
    assert code_of(lambda: act(row, Verb.RETURN, cast.secretary, " ")) == "reason_missing"
    back = act(row, Verb.RETURN, cast.secretary, "The file is not readable")
    assert (back.state, back.reported_by_id, back.reported_at) == ("IN_HAND", None, None)
    assert code_of(lambda: act(row, Verb.DROP, cast.secretary)) == "reason_missing"
    assert act(row, Verb.DROP, cast.secretary, "No money").reason == "No money"


def test_what_is_carried_over_keeps_its_number_and_thread(cast: Cast) -> None:
    row = make(cast, others=[cast.unit("transport")])
    carry: dict[str, Any] = {
        "recommendation": row,
        "reason": "Parts came late",
        "by": cast.secretary,
    }
    soon = DUE + dt.timedelta(days=5)
    assert code_of(lambda: recommending.carry_over(due_on=soon, **carry)) == "too_early"
    next_one = recommending.carry_over(due_on=dt.date(2027, 5, 1), **carry)
    assert (next_one.year, str(next_one), next_one.continues_id) == (2027, "4/2025", row.pk)
    assert list(next_one.others.all()) == [cast.unit("transport")]
    assert [each.year for each in queries.thread_of(next_one)] == [2026, 2027]
    assert Recommendation.objects.get(pk=row.pk).state == "CARRIED_OVER"
    again = code_of(lambda: recommending.carry_over(due_on=dt.date(2027, 5, 1), **carry))
    assert again == "not_in_this_state"


def test_what_is_sent_twice_is_kept_once(cast: Cast) -> None:
    row = make(cast)
    for _time in range(2):
        note(row, cast.head, "same", text="Dest pê kir", file=jpeg())
    assert row.events.filter(kind__in=["NOTE", "EVIDENCE"]).count() == 2


def test_another_date_is_told_with_both(cast: Cast) -> None:
    row = make(cast)
    day = dt.date(2026, 12, 20)
    recommending.move_due(recommendation=row, due_on=day, reason="Snow", by=cast.secretary)
    assert told(row)[-1] == ("DUE", "2026-12-15", "2026-12-20")


@pytest.mark.parametrize(
    ("days", "mark"),
    [
        (31, ""),
        (30, "30"),
        (8, "30"),
        (7, "7"),
        (0, "7"),
        (-1, "late0"),
        (-30, "late0"),
        (-31, "late1"),
    ],
)
def test_reminders_have_their_days(days: int, mark: str) -> None:
    today = dt.date(2026, 6, 1)
    assert reminder_of(today + dt.timedelta(days=days), today) == mark


def test_each_reminder_reaches_the_owners_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    row = make(cast, others=[cast.unit("traffic")])
    days = (
        ("2026-11-14", 0),  # 31 days before
        ("2026-11-20", 1),
        ("2026-11-21", 1),
        ("2026-12-10", 2),
        ("2026-12-16", 3),
        ("2026-12-17", 3),
    )
    for day, expected in days:
        with travel(f"{day}T09:00:00+00:00", tick=False):
            reminding.remind()
        for who in (
            cast.head,
            cast.secretary,
        ):  # Traffic has no head here: the Authority hears of it
            assert Notice.objects.filter(about=row.reference, recipient=who).count() == expected
    kinds = Notice.objects.filter(recipient=cast.head).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [messages.DUE.code, messages.DUE.code, messages.LATE.code]
    act(row, Verb.DROP, cast.secretary, "No money")
    with travel("2027-03-01T09:00:00+00:00", tick=False):
        assert reminding.remind() == 0


@pytest.mark.usefixtures("transactional_db")
def test_of_two_who_settle_at_once_one_reads_why_not(cast: Cast) -> None:
    row = proved(cast)
    act(row, Verb.DONE, cast.head)
    first, second = overtaken(
        lambda: act(row, Verb.CONFIRM, cast.chair).state,
        lambda: act(row, Verb.DROP, cast.secretary, "Too late").state,
    )
    assert (first, second) == ("DONE", "not_in_this_state")
    today = clock.today()
    assert total(recommending.DONE, first=today, last=today).count == 1


# --- pages ---


@pytest.mark.usefixtures("in_english")
def test_the_list_counts_and_narrows_by_its_address(cast: Cast, client_of: ClientOf) -> None:
    make(cast, due_on=dt.date(2026, 2, 1))
    make(cast, number=5, unit=cast.unit("transport"))
    url = reverse("reports:recommendations")
    with travel(TODAY, tick=False):
        page = client_of("secretary").get(url, {"year": 2026})
        assert [tab.count for tab in page.context["states"]] == ["2", "2", "1"]
        late = client_of("secretary").get(f"{url}?year=2026&state=LATE")
        theirs = client_of("secretary").get(f"{url}?year=2026&unit=transport")
        assert [str(each.line.recommendation) for each in late.context["lines"]] == ["4/2025"]
        assert [str(each.line.recommendation) for each in theirs.context["lines"]] == ["5/2025"]
        own = client_of("vehicle_head").get(url, {"year": 2026})
        assert len(own.context["lines"]) == 1
        nonsense = client_of("secretary").get(url, {"year": "x", "state": "x", "unit": "x"})
        assert len(nonsense.context["lines"]) == 2


def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = client_of("secretary")
    reader.get(reverse("reports:recommendations"))
    for number in (1, 2, 3):
        proved(cast, number=number)
        with django_assert_num_queries(9):
            reader.get(reverse("reports:recommendations"))


@pytest.mark.usefixtures("in_english")
def test_a_head_writes_and_reports_and_the_secretary_confirms_on_pages(
    cast: Cast, client_of: ClientOf
) -> None:
    row = make(cast)
    head, secretary = client_of("head"), client_of("secretary")
    url = reverse("reports:recommendation", args=[row.reference])
    assert "Add evidence first" in head.get(url).content.decode()
    key = head.get(f"{url}progress/").context["form"]["key"].value()
    empty = head.post(f"{url}progress/", {"key": key})
    assert "Write what has happened" in empty.content.decode()
    sent: dict[str, Any] = {"key": key, "text": "Two counters work", "file": jpeg()}
    assert head.post(f"{url}progress/", sent).status_code == 302
    assert head.post(f"{url}done/").status_code == 302
    shown = secretary.get(url).content.decode()
    assert "Two counters work" in shown
    assert "A co-chair or the secretary of the Authority" in shown
    assert secretary.post(f"{url}return/", {}).status_code == 200  # no reason
    assert secretary.post(f"{url}confirm/").status_code == 302
    assert "It is done, and this was confirmed." in head.get(url).content.decode()
    event = row.events.get(kind="EVIDENCE")
    file = head.get(reverse("reports:recommendation_evidence", args=[row.reference, event.pk]))
    assert file.getvalue()[:2] == b"\xff\xd8"  # read to its end, so that it is closed
    assert (file.status_code, file.headers["Content-Disposition"][:10]) == (200, "attachment")
    assert client_of("vehicle_head").get(url).status_code == 404


@pytest.mark.usefixtures("in_english")
def test_the_secretary_enters_one_and_carries_it_over_on_pages(
    cast: Cast, client_of: ClientOf
) -> None:
    secretary, new = client_of("secretary"), reverse("reports:recommendation_new")
    facts: dict[str, Any] = {
        "kind": "RESOLUTION",
        "meeting_year": "2025",
        "number": "7",
        "text_ar": TEXTS["ar"],
        "text_kmr": TEXTS["kmr"],
        "unit": cast.unit("visas").pk,
        "due_on_day": "1",
        "due_on_month": "12",
        "due_on_year": "2026",
    }
    assert secretary.post(new, facts).status_code == 302
    assert "is taken" in secretary.post(new, facts).content.decode()
    row = Recommendation.objects.get(number=7)
    later = {"due_on_day": "1", "due_on_month": "3", "due_on_year": "2027", "reason": "Snow"}
    url = reverse("reports:recommendation_step", args=[row.reference, "carry"])
    assert secretary.post(url, later).status_code == 302
    after = Recommendation.objects.get(continues=row)
    page = secretary.get(reverse("reports:recommendation", args=[after.reference]))
    assert "Its years" in page.content.decode()


def test_a_project_and_a_course_that_prove_it_are_links_where_the_reader_may_open_them(
    cast: Cast, client_of: ClientOf
) -> None:
    row = make(cast, others=[cast.unit("transport")])
    project, session = built(cast), planned(cast)
    note(row, cast.head, "project", project=project)
    note(row, cast.head, "course", session=session)
    url = reverse("reports:recommendation", args=[row.reference])
    proofs = [
        f'<a href="{reverse("reports:project", args=[project.reference])}">',
        f'<a href="{reverse("reports:session", args=[session.reference])}">',
    ]
    shown = {who: client_of(who).get(url).content.decode() for who in ("head", "vehicle_head")}
    assert [proof in shown["head"] for proof in proofs] == [True, True]
    assert [proof in shown["vehicle_head"] for proof in proofs] == [False, True]
    assert project.title_kmr in shown["vehicle_head"]
