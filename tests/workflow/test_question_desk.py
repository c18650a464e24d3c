"""Questions among the items of the common desk: where a row leads, and what opens after an answer."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interior_portal.accounts import registry as accounts
from interior_portal.accounts.models import User
from interior_portal.accounts.registry import Role
from interior_portal.workflow import engine, registry
from interior_portal.workflow.desks import DeskPage
from interior_portal.workflow.roles import WORKFLOW_DESK
from tests.cast import sign_in
from tests.workflow import asking
from tests.workflow.asking import Desk, Licence, begin
from tests.workflow.trial import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]
INBOX = "/cases/desk/"


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> Any:
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def shared_desk(asked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody who works here works at the common desk."""
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


def asked_cases(desk: Desk, number: int) -> list[Licence]:
    """Cases that ask about debts, the first the most urgent; the other question of each is answered."""
    cases = [begin(desk, key=f"case-{place}").submit() for place in range(number)]
    for case in cases:
        case.answer("record")
    return cases


def page_of(case: Licence) -> str:
    return reverse("workflow:question", args=[case.case.reference, "trial-debts"])


def as_(user: User) -> Client:
    user.language = "en"
    user.save()
    return sign_in(Client(), user)


def answer(client: Client, case: Licence) -> Any:
    words = {"do": "answer", "outcome": "clear", "note": "", "key": str(uuid.uuid4())}
    return client.post(page_of(case), words)


@pytest.mark.usefixtures("shared_desk")
def test_a_question_in_the_inbox_is_named_and_leads_to_its_page(desk: Desk) -> None:
    (case,) = asked_cases(desk, 1)
    response = as_(desk.keeper).get(INBOX)
    (line,) = response.context["lines"]
    assert (line.href, str(line.step), line.asked_by) == (
        page_of(case),
        "Debts",
        desk.cast.desk.name,
    )
    assert f'href="{page_of(case)}"' in response.content.decode()


@pytest.mark.usefixtures("shared_desk")
def test_the_next_case_opens_the_question_and_after_the_answer_the_next_one(desk: Desk) -> None:
    first, second = asked_cases(desk, 2)
    client = as_(desk.keeper)
    assert client.post(reverse("workflow:next"))["Location"] == page_of(first)
    assert first.question_item("debts").claimed_by == desk.keeper
    assert answer(client, first)["Location"] == page_of(second)
    assert second.question_item("debts").claimed_by == desk.keeper
    last = answer(client, second)
    assert last["Location"] == INBOX
    said = [str(message) for message in client.get(INBOX).context["messages"]]
    assert said[-1] == "No free case waits for you."


@pytest.mark.usefixtures("shared_desk")
def test_an_open_page_keeps_the_question_for_its_reader(desk: Desk, noon: Any) -> None:
    (case,) = asked_cases(desk, 1)
    client = as_(desk.keeper)
    client.post(reverse("workflow:next"))
    until = case.question_item("debts").lease_until
    noon.shift(300)
    client.get(page_of(case))
    assert until is not None
    renewed = case.question_item("debts").lease_until
    assert renewed is not None
    assert (renewed - until).total_seconds() == 300
    as_(desk.other_keeper).get(page_of(case))
    assert case.question_item("debts").lease_until == renewed


def test_who_has_no_common_desk_stays_at_the_answer(desk: Desk) -> None:
    case, other = asked_cases(desk, 2)
    engine.claim(item_id=case.question_item("debts").pk, by=desk.keeper)
    assert answer(as_(desk.keeper), case)["Location"] == page_of(case)
    assert other.question_item("debts").claimed_by is None
