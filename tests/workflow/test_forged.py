"""What comes from somebody who does not use the pages as they are: forged fields, old rights, other people's keys."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interior_portal.accounts import registry as accounts
from interior_portal.accounts.actions import Term, substitute
from interior_portal.accounts.models import Posting, User
from interior_portal.accounts.registry import Role
from interior_portal.shared import clock
from interior_portal.workflow import engine, registry
from interior_portal.workflow.desks import DeskPage
from interior_portal.workflow.models import CaseEvent, CaseNote, SavedView
from interior_portal.workflow.roles import WORKFLOW_DESK
from tests.cast import sign_in
from tests.workflow import asking
from tests.workflow.asking import Desk, Licence, begin
from tests.workflow.trial import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]
INBOX, BULK = "/cases/desk/", "/cases/desk/bulk/"
MARKUP = "<script>alert(1)</script>"
# More digits than a key has, and more than Python turns into a number.
TOO_LONG = ("9" * 30, "9" * 5000)


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> Any:
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def shared_desk(asked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    roles = [Role(r.code, r.label, r.permissions | {WORKFLOW_DESK}) for r in asking.ROLES]
    monkeypatch.setattr(accounts, "_roles", {role.code: role for role in roles})
    page = DeskPage(
        label="Trial",
        url_name="visas:case",
        permission="TRIAL_DECIDE",
        lines=lambda _ids: {},
        categories=dict,
    )
    monkeypatch.setattr(registry, "_desk_pages", {"trial": page})


@pytest.fixture
def case(desk: Desk) -> Licence:
    User.objects.update(language="en")
    made = begin(desk).reviewed()
    made.refer("history")
    return made


def as_(user: User) -> Client:
    user.refresh_from_db()
    return sign_in(Client(), user)


def address(case: Licence, name: str = "question") -> str:
    return reverse(f"workflow:{name}", args=[case.case.reference, "trial-history"])


def events(case: Licence) -> int:
    return CaseEvent.objects.filter(case=case.case_id).count()


@pytest.mark.parametrize("number", TOO_LONG)
def test_a_number_that_no_row_has_is_no_fault_of_the_server(
    number: str, case: Licence, desk: Desk
) -> None:
    client, before, item = as_(desk.cast.officer), events(case), case.item.pk
    forged = {"items": [number, str(item)], f"version-{item}": number, "action": "put_back"}
    assert client.post(BULK, forged).status_code == 200
    assert client.get(INBOX, {"after": f"~{number}"}).status_code == 200
    assert client.get(INBOX, {"after": f"2026-11-21T09:00:00+00:00~{number}"}).status_code == 200
    give = reverse("workflow:give", args=[case.case.reference])
    assert client.post(give, {"item": number, "to": number}).status_code == 404
    assert client.post(give, {"item": str(item), "to": number}).status_code == 200
    words = {"version": number, "key": str(uuid.uuid4())}
    assert client.post(address(case, "ask_question"), words).status_code == 200
    undo = reverse("workflow:undo", args=[case.case.reference])
    assert client.post(undo, words).status_code in {302, 404}
    assert events(case) == before


def test_ten_thousand_forged_items_are_no_work(case: Licence, desk: Desk) -> None:
    before = events(case)
    items = [str(number) for number in range(10_000)]
    answer = as_(desk.cast.officer).post(BULK, {"items": items, "action": "put_back"})
    assert answer.status_code == 400
    assert events(case) == before


def test_a_draft_keeps_no_more_than_an_answer_may_say(case: Licence, desk: Desk) -> None:
    case.take("history")
    words = {"do": "draft", "outcome": MARKUP, "note": f"\x00{'a' * 30_000}", "more": "x"}
    client = as_(desk.keeper)
    assert client.post(address(case), words).status_code == 302
    assert len(str(case.referral("history").draft)) < 2200
    page = client.get(address(case)).content.decode()
    assert MARKUP not in page


def test_a_key_that_is_sent_again_with_another_answer_changes_nothing(
    case: Licence, desk: Desk
) -> None:
    case.take("history")
    client, key = as_(desk.keeper), str(uuid.uuid4())
    client.post(address(case), {"do": "answer", "outcome": "clear", "note": "", "key": key})
    before = events(case)
    words = {"do": "answer", "outcome": "held", "note": "Sold", "key": key}
    answer = client.post(address(case), words, follow=True)
    assert answer.status_code == 200
    assert (case.referral("history").answer or {})["outcome"] == "clear"
    assert events(case) == before


def test_a_right_that_ended_yesterday_opens_nothing(case: Licence, desk: Desk) -> None:
    keeper, officer = as_(desk.keeper), as_(desk.cast.officer)
    assert keeper.get(address(case)).status_code == 200
    assert officer.get(address(case)).status_code == 200
    yesterday = clock.today() - dt.timedelta(days=1)
    people = (desk.keeper, desk.cast.officer)
    Posting.objects.filter(user__in=people).update(ends_on=yesterday)
    before, key = events(case), {"key": str(uuid.uuid4()), "reason": "Mine"}
    for client in (keeper, officer):
        for method, name in (
            (client.get, "question"),
            (client.post, "question"),
            (client.post, "take_question"),
            (client.post, "put_back_question"),
            (client.post, "ask_question"),
            (client.post, "remind_desk"),
            (client.post, "withdraw_question"),
        ):
            assert method(address(case, name), key).status_code in {403, 404}, name
        for url in (INBOX, reverse("workflow:questions", args=[case.case.reference])):
            assert client.get(url).status_code in {403, 404}
        assert client.post(BULK, {"items": "1", "action": "put_back"}).status_code == 403
    assert events(case) == before


def test_who_stands_in_answers_until_the_last_day_and_not_after_it(
    case: Licence, desk: Desk, noon: Any
) -> None:
    today = clock.today()
    term = Term(starts_on=today, ends_on=today)
    substitute(absent=desk.keeper, substitute=desk.cast.stranger, term=term, by=desk.keeper)
    client = as_(desk.cast.stranger)
    assert client.get(address(case)).status_code == 200
    client.post(address(case, "take_question"))
    assert case.question_item("history").claimed_by == desk.cast.stranger
    noon.shift(dt.timedelta(days=1))
    client = as_(desk.cast.stranger)
    words = {"do": "answer", "outcome": "clear", "note": "", "key": str(uuid.uuid4())}
    assert client.post(address(case), words).status_code == 404
    assert case.referral("history").answer is None


def test_a_name_and_a_note_are_text_and_never_markup(case: Licence, desk: Desk) -> None:
    User.objects.filter(pk=desk.cast.second.pk).update(name=MARKUP)
    client = as_(desk.cast.officer)
    give = reverse("workflow:give", args=[case.case.reference])
    words = {"item": case.item.pk, "to": desk.cast.second.pk, "note": MARKUP}
    page = client.post(give, words, follow=True).content.decode()
    assert CaseNote.objects.get().text == MARKUP
    assert MARKUP not in page
    assert "is now with" in page
    keep = {"name": MARKUP, "query": f"whose=mine&step={MARKUP}"}
    page = client.post("/cases/desk/views/keep/", keep, follow=True).content.decode()
    assert SavedView.objects.get().query == "whose=mine"
    assert MARKUP not in page


def test_nobody_learns_from_an_address_which_cases_there_are(case: Licence, desk: Desk) -> None:
    """A case of somebody else and one that does not exist answer a citizen alike."""
    client = as_(desk.cast.rival)
    for name in ("case", "extend", "course"):
        found = client.get(reverse(f"workflow:{name}", args=[case.case.reference]))
        missing = client.get(reverse(f"workflow:{name}", args=["L26-0000-0000"]))
        assert found.status_code == missing.status_code, name


def test_a_question_of_another_directorate_stays_there(case: Licence, desk: Desk) -> None:
    """The keeper answers this question; of the case itself they see and do nothing."""
    client, before = as_(desk.keeper), events(case)
    reference = case.case.reference
    for name in ("give", "note", "undo"):
        words = {"item": case.item.pk, "to": desk.keeper.pk, "text": "x", "version": 1}
        url = reverse(f"workflow:{name}", args=[reference])
        assert client.post(url, words).status_code == 404, name
    item = case.item.pk
    client.post(BULK, {"items": item, f"version-{item}": case.case.version, "action": "put_back"})
    assert case.item.claimed_by == desk.cast.officer
    other = reverse("workflow:question", args=[reference, "trial-record"])
    assert "record" in other
    assert engine.claim(item_id=case.question_item("history").pk, by=desk.keeper)
    assert events(case) == before + 1
