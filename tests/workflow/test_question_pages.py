"""The desk's page of a question, and the panel of those who ask."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Posting, User
from interior_portal.audit.models import AuditEntry
from interior_portal.workflow import engine, queries, registry
from interior_portal.workflow.queries.questions import page_of
from interior_portal.workflow.questions import Answer, Subject
from tests.cast import sign_in
from tests.workflow.asking import Desk, Licence, begin
from tests.workflow.trial import NOON
from tests.workflow.trial import begin as begin_trial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> Any:
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def case(desk: Desk) -> Licence:
    User.objects.update(language="en")
    return begin(desk).reviewed()


def as_(user: User) -> Client:
    user.refresh_from_db()
    return sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), user)


def address(case: Licence, name: str = "question", code: str = "history") -> str:
    return reverse(f"workflow:{name}", args=[case.case.reference, f"trial-{code}"])


def get(user: User, url: str) -> str:
    response = as_(user).get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def panel(case: Any, user: User) -> str:
    """The panel as it stands in the case page of some directorate."""
    request: HttpRequest = RequestFactory().get("/somewhere/")
    request.user = user
    page = Template("{% load questions %}{% case_questions case=case %}")
    return page.render(RequestContext(request, {"case": case, "request": None}))


def said(client: Client, url: str, **words: Any) -> str:
    """What the page says after a button was pressed."""
    response = client.post(url, words, follow=True)
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


def test_a_row_of_the_inbox_leads_to_the_page_of_the_question(case: Licence, desk: Desk) -> None:
    case.refer("history", remark="As of last year.")
    (row,) = queries.inbox(queries.queues_of(desk.keeper)).rows
    assert row.question == "trial.history"
    assert page_of(row) == address(case)
    page = get(desk.keeper, page_of(row))
    for words in ("History", "Plate", "HSK 4711", "As of last year.", "trial-desk", "Take this"):
        assert words in page
    (seen,) = AuditEntry.objects.filter(action="workflow.question.seen")
    assert (seen.actor_id, seen.subject_ref) == (desk.keeper.pk, case.case.reference)


def test_a_desk_takes_drafts_and_answers(case: Licence, desk: Desk) -> None:
    case.refer("history")
    client, url = as_(desk.keeper), address(case)
    client.post(address(case, "take_question"))
    assert case.question_item("history").claimed_by == desk.keeper
    key = re.search(r'name="key" value="([^"]+)"', client.get(url).content.decode())
    assert key is not None
    assert "draft is saved" in said(client, url, do="draft", outcome="held", note="half a")
    page = client.get(url).content.decode()
    assert "half a</textarea>" in page
    assert re.search(r'value="held"[^>]*checked', page)
    response = client.post(url, {"do": "answer", "outcome": "held", "note": "", "key": key[1]})
    assert "Explain this answer in a note." in response.content.decode()
    assert "needed with the answer: Something stands in the way" in response.content.decode()
    words = {"do": "answer", "outcome": "held", "note": "Sold", "key": key[1]}
    assert "The answer is given" in said(client, url, **words)
    assert case.referral("history").answer == {"outcome": "held", "note": "Sold", "data": {}}
    page = get(desk.keeper, url)
    assert "Something stands in the way" in page
    assert "Give the answer" not in page


def test_a_question_is_put_back(case: Licence, desk: Desk) -> None:
    case.refer("history")
    case.take("history")
    as_(desk.keeper).post(address(case, "put_back_question"))
    assert case.question_item("history").claimed_by is None


def test_who_held_it_before_and_who_asked_are_told_why_not(case: Licence, desk: Desk) -> None:
    engine.release(item_id=case.item.pk, by=desk.cast.officer)
    engine.claim(item_id=case.item.pk, by=desk.both)
    case.refer("history", by=desk.both)
    page = get(desk.both, address(case))
    assert "You asked this question. Somebody else has to answer it." in page
    words = {"do": "answer", "outcome": "clear", "key": "3f2f3f0a-90ab-4a1f-9d2c-5b8d3d8f7a11"}
    assert "You asked this question" in said(as_(desk.both), address(case), **words)


@pytest.mark.parametrize("name", ["stranger", "traveller", "rival", "clerk"])
def test_the_page_does_not_exist_for_others(name: str, case: Licence, desk: Desk) -> None:
    case.refer("history")
    reader = getattr(desk.cast, name)
    assert get(desk.keeper, address(case))
    for url in (address(case), reverse("workflow:questions", args=[case.case.reference])):
        assert as_(reader).get(url).status_code == 404
    for button in ("take_question", "ask_question", "remind_desk", "withdraw_question"):
        assert as_(reader).post(address(case, button)).status_code == 404


def test_who_is_asked_does_not_withdraw_and_who_asks_does_not_take(
    case: Licence, desk: Desk
) -> None:
    case.refer("history")
    assert as_(desk.keeper).post(address(case, "withdraw_question")).status_code == 404
    assert as_(desk.keeper).post(address(case, "remind_desk")).status_code == 404
    assert "does not allow" in said(as_(desk.cast.officer), address(case, "take_question"))
    page = get(desk.cast.officer, address(case))
    assert "HSK 4711" in page
    assert "Take this question" not in page


def test_nobody_works_on_a_question_about_their_own_case(desk: Desk) -> None:
    case = begin(desk).submit()
    Posting.objects.create(
        user=desk.cast.traveller, unit=desk.unit, role="TRIAL_KEEPER", starts_on="2026-01-01"
    )
    User.objects.filter(pk=desk.cast.traveller.pk).update(is_staff=True)
    assert as_(desk.cast.traveller).get(address(case, code="debts")).status_code == 403


def test_the_panel_asks_reminds_withdraws_and_asks_again(case: Licence, desk: Desk) -> None:
    officer = as_(desk.cast.officer)
    url = reverse("workflow:questions", args=[case.case.reference])

    def press(button: str, **words: Any) -> str:
        page = officer.get(url).content.decode()
        form = page[page.index(f'action="{address(case, button)}"') :]
        hidden = dict(re.findall(r'name="(key|version|back)" value="([^"]*)"', form[:900]))
        return said(officer, address(case, button), **hidden, **words)

    assert "Ask this question" in get(desk.cast.officer, url)
    assert "The question is asked" in press("ask_question", remark="As of last year.")
    page = get(desk.cast.officer, url)
    for words in ("trial-elsewhere", "Waits for an answer", "The case goes on meanwhile."):
        assert words in page
    assert "The desk is reminded." in press("remind_desk")
    assert "has been reminded today" in press("remind_desk")
    assert "Say why the question is withdrawn" in press("withdraw_question", reason="")
    assert "The question is withdrawn." in press("withdraw_question", reason="A mistake")
    assert "A mistake" in get(desk.cast.officer, url)
    assert "The question is asked" in press("ask_question")
    assert case.referral("history").round == 2


def test_what_was_typed_is_kept_when_it_could_not_be_sent(case: Licence, desk: Desk) -> None:
    officer, page = as_(desk.cast.officer), address(case, "ask_question")
    post = {"key": str(uuid.uuid4()), "back": "/cases/desk/", "remark": "As of last year."}
    answer = officer.post(page, {**post, "version": case.case.version - 1})
    text = answer.content.decode()
    assert "Someone acted on this case meanwhile." in text
    assert ">\nAs of last year.</textarea>" in text
    assert 'name="back" value="/cases/desk/"' in text
    form = answer.context["form"]
    again = {name: form[name].value() for name in ("key", "version", "remark")}
    assert officer.post(page, again).status_code == 302
    assert case.referral("history").remark == "As of last year."
    page, reason = address(case, "withdraw_question"), "A mistake. " * 100
    text = officer.post(page, {"key": str(uuid.uuid4()), "reason": reason}).content.decode()
    assert f">\n{reason}</textarea>" in text
    for name in ("ask_question", "withdraw_question"):
        back = reverse("workflow:questions", args=[case.case.reference])
        assert officer.get(address(case, name))["Location"] == back


def test_a_button_leads_back_to_the_page_it_stood_on_and_nowhere_else(
    case: Licence, desk: Desk
) -> None:
    case.refer("history")
    officer, url = as_(desk.cast.officer), address(case, "remind_desk")
    own = officer.post(url, {"back": "/visas/desk/"})
    assert own.headers["Location"] == "/visas/desk/"
    other = officer.post(url, {"back": "https://elsewhere.example/"})
    assert other.headers["Location"] == reverse("workflow:questions", args=[case.case.reference])


def test_the_panel_says_that_nobody_is_posted_where_the_question_lies(
    case: Licence, desk: Desk
) -> None:
    case.refer("history")
    warning = "Nobody who may answer is posted there today"
    assert warning not in panel(case.case, desk.cast.officer)
    Posting.objects.filter(unit=desk.unit).delete()
    assert warning in panel(case.case, desk.cast.officer)


def test_both_sides_see_when_the_desk_was_reminded(case: Licence, desk: Desk) -> None:
    case.refer("history")
    assert "Reminded" not in panel(case.case, desk.cast.officer)
    assert "Reminded" not in get(desk.keeper, address(case))
    case.remind("history")
    assert "Reminded" in panel(case.case, desk.cast.officer)
    assert "Reminded" in get(desk.keeper, address(case))
    case.answer("history")
    case.refer("history")
    assert "Reminded" not in panel(case.case, desk.cast.officer)


def test_the_panel_says_who_answered_and_who_withdrew(case: Licence, desk: Desk) -> None:
    case.refer("history")
    case.answer("history")
    assert "<bdi>Keeper</bdi>" in panel(case.case, desk.cast.officer)
    case.refer("history")
    case.withdraw("history")
    shown = panel(case.case, desk.cast.officer)
    assert "<bdi>Officer</bdi>" in shown
    assert "<bdi>Not needed any more</bdi>" in shown


def test_what_people_write_is_text_in_its_own_direction(case: Licence, desk: Desk) -> None:
    case.refer("history", remark="<b>Since</b> 2020")
    case.answer("history", note="<script>alert(1)</script>\nNo")
    page = get(desk.keeper, address(case))
    assert "<bdi>&lt;b&gt;Since&lt;/b&gt; 2020</bdi>" in page
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;<br>No</bdi>" in page


def test_the_panel_says_overdue(case: Licence, desk: Desk, noon: Any) -> None:
    case.refer("history")
    noon.shift(dt.timedelta(minutes=121))
    assert "Overdue" in panel(case.case, desk.cast.officer)


def test_the_panel_shows_what_the_machine_knew(case: Licence, desk: Desk) -> None:
    @registry.answers("trial.history")
    def known(_subject: Subject) -> Answer | None:
        return Answer(outcome="held", note="Sold twice", data={"owners": 3})

    case.refer("history")
    shown = panel(case.case, desk.cast.officer)
    for words in ("The machine knew the answer.", "Sold twice", "owners", "3", "Ask again"):
        assert words in shown


def test_the_panel_is_for_who_works_on_the_case(
    case: Licence, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case.refer("history")
    assert "Questions to other units" in panel(case.case, desk.cast.officer)
    for reader in (desk.keeper, desk.cast.traveller, desk.cast.stranger):
        assert panel(case.case, reader).strip() == ""
    other = begin_trial(desk.cast).case
    with django_assert_num_queries(1):  # the version of the procedure, which a case page has loaded
        assert panel(other, desk.cast.officer).strip() == ""


@pytest.mark.parametrize("number", [0, 1])
def test_more_questions_cost_no_more_queries(
    number: int, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(desk).reviewed()
    if number:
        case.refer("history")
    kept, officer = case.case, User.objects.get(pk=desk.cast.officer.pk)
    assert kept.unit
    with django_assert_num_queries(
        5 if number else 3
    ):  # postings, questions, desks, reminders, standing
        panel(kept, officer)


def test_the_page_costs_the_same_for_many_rounds(
    case: Licence, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case.refer("history")
    client, url = as_(desk.keeper), address(case)
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
    for _ in range(2):
        case.answer("history", by=desk.other_keeper)
        case.refer("history")
    with django_assert_num_queries(9):
        client.get(url)
