"""The common desk: what is shown to whom, what a choice keeps, what is found, what opens next."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.accounts import registry as accounts
from interior_portal.accounts.actions import Term, substitute
from interior_portal.accounts.registry import Role
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.ui import dates
from interior_portal.workflow import registry, saved_views, versions
from interior_portal.workflow.claims import NOT_HELD
from interior_portal.workflow.desks import CaseHits, CaseLine, DeskPage
from interior_portal.workflow.models import CaseNote, SavedView
from interior_portal.workflow.queries import searching
from interior_portal.workflow.roles import WORKFLOW_DESK
from interior_portal.workflow.views import going_on
from tests.cast import sign_in
from tests.workflow import trial
from tests.workflow.trial import PERMIT, Cast, begin

DESK = DeskPage(
    label="Trial",
    url_name="visas:case",
    permission="TRIAL_DECIDE",
    lines=lambda case_ids: {case_id: CaseLine(f"Name {case_id}", "Permit") for case_id in case_ids},
    categories=lambda: {"single": "Single", "family": "Family"},
)
INBOX_QUERIES = 9


@pytest.fixture(autouse=True)
def desks(registered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    roles = [
        Role(role.code, role.label, role.permissions | {WORKFLOW_DESK}) for role in trial.ROLES
    ]
    monkeypatch.setattr(accounts, "_roles", {role.code: role for role in roles})
    monkeypatch.setattr(registry, "_desk_pages", {})
    monkeypatch.setattr(registry, "_case_searches", {})
    registry.register_desk_page("trial", DESK)


@pytest.fixture
def officer(cast: Cast) -> Client:
    client = sign_in(Client(), cast.officer)
    client.cookies["language"] = "en"
    return client


def references(answer: Any) -> list[str]:
    return [line.item.reference for line in answer.context["lines"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_for_three(
    cast: Cast, officer: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cases = [begin(cast, key=f"k{number}").submit() for number in range(rows)]
    page = reverse("workflow:desk")
    officer.get(page)
    with django_assert_num_queries(INBOX_QUERIES):
        answer = officer.get(page)
    assert references(answer) == [case.case.reference for case in cases]
    with django_assert_num_queries(INBOX_QUERIES + 1):
        officer.get(page, {"step": "review"})


def test_who_stands_in_for_somebody_reads_until_when_for_one_query_more(
    cast: Cast, officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begin(cast).submit()
    page, today = reverse("workflow:desk"), clock.today()
    assert officer.get(page).context["stands_in"] == []
    for first in (today, today + dt.timedelta(days=3)):
        term = Term(starts_on=first, ends_on=first)
        substitute(absent=cast.second, substitute=cast.officer, term=term, by=cast.second)
    with django_assert_num_queries(INBOX_QUERIES + 1):
        answer = officer.get(page)
    [one] = answer.context["stands_in"]
    assert one.ends_on == today
    text = re.sub(r"<[^>]+>", "", answer.content.decode())
    assert f"You stand in for {cast.second} until {dates.day(today)}." in text
    cast.second.postings.update(ends_on=today - dt.timedelta(days=1))
    assert officer.get(page).context["stands_in"] == []


def test_filters_are_an_address_that_a_colleague_can_open(cast: Cast, officer: Client) -> None:
    plain, single = begin(cast, key="a").submit(), begin(cast, key="b", category="single").taken()
    page = reverse("workflow:desk")
    expected: list[tuple[dict[str, str], list[str]]] = [
        ({"category": "single"}, [single.case.reference]),
        ({"whose": "free"}, [plain.case.reference]),
        ({"whose": "mine"}, [single.case.reference]),
        ({"whose": "others"}, []),
        ({"step": "second_review"}, []),
        ({"due": "overdue"}, []),
        ({"due": "week"}, [plain.case.reference, single.case.reference]),
        ({"unit": cast.desk.code}, [plain.case.reference, single.case.reference]),
    ]
    assert [references(officer.get(page, chosen)) for chosen, _ in expected] == [
        found for _, found in expected
    ]
    colleague = sign_in(Client(), cast.second)
    assert references(colleague.get(page, {"whose": "others"})) == [single.case.reference]


def test_a_filter_that_is_none_says_so_and_is_left_out(cast: Cast, officer: Client) -> None:
    case = begin(cast).submit()
    answer = officer.get(reverse("workflow:desk"), {"step": "nowhere", "after": "x"})
    assert references(answer) == [case.case.reference]
    assert list(answer.context["form"].errors) == ["step"]


def test_who_looks_after_desks_sees_what_lies_there_and_takes_nothing(cast: Cast) -> None:
    case = begin(cast).submit()
    head = sign_in(Client(), cast.head)
    answer = head.get(reverse("workflow:desk"))
    assert references(answer) == [case.case.reference]
    assert answer.context["takes"] is False
    head.post(reverse("workflow:next"))
    assert case.item.claimed_by is None


def test_a_choice_is_kept_under_a_name_and_only_for_its_owner(cast: Cast, officer: Client) -> None:
    def keep(client: Client, name: str, query: str) -> None:
        client.post(reverse("workflow:keep_view"), {"name": name, "query": query})

    keep(officer, "mine", "whose=mine&after=x&step=nowhere&other=1")
    keep(officer, "mine", "whose=free")
    keep(officer, "", "whose=free")
    keep(sign_in(Client(), cast.second), "theirs", "whose=mine")
    assert list(SavedView.objects.filter(user=cast.officer).values_list("name", "query")) == [
        ("mine", "whose=free")
    ]
    answer = officer.get(reverse("workflow:desk"))
    assert [view.name for view in answer.context["views"]] == ["mine"]
    officer.post(reverse("workflow:forget_view"), {"name": "theirs"})
    officer.post(reverse("workflow:forget_view"), {"name": "mine"})
    assert list(SavedView.objects.values_list("name", flat=True)) == ["theirs"]


def test_twenty_choices_are_enough(cast: Cast) -> None:
    for number in range(20):
        assert saved_views.keep(user=cast.officer, name=f"n{number}", query="") is None
    assert saved_views.keep(user=cast.officer, name="one more", query="") is saved_views.TOO_MANY
    assert saved_views.keep(user=cast.officer, name="n3", query="whose=mine") is None
    assert SavedView.objects.count() == 20


def test_the_next_case_is_the_most_urgent_free_one_of_the_chosen_desks(
    cast: Cast, officer: Client
) -> None:
    first, second = begin(cast, key="a").submit(), begin(cast, key="b").submit()
    page = reverse("workflow:next")
    answer = officer.post(page, {"query": f"unit={cast.desk.code}"})
    assert answer["Location"] == reverse("visas:case", args=[first.case.reference])
    assert (first.item.claimed_by, first.item.lease_until is None) == (cast.officer, False)
    officer.post(page)
    assert second.item.claimed_by == cast.officer
    answer = officer.post(page)
    assert answer["Location"] == reverse("workflow:desk")
    assert "No free case waits for you." in officer.get(reverse("workflow:desk")).content.decode()


# --- the search -----------------------------------------------------------------------------------


def found(client: Client, text: str) -> list[str]:
    answer = client.post(reverse("workflow:search"), {"text": text})
    return [line.reference for line in answer.context["lines"]]


def test_a_case_is_found_by_its_reference_however_it_is_spelled(
    cast: Cast, officer: Client
) -> None:
    case, other = begin(cast, key="a").submit(), begin(cast, key="b").submit()
    reference = case.case.reference
    assert reference[:8] != other.case.reference[:8]
    for text in (reference, reference.lower().replace("-", " "), reference[:8], reference[:10]):
        assert found(officer, text) == [reference], text
    assert found(officer, reference[:5]) == []
    assert found(sign_in(Client(), cast.stranger), reference) == []
    assert found(sign_in(Client(), cast.head), reference) == []  # may look after, but not see


def test_a_search_goes_to_the_directorates_with_the_units_of_the_reader(
    cast: Cast, officer: Client
) -> None:
    first, second = begin(cast, key="a").submit(), begin(cast, key="b").submit()
    asked = []

    def find(text: str, units: object) -> CaseHits:
        asked.append((text, units))
        return CaseHits([second.case_id, first.case_id])

    registry.register_case_search("trial", find)
    assert found(officer, " Layla  ") == [second.case.reference, first.case.reference]
    directorate = cast.desk.parent
    assert directorate is not None
    assert asked == [("Layla", [directorate.pk, cast.desk.pk])]
    # What a directorate finds elsewhere by mistake is not shown.
    stranger = sign_in(Client(), cast.stranger)
    assert found(stranger, "Layla") == []


@pytest.mark.parametrize(("number", "is_cut"), [(2, False), (3, True)])
def test_a_search_says_that_there_are_more_than_it_shows(
    cast: Cast, officer: Client, monkeypatch: pytest.MonkeyPatch, number: int, *, is_cut: bool
) -> None:
    monkeypatch.setattr(searching, "MOST_FOUND", 2)
    cases = [begin(cast, key=f"k{place}").submit().case for place in range(number)]
    best_first = [case.pk for case in cases]
    registry.register_case_search("trial", lambda _text, _units: CaseHits(best_first))
    answer = officer.post(reverse("workflow:search"), {"text": "Layla"})
    assert [line.reference for line in answer.context["lines"]] == [
        case.reference for case in cases[:2]
    ]
    assert ("There may be more than are shown." in answer.content.decode()) is is_cut


def test_a_search_says_that_it_did_not_look_at_everybody(cast: Cast, officer: Client) -> None:
    registry.register_case_search("trial", lambda _text, _units: CaseHits([], is_cut=True))
    answer = officer.post(reverse("workflow:search"), {"text": "Layla"})
    assert "too common to look at everybody" in answer.content.decode()


def test_the_ledger_keeps_that_somebody_searched_and_never_the_words(
    cast: Cast, officer: Client
) -> None:
    case = begin(cast).submit()
    for text in (case.case.reference, "Layla", "C0 123"):
        found(officer, text)
    officer.post(reverse("workflow:search"), {"text": " "})
    told = AuditEntry.objects.filter(action="workflow.searched").order_by("pk")
    assert list(told.values_list("actor_id", "subject_ref", "data", "reason")) == [
        (cast.officer.pk, "reference", {"count": 1}, ""),
        (cast.officer.pk, "name", {"count": 0}, ""),
        (cast.officer.pk, "number", {"count": 0}, ""),
    ]


def test_a_search_by_address_finds_nothing(cast: Cast, officer: Client) -> None:
    case = begin(cast).submit()
    answer = officer.get(reverse("workflow:search"), {"text": case.case.reference})
    assert reverse("visas:case", args=[case.case.reference]) not in answer.content.decode()


# --- giving, and several at once ---------------------------------------------------------------------


def test_a_holder_hands_over_with_a_note_and_a_head_gives(cast: Cast, officer: Client) -> None:
    case = begin(cast).taken()
    page = reverse("workflow:give", args=[case.case.reference])
    item = {"item": str(case.item.pk)}
    officer.post(page, {**item, "to": str(cast.stranger.pk), "note": "x"})
    assert case.item.claimed_by == cast.officer
    answer = officer.post(page, {**item, "to": str(cast.second.pk), "note": "Ask for the seal."})
    assert answer["Location"] == reverse("workflow:desk")
    assert case.item.claimed_by == cast.second
    assert list(CaseNote.objects.values_list("text", "by")) == [
        ("Ask for the seal.", cast.officer.pk)
    ]
    # It is not the officer's any more.
    officer.post(page, {**item, "to": str(cast.officer.pk)})
    assert case.item.claimed_by == cast.second


def test_a_note_for_a_colleague_is_kept_until_it_is_right(cast: Cast, officer: Client) -> None:
    case = begin(cast).taken()
    page, item = reverse("workflow:give", args=[case.case.reference]), str(case.item.pk)
    said = "Ask for the seal.\nThen call her."
    answer = officer.post(page, {"item": item, "to": "", "note": said})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["to"])
    assert f">\n{said}</textarea>" in answer.content.decode()
    cast.second.is_active = False
    cast.second.save()
    answer = officer.post(page, {"item": item, "to": str(cast.second.pk), "note": said})
    assert f">\n{said}</textarea>" in answer.content.decode()
    assert case.item.claimed_by == cast.officer
    assert officer.get(page)["Location"] == reverse("workflow:case", args=[case.case.reference])


def test_nobody_gives_what_they_may_not_see(cast: Cast) -> None:
    case = begin(cast).taken()
    page = reverse("workflow:give", args=[case.case.reference])
    post = {"item": str(case.item.pk), "to": str(cast.second.pk)}
    assert sign_in(Client(), cast.stranger).post(page, post).status_code == 404
    assert case.item.claimed_by == cast.officer


def test_an_action_over_several_says_of_each_what_became_of_it(cast: Cast) -> None:
    held, free = begin(cast, key="a").taken(), begin(cast, key="b").submit()
    head = sign_in(Client(), cast.head)
    head.cookies["language"] = "en"
    page = reverse("workflow:bulk")
    ids = [held.item.pk, free.item.pk]
    answer = head.post(page, {"items": ids, "action": "put_back"})
    assert [(result.reference, result.refusal) for result in answer.context["results"]] == [
        (held.case.reference, ""),
        (free.case.reference, str(NOT_HELD)),
    ]
    head.post(page, {"items": ids, "action": "give", "to": cast.second.pk})
    assert held.item.claimed_by == free.item.claimed_by == cast.second
    answer = head.post(page, {"items": ids, "action": "give"})
    assert list(answer.context["form"].errors) == ["to"]
    assert list(head.post(page, {"action": "put_back"}).context["form"].errors) == ["items"]


def test_items_of_other_desks_are_not_touched(cast: Cast) -> None:
    case = begin(cast).taken()
    stranger = sign_in(Client(), cast.stranger)
    page = reverse("workflow:bulk")
    answer = stranger.post(page, {"items": [case.item.pk], "action": "put_back"})
    assert list(answer.context["form"].errors) == ["items"]
    assert case.item.claimed_by == cast.officer


def test_a_note_is_written_by_who_sees_the_case(cast: Cast, officer: Client) -> None:
    case = begin(cast).submit()
    page = reverse("workflow:note", args=[case.case.reference])
    officer.post(page, {"text": "  Ask for the seal.  "})
    officer.post(page, {"text": " "})
    for stranger in (cast.stranger, cast.head):
        assert sign_in(Client(), stranger).post(page, {"text": "x"}).status_code == 404
    assert list(CaseNote.objects.values_list("text", "by")) == [
        ("Ask for the seal.", cast.officer.pk)
    ]
    assert officer.get(page)["Location"].endswith(f"/{case.case.reference}/#notes")


def test_a_note_that_is_too_long_is_kept_to_be_shortened(cast: Cast, officer: Client) -> None:
    case, said = begin(cast).submit(), "Ask for the seal. " * 200
    page = reverse("workflow:note", args=[case.case.reference])
    answer = officer.post(page, {"text": said})
    assert list(answer.context["form"].errors) == ["text"]
    assert f">\n{said.strip()}</textarea>" in answer.content.decode()
    assert not CaseNote.objects.exists()


def test_a_decision_is_undone_from_the_page_that_opens_next(cast: Cast, officer: Client) -> None:
    asking = [replace(t, undo_seconds=30) if t.code == "ask" else t for t in PERMIT.transitions]
    registry._procedures.clear()
    registry.register_procedure(replace(PERMIT, version=2, transitions=tuple(asking)))
    versions.store_registered()
    case = begin(cast).taken()
    case.do("ask", cast.officer)
    request = RequestFactory().get("/")
    request.user, request.session = cast.officer, officer.session
    setattr(request, "_messages", FallbackStorage(request))  # noqa: B010 (the middleware puts it there)
    going_on.go_on(request, case.case, "ask")
    last = going_on.undoable(request)
    assert last is not None
    assert last.only is not None
    offered = last.only
    assert (offered.reference, offered.version) == (case.case.reference, case.case.version)
    page = reverse("workflow:undo", args=[offered.reference])
    post = {"version": offered.version, "key": last.key}
    assert sign_in(Client(), cast.second).post(page, post).status_code == 302
    assert case.case.step == "awaiting_applicant"  # it was not theirs
    officer.post(page, post)
    assert case.case.step == "review"
    with travel(clock.now() + dt.timedelta(seconds=31), tick=False):
        assert going_on.undoable(request) is None


def test_the_keys_are_switched_for_the_account_and_not_for_the_browser(
    cast: Cast, officer: Client
) -> None:
    keys = reverse("workflow:keys")
    elsewhere = sign_in(Client(), cast.officer)
    officer.post(keys, {"keys": "off"})
    for page in (keys, reverse("workflow:desk"), reverse("workflow:search")):
        assert "data-keys" not in elsewhere.get(page).content.decode()
    assert "data-keys" in sign_in(Client(), cast.second).get(keys).content.decode()
    elsewhere.post(keys, {"keys": "on"})
    assert "data-keys" in officer.get(reverse("workflow:desk")).content.decode()
