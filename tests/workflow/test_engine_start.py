"""What a start writes, and whose it may be."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.shared.ids import clean_reference
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from interior_portal.workflow.models import Case, CaseEvent, ProcedureVersion, WorkItem
from interior_portal.workflow.results import Advance, KeyReused
from tests.workflow.trial import NOON, PERMIT, Cast, begin, end_postings, refusal_of


@travel(NOON, tick=False)
def test_a_start_writes_the_case_and_its_first_event(cast: Cast) -> None:
    advance = engine.start(
        procedure="trial.permit",
        by=cast.traveller,
        unit=cast.desk,
        applicant=cast.traveller,
        key="first",
        category="single",
        promise_minutes=90,
        data={"channel": "web"},
    )
    case = Case.objects.get()
    assert advance == Advance(case.pk, case.reference, 1, "draft", 1)
    assert clean_reference(case.reference) == case.reference
    assert case.reference.startswith("Q26-")
    assert (case.step, case.category, case.unit, case.applicant) == (
        "draft",
        "single",
        cast.desk,
        cast.traveller,
    )
    assert (case.entered_by, case.promise_minutes, case.opened_at) == (None, 90, NOON)
    assert (case.received_at, case.due_at, case.closed_at, case.outcome) == (None, None, None, "")
    assert case.procedure_version.sha256 == PERMIT.sha256
    event = CaseEvent.objects.get()
    assert (event.seq, event.code, event.to_step, event.actor_id) == (
        1,
        "trial.permit.started",
        "draft",
        cast.traveller.pk,
    )
    assert (event.at, event.data, event.key) == (NOON, {"channel": "web"}, "first")
    assert not WorkItem.objects.exists()


def test_the_promise_is_the_procedures_unless_given(cast: Cast) -> None:
    assert begin(cast).case.promise_minutes == 600


def test_a_start_takes_two_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begin(cast, key="stores the version")
    with django_assert_num_queries(2):
        begin(cast, key="second")
    assert ProcedureVersion.objects.filter(code="trial.permit").count() == 1


def test_the_same_start_again_is_the_same_case(cast: Cast) -> None:
    first, again = begin(cast, data={"a": 1}), begin(cast, data={"a": 1})
    assert first.case_id == again.case_id
    assert Case.objects.count() == 1
    assert CaseEvent.objects.count() == 1


def test_a_replayed_start_says_so_and_gives_the_first_result(cast: Cast) -> None:
    case = begin(cast).submit()
    arguments: dict[str, Any] = {"unit": cast.desk, "applicant": cast.traveller, "key": "start"}
    again = engine.start(procedure="trial.permit", by=cast.traveller, **arguments)
    assert again == Advance(case.case_id, case.case.reference, 1, "draft", 1, replayed=True)


@pytest.mark.parametrize("change", ["applicant", "category", "data"])
def test_a_start_with_the_key_of_another_is_refused(cast: Cast, change: str) -> None:
    begin(cast)
    other: dict[str, Any] = {
        "applicant": {"applicant": cast.rival, "by": cast.rival},
        "category": {"category": "other"},
        "data": {"data": {"a": 2}},
    }
    with pytest.raises(KeyReused):
        begin(cast, **other[change])
    assert Case.objects.count() == 1


def test_a_reference_that_is_taken_is_drawn_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = begin(cast).case.reference
    drawn = iter([taken, taken, "Q26-NEWN-EWNE"])
    monkeypatch.setattr("interior_portal.shared.ids.new_reference", lambda _prefix: next(drawn))
    assert begin(cast, key="second").case.reference == "Q26-NEWN-EWNE"


def test_a_clerk_enters_a_case_for_somebody_and_goes_on_in_their_place(cast: Cast) -> None:
    case = begin(cast, by=cast.clerk)
    assert (case.case.applicant, case.case.entered_by) == (cast.traveller, cast.clerk)
    case.do("withdraw", cast.clerk)
    entered, withdrawn = CaseEvent.objects.order_by("seq")
    for event in (entered, withdrawn):
        assert (event.actor_id, event.on_behalf_of_id, event.role) == (
            cast.clerk.pk,
            cast.traveller.pk,
            "TRIAL_CLERK",
        )


def test_a_clerk_uses_the_entry_permission_where_the_transition_names_none(cast: Cast) -> None:
    begin(cast, by=cast.clerk).do("submit", cast.clerk)
    assert CaseEvent.objects.get(seq=2).on_behalf_of_id == cast.traveller.pk


def test_a_clerk_does_nothing_in_cases_they_did_not_enter(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        begin(cast).do("submit", cast.clerk)
    assert refusal_of(caught) == "not_permitted"


def test_a_clerk_whose_posting_ended_no_longer_acts_for_others(cast: Cast) -> None:
    case = begin(cast, by=cast.clerk)
    end_postings(cast.clerk)
    with pytest.raises(Refused) as caught:
        case.do("submit", cast.clerk)
    assert refusal_of(caught) == "not_permitted"


@pytest.mark.parametrize("name", ["rival", "officer"])
def test_nobody_else_starts_a_case_for_somebody(cast: Cast, name: str) -> None:
    with pytest.raises(Refused) as caught:
        begin(cast, by=getattr(cast, name))
    assert refusal_of(caught) == "not_permitted"
    assert not Case.objects.exists()


def test_an_unknown_procedure_is_an_error(cast: Cast) -> None:
    with pytest.raises(LookupError):
        begin(cast, procedure="trial.unknown")
