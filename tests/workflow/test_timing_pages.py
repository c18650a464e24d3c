"""The page that gives a case more time, and the one that mends stuck cases."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from interior_portal.accounts import registry as accounts
from interior_portal.accounts.models import User
from interior_portal.accounts.registry import Role
from interior_portal.workflow import queries, registry
from interior_portal.workflow.models import CaseEvent, WorkItem
from interior_portal.workflow.queries import stuck
from interior_portal.workflow.roles import WORKFLOW_CASES_REPAIR
from tests.cast import sign_in
from tests.workflow import trial
from tests.workflow.timed import TIMED, begin_timed
from tests.workflow.trial import Cast, Trial, begin

KEY, OTHER_KEY = str(UUID(int=1)), str(UUID(int=2))
STUCK = "/cases/stuck/"


@pytest.fixture(autouse=True)
def timed(registered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial head repairs cases as well."""
    registry.register_procedure(TIMED)
    head = Role("TRIAL_HEAD", "Head", frozenset({"TRIAL_RELEASE", WORKFLOW_CASES_REPAIR}))
    roles = {role.code: role for role in (*trial.ROLES, head)}
    monkeypatch.setattr(accounts, "_roles", roles)


@pytest.fixture
def case(cast: Cast) -> Trial:
    found = begin_timed(cast)
    found.do("submit", cast.traveller)
    return found


def browser(user: User) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def extend(case: Trial, by: User, **changes: Any) -> Any:
    asked = {"hours": "5", "reason": "many_cases", "version": case.case.version, "key": KEY}
    page = reverse("workflow:extend", args=[case.case.reference])
    return browser(by).post(page, asked | changes)


def extensions() -> int:
    return CaseEvent.objects.filter(code="workflow.extended").count()


def test_the_head_gives_more_time(case: Trial, cast: Cast) -> None:
    answer = extend(case, cast.head)
    assert (answer.status_code, answer.url) == (302, f"/cases/{case.case.reference}/")
    event = CaseEvent.objects.get(code="workflow.extended")
    assert (event.actor_id, event.data["minutes"]) == (cast.head.pk, 300)
    assert event.data["reason"] == "many_cases"
    assert case.case.promise_minutes == 900
    assert queries.verify_chain(case.case).is_whole


@pytest.mark.parametrize("who", ["officer", "clerk", "stranger", "traveller"])
def test_others_are_refused(case: Trial, cast: Cast, who: str) -> None:
    assert extend(case, getattr(cast, who)).status_code == 403
    assert extensions() == 0


def test_who_is_not_signed_in_signs_in_first(case: Trial) -> None:
    page = reverse("workflow:extend", args=[case.case.reference])
    answer = Client().post(page, {"hours": "5"})
    assert answer.status_code == 302
    assert page not in answer["Location"].partition("?")[0]
    assert extensions() == 0


@pytest.mark.parametrize(
    ("wrong", "at_fault"),
    [
        ({"hours": "0"}, "hours"),
        ({"hours": "401"}, "hours"),
        ({"hours": "many"}, "hours"),
        ({"hours": ""}, "hours"),
        ({"reason": "because"}, "reason"),
        ({"reason": ""}, "reason"),
        ({"key": "none"}, "key"),
        ({"version": "-1"}, "version"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    case: Trial, cast: Cast, wrong: dict[str, str], at_fault: str
) -> None:
    answer = extend(case, cast.head, **wrong)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [at_fault]
    assert extensions() == 0


def test_the_same_post_again_is_one_extension(case: Trial, cast: Cast) -> None:
    version = case.case.version
    for _time in range(2):
        assert extend(case, cast.head, version=version).status_code == 302
    assert (extensions(), case.case.promise_minutes) == (1, 900)
    other = extend(case, cast.head, version=version, hours="6")
    assert len(other.context["form"].non_field_errors()) == 1
    assert (extensions(), case.case.promise_minutes) == (1, 900)


def test_who_saw_an_older_page_is_told(case: Trial, cast: Cast) -> None:
    version = case.case.version
    extend(case, cast.head, version=version)
    answer = extend(case, cast.head, version=version, key=OTHER_KEY)
    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1
    assert extensions() == 1


def test_digits_of_any_script_are_hours(case: Trial, cast: Cast) -> None:
    assert extend(case, cast.head, hours="٥").status_code == 302
    assert case.case.promise_minutes == 900


def test_an_unknown_case_is_not_found(cast: Cast) -> None:
    page = reverse("workflow:extend", args=["TT-26-0000"])
    assert browser(cast.head).post(page, {}).status_code == 404


@pytest.fixture
def lost(cast: Cast) -> Trial:
    """A case without an item."""
    found = begin(cast).submit()
    WorkItem.objects.filter(case=found.case_id).delete()
    return found


def repair(by: User, mark: str) -> list[str]:
    answer = browser(by).post(STUCK, {"finding": mark})
    assert answer.status_code == 302
    assert answer["Location"] == STUCK
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_page_names_the_case_and_its_repair(lost: Trial, cast: Cast) -> None:
    page = browser(cast.head).get(STUCK).content.decode()
    (finding,) = stuck.stuck_cases()
    assert lost.case.reference in page
    assert finding.sentence in page
    assert "Put it back into its queue" in page


def test_a_post_mends_it_in_the_name_of_who_sent_it(lost: Trial, cast: Cast) -> None:
    (finding,) = stuck.stuck_cases()
    assert repair(cast.head, finding.mark) == ["The case goes on."]
    assert stuck.stuck_cases() == []
    event = CaseEvent.objects.get(code="workflow.repaired")
    assert (event.actor_id, event.data["reason"]) == (cast.head.pk, "page")
    assert queries.verify_chain(lost.case).is_whole


def test_the_same_post_again_changes_nothing(lost: Trial, cast: Cast) -> None:
    (finding,) = stuck.stuck_cases()
    repair(cast.head, finding.mark)
    assert repair(cast.head, finding.mark) == ["This case is not stuck any more."]
    assert repair(cast.head, "nonsense") == ["This case is not stuck any more."]
    assert CaseEvent.objects.filter(code="workflow.repaired").count() == 1


@pytest.mark.parametrize("who", ["officer", "clerk", "traveller"])
def test_only_who_has_the_right_sees_and_mends(lost: Trial, cast: Cast, who: str) -> None:
    (finding,) = stuck.stuck_cases()
    client = browser(getattr(cast, who))
    assert client.get(STUCK).status_code == 403
    assert client.post(STUCK, {"finding": finding.mark}).status_code == 403
    assert stuck.stuck_cases() == [finding]
