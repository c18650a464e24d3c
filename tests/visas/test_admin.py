"""The catalogue of visas, as administrators keep it while applications run."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Posting
from interior_portal.audit.models import AuditEntry
from interior_portal.payments.models import Fee
from interior_portal.shared import clock
from tests.cast import ClientOf
from tests.scenarios import VisaOffice, page
from visas import actions, queries
from visas.models import (
    Category,
    KindPromise,
    Question,
    RefusalGround,
    RequiredDocument,
    VisaKind,
)

DAY = dt.timedelta(days=1)
NAMES = {"name_ar": "اسم", "name_kmr": "Nav", "name_en": "Name"}
TEXTS = {"text_ar": "سؤال؟", "text_kmr": "Pirs?", "text_en": "A question?"}
SUMMARIES = {"summary_ar": "ملخص", "summary_kmr": "Kurte", "summary_en": "Summary"}
# Session, user, postings, the rows, and what the filters offer; never one for a row.
LIST_QUERIES = {
    "visakind": 5,
    "kindpromise": 6,
    "category": 6,
    "requireddocument": 6,
    "question": 6,
    "refusalground": 5,
}


@pytest.fixture
def browser(office: VisaOffice, client_of: ClientOf) -> Client:
    client = client_of("administrator")
    client.cookies["language"] = "en"
    return client


def post(client: Client, path: str, posted: Mapping[str, Any]) -> str:
    """The page's words where it refuses, nothing where it saves."""
    response = client.post(f"/admin/visas/{path}", posted)
    return "" if response.status_code == 302 else response.content.decode()


def change(row: Any) -> str:
    return f"{row._meta.model_name}/{row.pk}/change/"


def shown(client: Client, row: Any) -> str:
    return client.get(f"/admin/visas/{change(row)}").content.decode()


def told() -> list[tuple[str, int | None]]:
    entries = AuditEntry.objects.filter(action__regex=r"^visas\.[a-z]+\.(added|changed)$")
    return list(entries.order_by("pk").values_list("action", "actor_id"))


def of_kind(kind: VisaKind, **changed: Any) -> dict[str, Any]:
    """What the page of a kind posts."""
    names = [*NAMES, *SUMMARIES, "audience", "office_id", "fee_code", "position", "entries"]
    names += ["validity_days", "stay_days", "passport_months"]
    posted = {name.removesuffix("_id"): getattr(kind, name) for name in names}
    ticks = ("asks_passport", "asks_host", "is_open")
    posted |= {name: "on" for name in ticks if getattr(kind, name)}
    posted |= changed
    return {name: value for name, value in posted.items() if value is not None}


# --- who may ---


def test_a_superuser_who_is_not_posted_looks_and_does_not_write(
    office: VisaOffice, browser: Client
) -> None:
    kind = office.kind()
    Posting.objects.filter(user=office.cast.administrator).delete()
    assert "entry" in shown(browser, kind)
    assert browser.post(f"/admin/visas/{change(kind)}", of_kind(kind)).status_code == 403
    assert browser.get("/admin/visas/visakind/add/").status_code == 403


@pytest.mark.parametrize("table", LIST_QUERIES)
def test_nothing_is_deleted(office: VisaOffice, browser: Client, table: str) -> None:
    url = f"/admin/visas/{table}/"
    assert browser.get(url).status_code == 200
    model: Any = {m._meta.model_name: m for m in KEPT}[table]
    row = model.objects.order_by("pk")[0]
    assert browser.post(f"{url}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


KEPT = (VisaKind, KindPromise, Category, RequiredDocument, Question, RefusalGround)


@pytest.mark.parametrize("table", LIST_QUERIES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    office: VisaOffice,
    browser: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    table: str,
    rows: int,
) -> None:
    model: Any = {m._meta.model_name: m for m in KEPT}[table]
    three_of(model, office.kind())
    kept = list(model.objects.order_by("-pk").values_list("pk", flat=True)[:rows])
    url = f"/admin/visas/{table}/?pk__in={','.join(map(str, kept))}"
    browser.get(url)
    with django_assert_num_queries(LIST_QUERIES[table]):
        text = browser.get(url).content.decode()
    everything = model.objects.order_by("-pk").values_list("pk", flat=True)
    assert [pk for pk in everything if f"/{table}/{pk}/change/" in text] == kept


def three_of(model: Any, kind: VisaKind) -> None:
    """At least three rows of every table."""
    if model is VisaKind:
        VisaKind.objects.create(**of_new_kind(kind))
    elif model is KindPromise:
        KindPromise.objects.filter(kind=kind).update(until=clock.today())
        KindPromise.objects.create(kind=kind, minutes=1, since=clock.today() + DAY)


def of_new_kind(kind: VisaKind) -> dict[str, Any]:
    return {
        **NAMES,
        **SUMMARIES,
        "code": "third",
        "audience": kind.audience,
        "office": kind.office,
        "procedure": kind.procedure,
        "fee_code": kind.fee_code,
        "validity_days": 10,
        "stay_days": 10,
    }


# --- kinds ---


def test_a_new_kind_opens_once_it_has_a_promise(office: VisaOffice, browser: Client) -> None:
    entry = office.kind()
    posted = {**of_new_kind(entry), "office": entry.office_id, "entries": 1, "passport_months": 6}
    posted |= {"position": 9, "is_open": "on"}
    assert post(browser, "visakind/add/", posted) == ""
    third = office.kind("third")
    assert not third.is_open
    refused = post(browser, change(third), of_kind(third, is_open="on"))
    assert "This kind has no promise in force today." in refused
    promised = {"kind": third.pk, "minutes": "٤٢٠", "since": clock.today()}
    assert post(browser, "kindpromise/add/", promised) == ""
    assert post(browser, change(third), of_kind(third, is_open="on")) == ""
    assert office.kind("third").is_open
    assert browser.get(reverse("visas:kind", args=["third"])).status_code == 200
    administrator = office.cast.administrator.pk
    assert told() == [
        ("visas.visakind.added", administrator),
        ("visas.kindpromise.added", administrator),
        ("visas.visakind.changed", administrator),
    ]


def test_a_kind_keeps_its_code_and_its_procedure(office: VisaOffice, browser: Client) -> None:
    entry = office.kind()
    posted = of_kind(entry, code="other", procedure="visas.travel", name_en="Entry")
    assert post(browser, change(entry), posted) == ""
    entry.refresh_from_db()
    assert (entry.code, entry.procedure, entry.name_en) == ("entry", "visas.entry", "Entry")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"stay_days": 251}, "A stay lasts from 1 to 250 days"),
        ({"stay_days": 0}, "A stay lasts from 1 to 250 days"),
        ({"validity_days": 0}, "A visa is valid for at least one day."),
        ({"name_ar": ""}, "Fill in “Name in Arabic”."),
        ({"fee_code": "nothing"}, "Select a valid choice."),
    ],
)
def test_a_kind_that_would_break_is_not_saved(
    office: VisaOffice, browser: Client, wrong: dict[str, Any], sentence: str
) -> None:
    entry = office.kind()
    assert sentence in post(browser, change(entry), of_kind(entry, **wrong))
    assert told() == []


def test_what_running_applications_were_asked_stays(office: VisaOffice, browser: Client) -> None:
    entry = office.kind()
    application = office.in_review()
    no_host = of_kind(entry, asks_host=None)
    assert "are being decided (1) and were asked otherwise" in post(browser, change(entry), no_host)
    office.grant(application)
    assert post(browser, change(entry), no_host) == ""
    assert not office.kind().asks_host


def test_a_fee_without_an_amount_opens_no_kind(office: VisaOffice, browser: Client) -> None:
    entry = office.kind()
    VisaKind.objects.update(is_open=False)
    Fee.objects.filter(code=entry.fee_code).update(until=clock.today() - DAY)
    assert "This fee has no amount in force today." in post(browser, change(entry), of_kind(entry))


def test_a_closed_kind_lets_its_applications_run_on(office: VisaOffice, browser: Client) -> None:
    entry, application = office.kind(), office.in_review()
    assert post(browser, change(entry), of_kind(entry, is_open=None)) == ""
    assert browser.get(reverse("visas:kind", args=["entry"])).status_code == 404
    assert office.grant(application).case.step == "granted"


def test_the_page_of_a_kind_says_how_many_applications_run(
    office: VisaOffice, browser: Client
) -> None:
    assert "Running applications of this kind: 0." in shown(browser, office.kind())
    office.begin()
    decided = office.in_review()
    assert "Running applications of this kind: 2." in shown(browser, office.kind())
    office.grant(decided)
    assert "Running applications of this kind: 1." in shown(browser, office.kind())


# --- promises ---


def test_a_new_promise_ends_the_one_before_and_running_cases_keep_theirs(
    office: VisaOffice, browser: Client
) -> None:
    entry, application = office.kind(), office.in_review()
    due_at, tomorrow = application.case.due_at, clock.today() + DAY
    posted = {"kind": entry.pk, "minutes": 60, "since": tomorrow}
    assert post(browser, "kindpromise/add/", posted) == ""
    first, second = KindPromise.objects.filter(kind=entry).order_by("since")
    assert (first.until, second.minutes, second.until) == (clock.today(), 60, None)
    case = office.again(application).case
    assert (case.due_at, case.promise_minutes) == (due_at, first.minutes)
    assert queries.promise_minutes(entry) == first.minutes
    with clock.told(clock.now() + DAY):
        assert office.begin().case.promise_minutes == 60
    assert told() == [("visas.kindpromise.added", office.cast.administrator.pk)]


def test_promises_do_not_overlap_and_days_that_are_over_stay(
    office: VisaOffice, browser: Client
) -> None:
    entry, tomorrow = office.kind(), clock.today() + DAY
    posted = {"kind": entry.pk, "minutes": 60, "since": tomorrow}
    assert post(browser, "kindpromise/add/", posted) == ""
    again = post(browser, "kindpromise/add/", posted)
    assert f"A promise begins on {tomorrow.isoformat()} already." in again
    assert "This day is over." in post(
        browser, "kindpromise/add/", posted | {"since": "2026-01-02"}
    )
    assert "Promise from 1 to 105000 working minutes." in post(
        browser, "kindpromise/add/", {**posted, "minutes": 0, "since": tomorrow + DAY}
    )
    assert KindPromise.objects.filter(kind=entry).count() == 2


def test_only_a_promise_that_lies_ahead_is_changed(office: VisaOffice, browser: Client) -> None:
    entry = office.kind()
    begun = KindPromise.objects.get(kind=entry)
    assert browser.post(f"/admin/visas/{change(begun)}", {"minutes": 1}).status_code == 403
    posted = {"kind": entry.pk, "minutes": 60, "since": clock.today() + DAY}
    assert post(browser, "kindpromise/add/", posted) == ""
    ahead = KindPromise.objects.get(minutes=60)
    assert post(browser, change(ahead), {"minutes": 90, "since": clock.today()}) == ""
    ahead.refresh_from_db()
    assert (ahead.minutes, ahead.since) == (90, clock.today() + DAY)
    begun.refresh_from_db()
    assert begun.minutes == 1260


# --- documents and questions ---


def test_a_document_is_asked_of_drafts_from_its_day_on(office: VisaOffice, browser: Client) -> None:
    entry, draft, tomorrow = office.kind(), office.begin(), clock.today() + DAY
    sent = office.sent()
    posted = {**NAMES, "kind": entry.pk, "code": "letter", "is_required": "on", "position": 2}
    assert post(browser, "requireddocument/add/", posted | {"since": tomorrow}) == ""
    letter = RequiredDocument.objects.get(code="letter")
    assert "Drafts that feel it: 1." in shown(browser, letter)
    assert [one.code for one in queries.missing_documents(draft)] == ["passport"]
    with clock.told(clock.now() + DAY):
        assert [one.code for one in queries.missing_documents(draft)] == ["passport", "letter"]
        assert office.pay(sent).case.step == "review"


@pytest.mark.parametrize("category", [None, "patient"])
def test_the_same_paper_is_not_asked_twice_on_one_day(
    office: VisaOffice, browser: Client, category: str | None
) -> None:
    travel, today = office.kind("travel"), clock.today()
    older = RequiredDocument.objects.get(kind=travel, code="identity")
    chosen = travel.categories.get(code=category).pk if category else ""
    posted = {**NAMES, "kind": travel.pk, "category": chosen, "code": "identity", "position": 0}
    again = posted | {"since": today + DAY}
    assert "This is asked already during part of" in post(browser, "requireddocument/add/", again)
    ends = {**NAMES, "position": 0, "until": today}
    assert post(browser, change(older), ends) == ""
    assert post(browser, "requireddocument/add/", again) == ""


def test_a_row_in_force_only_ends_and_a_row_that_is_over_stays(
    office: VisaOffice, browser: Client
) -> None:
    row, today = RequiredDocument.objects.get(code="passport"), clock.today()
    posted = {**NAMES, "position": 3, "code": "other", "until": today - DAY}
    assert "This day is over." in post(browser, change(row), posted)
    assert post(browser, change(row), posted | {"until": today}) == ""
    row.refresh_from_db()
    assert (row.code, row.is_required, row.position, row.until) == ("passport", True, 3, today)
    with clock.told(clock.now() + DAY):
        assert browser.post(f"/admin/visas/{change(row)}", posted).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "photo"}, "The photo is asked of everyone."),
        ({"until": "2026-01-01", "since": "2090-01-01"}, "This day is over."),
        ({"since": "2090-01-02", "until": "2090-01-01"}, "The last day lies before the first one."),
        ({"category": "patient"}, "This category belongs to another visa kind."),
    ],
)
def test_a_document_that_would_break_is_not_saved(
    office: VisaOffice, browser: Client, wrong: dict[str, Any], sentence: str
) -> None:
    posted = {
        **NAMES,
        "kind": office.kind().pk,
        "code": "new",
        "position": 0,
        "since": "2090-01-01",
    }
    if "category" in wrong:
        wrong = {"category": Category.objects.get(code=wrong["category"]).pk}
    assert sentence in post(browser, "requireddocument/add/", posted | wrong)
    assert told() == []


def test_a_document_asked_for_again_can_be_sent_after_its_last_day(office: VisaOffice) -> None:
    returned = office.ask_again(office.in_review())
    wanted = RequiredDocument.objects.get(code="passport")
    RequiredDocument.objects.filter(pk=wanted.pk).update(until=clock.today())
    with clock.told(clock.now() + DAY):
        request = queries.last_request(returned)
        assert queries.requested_label(returned, request) == wanted.name
        answered = office.act(returned, actions.send_document, file=page())
    assert answered.case.step == "review"


def test_an_answer_is_shown_to_officers_after_the_last_day_of_its_question(
    office: VisaOffice, client_of: ClientOf
) -> None:
    application, words = office.in_review(), "Have you been convicted of a crime?"
    Question.objects.filter(code="convicted").update(until=clock.today())
    officer = client_of("officer")
    officer.cookies["language"] = "en"
    with clock.told(clock.now() + DAY):
        seen = officer.get(reverse("visas:case", args=[application.reference])).content.decode()
        draft = office.begin()
        asked = [question.code for question in queries.questions(draft.kind, None)]
    assert words in seen
    assert asked == ["refused-before", "illness"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "convicted"}, "This is asked already during part of that time."),
        ({"code": "convicted", "answer": "DATE"}, "Under this code people have answered in"),
        ({"code": "why_more"}, "Codes that end in “_more” name explanations."),
        ({"text_kmr": ""}, "Fill in “Question in Kurmanji”."),
    ],
)
def test_a_question_that_would_break_is_not_saved(
    office: VisaOffice, browser: Client, wrong: dict[str, Any], sentence: str
) -> None:
    posted = {**TEXTS, "kind": office.kind().pk, "code": "new", "answer": "YES_NO", "position": 0}
    posted |= {"since": clock.today() + DAY}
    assert sentence in post(browser, "question/add/", posted | wrong)
    assert post(browser, "question/add/", posted) == ""
    assert told() == [("visas.question.added", office.cast.administrator.pk)]


def test_the_words_of_a_question_that_is_asked_stay(office: VisaOffice, browser: Client) -> None:
    row = Question.objects.get(code="illness")
    assert post(browser, change(row), {**TEXTS, "answer": "TEXT", "position": 7, "until": ""}) == ""
    row.refresh_from_db()
    assert (row.position, row.answer) == (7, "YES_NO")
    assert row.text_en == "Do you have a known infectious disease?"


# --- categories and grounds ---


def test_the_last_open_category_stays_open(office: VisaOffice, browser: Client) -> None:
    patient = Category.objects.get(code="patient")
    closed = {**NAMES, "priority": 1}
    office.begin("travel", "patient")
    assert "Running applications of this category: 1." in shown(browser, patient)
    Category.objects.exclude(code__in=["patient", "exam"]).update(is_open=False)
    assert post(browser, change(Category.objects.get(code="exam")), closed) == ""
    assert "This is the last open category." in post(browser, change(patient), closed)


def test_a_ground_that_was_used_keeps_its_words(office: VisaOffice, browser: Client) -> None:
    used = RefusalGround.objects.get(code="purpose")
    proposed = office.propose_refusal(office.in_review())
    assert "refusal proposed on this ground: 1." in shown(browser, used)
    assert post(browser, change(used), {**NAMES, "article": "§ 9"}) == ""
    used.refresh_from_db()
    assert (used.article, used.name_en, used.is_open) == (
        "§ 2-3",
        "The purpose of the visit is not proven.",
        False,
    )
    confirmed = office.decide(proposed, actions.confirm_refusal, "second_officer")
    assert confirmed.case.step == "refused"
    assert "refusal proposed on this ground: 0." in shown(browser, used)


def test_the_last_ground_stays_in_use(office: VisaOffice, browser: Client) -> None:
    RefusalGround.objects.exclude(code="host").update(is_open=False)
    host = RefusalGround.objects.get(code="host")
    assert "This is the last ground in use." in post(
        browser, change(host), {**NAMES, "article": "§ 2-4"}
    )
