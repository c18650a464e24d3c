"""What the engine does with a case, and what it refuses."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.accounts.models import Posting, User
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared import clock
from interior_portal.shared.ids import clean_reference
from interior_portal.shared.refusals import Refused
from interior_portal.tallies.models import TallyDelta
from interior_portal.workflow import engine, registry
from interior_portal.workflow.models import Case, CaseEvent, Holiday, ProcedureVersion, WorkItem
from interior_portal.workflow.results import Advance, KeyReused, StaleCase
from tests.workflow.trial import PERMIT, Cast, begin

NOON = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)  # noon in Damascus, a Saturday


def refusal_of(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.refusal.code


# --- start --------------------------------------------------------------------------------------


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


# --- advance ------------------------------------------------------------------------------------


@travel(NOON, tick=False)
def test_an_advance_writes_everything_at_once(cast: Cast) -> None:
    case = begin(cast, category="single")
    advance = case.do("submit", cast.traveller, copies=2, note="ملاحظة")
    kept = case.case
    assert advance == Advance(kept.pk, kept.reference, 2, "review", 2)
    assert (kept.step, kept.version, kept.event_seq) == ("review", 2, 2)
    due_at = NOON + dt.timedelta(minutes=600)  # no opening hours are known: all time counts
    assert (kept.received_at, kept.due_at) == (NOON, due_at)
    item = case.item
    assert (item.step, item.queue, item.due_at, item.opened_at, item.claimed_by) == (
        "review",
        f"{cast.desk.pk}:TRIAL_OFFICER",
        due_at,
        NOON,
        None,
    )
    event = CaseEvent.objects.get(seq=2)
    assert (event.code, event.transition, event.from_step, event.to_step, event.version) == (
        "trial.permit.submit",
        "submit",
        "draft",
        "review",
        2,
    )
    assert (event.actor_id, event.role, event.unit_id, event.key) == (
        cast.traveller.pk,
        "",
        cast.desk.pk,
        "submit-1",
    )
    assert event.data == {
        "copies": 2,
        "note": "ملاحظة",
        "clock": {
            "started": True,
            "promise_minutes": 600,
            "due_at": due_at.isoformat(),
        },
    }
    assert bytes(event.hash) == bytes(kept.event_hash)
    assert bytes(event.prev_hash) == bytes(CaseEvent.objects.get(seq=1).hash)
    tally = TallyDelta.objects.get()
    assert (tally.day, tally.measure, tally.unit_id, tally.category, tally.count) == (
        dt.date(2026, 11, 21),
        "trial.received",
        cast.desk.pk,
        "single",
        1,
    )
    row = OutboxRow.objects.get()
    assert (row.handler, row.state) == ("trial.tell_received", "PENDING")
    assert row.payload == {"case": kept.pk, "reference": kept.reference, "seq": 2}
    assert row.key == f"{kept.reference}:2:trial.tell_received"


def test_a_tally_belongs_to_the_local_day(cast: Cast) -> None:
    with travel(dt.datetime(2026, 11, 21, 21, 30, tzinfo=dt.UTC), tick=False):
        begin(cast).submit()
    assert TallyDelta.objects.get().day == dt.date(2026, 11, 22)


def test_a_final_step_closes_the_case_and_its_item(cast: Cast) -> None:
    case = begin(cast).taken()
    with travel(NOON, tick=False):
        case.do("grant", cast.officer)
    kept = case.case
    assert (kept.step, kept.outcome, kept.closed_at, kept.clock_ended_at) == (
        "granted",
        "granted",
        NOON,
        NOON,
    )
    assert kept.due_at is not None
    assert WorkItem.objects.get().closed_at == NOON
    event = CaseEvent.objects.get(transition="grant")
    assert (event.code, event.role) == ("trial.permit.was_granted", "TRIAL_OFFICER")
    measures = TallyDelta.objects.filter(measure__startswith="trial.").values_list("measure")
    assert sorted(measures) == [("trial.counted_twice",), ("trial.granted",), ("trial.received",)]
    handlers = OutboxRow.objects.filter(key__contains=f":{event.seq}:").values_list("handler")
    assert sorted(handlers) == [("trial.issue",), ("trial.tell_granted",)]


def test_from_desk_to_desk_one_item_closes_and_one_opens(cast: Cast) -> None:
    case = begin(cast).taken()
    first = case.item
    case.do("propose", cast.officer)
    second = case.item
    assert WorkItem.objects.count() == 2
    assert (second.step, second.claimed_by, second.due_at) == (
        "second_review",
        None,
        first.due_at,
    )
    assert WorkItem.objects.get(pk=first.pk).closed_at is not None


def test_a_pause_takes_the_deadline_away_and_running_on_gives_a_later_one(cast: Cast) -> None:
    with travel(NOON, tick=False):
        case = begin(cast).taken()
    with travel(NOON + dt.timedelta(minutes=100), tick=False):
        case.do("ask", cast.officer)
    paused = case.case
    assert (paused.due_at, paused.pause_reason, paused.remaining_minutes) == (
        None,
        "awaiting_applicant",
        500,
    )
    assert CaseEvent.objects.get(transition="ask").data == {
        "clock": {"paused": "awaiting_applicant", "remaining_minutes": 500}
    }
    with travel(NOON + dt.timedelta(minutes=1000), tick=False):
        case.do("answer", cast.traveller)
    resumed = case.case
    due_at = NOON + dt.timedelta(minutes=1500)
    assert (resumed.due_at, resumed.paused_at, resumed.pause_reason) == (due_at, None, "")
    assert (resumed.remaining_minutes, resumed.paused_minutes_total) == (None, 900)
    assert case.item.due_at == due_at
    assert CaseEvent.objects.get(transition="answer").data["clock"]["paused_minutes"] == 900


def test_holidays_of_the_unit_and_above_move_the_deadline(cast: Cast) -> None:
    names = {"name_ar": "عيد", "name_kmr": "Cejn", "name_en": "Feast"}
    Holiday.objects.create(on="2026-11-22", unit=None, **names)
    Holiday.objects.create(on="2026-11-23", unit=cast.authority, **names)
    Holiday.objects.create(on="2026-11-24", unit=cast.elsewhere, **names)
    with travel(NOON, tick=False):
        case = begin(cast, promise_minutes=12 * 60 + 1).submit()
    assert case.case.due_at == dt.datetime(2026, 11, 23, 21, 1, tzinfo=dt.UTC)  # the 24th, 00:01


# Statements by what they do to the clock. The first of all locks the case.
COUNTS = [("ask", 3), ("propose", 2), ("grant", 2), ("withdraw", 2)]


@pytest.mark.parametrize(("transition", "statements"), COUNTS)
def test_an_advance_takes_few_statements(cast: Cast, transition: str, statements: int) -> None:
    case = begin(cast).taken()
    by, version = cast.traveller if transition == "withdraw" else cast.officer, case.case.version
    with CaptureQueriesContext(
        connection,
    ) as captured:
        engine.advance(
            case_id=case.case_id, transition=transition, by=by, version=version, key="counted"
        )
    assert len(captured) == statements
    assert "FOR NO KEY UPDATE OF c" in captured[0]["sql"]


def test_a_start_of_the_clock_and_running_on_take_three_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast)
    with django_assert_num_queries(3):
        engine.advance(
            case_id=case.case_id, transition="submit", by=cast.traveller, version=1, key="1"
        )
    case.claim(cast.officer)
    case.do("ask", cast.officer)
    version = case.case.version
    with django_assert_num_queries(3):
        engine.advance(
            case_id=case.case_id, transition="answer", by=cast.traveller, version=version, key="2"
        )


def test_inside_an_action_no_savepoint_is_added(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).taken()
    version = case.case.version
    with transaction.atomic(), django_assert_num_queries(2):
        engine.advance(
            case_id=case.case_id, transition="grant", by=cast.officer, version=version, key="1"
        )


def test_after_a_refusal_the_transaction_of_the_caller_is_whole(cast: Cast) -> None:
    case = begin(cast).submit()
    with transaction.atomic():
        with pytest.raises(Refused):
            case.do("grant", cast.officer)
        User.objects.create(email="later@trial.example")
    assert User.objects.filter(email="later@trial.example").exists()


def test_the_outbox_is_nudged_after_the_commit(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    nudged: list[list[int]] = []
    monkeypatch.setattr(relay, "nudge", nudged.append)
    case = begin(cast).taken()
    with django_capture_on_commit_callbacks(execute=True):
        case.do("grant", cast.officer)
    rows = OutboxRow.objects.filter(handler__in=["trial.issue", "trial.tell_granted"])
    assert sorted(nudged[0]) == sorted(row.pk for row in rows)
    assert len(nudged) == 1


def test_without_effects_nothing_is_nudged(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    case = begin(cast).taken()
    with django_capture_on_commit_callbacks() as callbacks:
        case.do("propose", cast.officer)
    assert callbacks == []


# --- keys and versions --------------------------------------------------------------------------


def test_the_same_request_again_gives_the_first_result(cast: Cast) -> None:
    case = begin(cast)
    asked: dict[str, Any] = {
        "case_id": case.case_id,
        "transition": "submit",
        "by": cast.traveller,
        "version": 1,
    }
    first = engine.advance(**asked, key="once", data={"a": [1, "b"]})
    case.claim(cast.officer)
    case.do("propose", cast.officer)
    again = engine.advance(**asked, key="once", data={"a": [1, "b"]})
    assert again == replace(first, replayed=True)
    assert CaseEvent.objects.filter(transition="submit").count() == 1
    assert OutboxRow.objects.filter(handler="trial.tell_received").count() == 1


@pytest.mark.parametrize("change", ["transition", "by", "data"])
def test_a_key_with_another_request_is_refused(cast: Cast, change: str) -> None:
    case = begin(cast).taken()
    request: dict[str, Any] = {"transition": "grant", "by": cast.officer, "data": {"number": 1}}
    other = {"transition": "ask", "by": cast.second, "data": {"number": 2}}
    version = case.case.version
    engine.advance(case_id=case.case_id, version=version, key="k", **request)
    request[change] = other[change]
    with pytest.raises(KeyReused) as caught:
        engine.advance(case_id=case.case_id, version=version, key="k", **request)
    assert refusal_of(caught) == "key_reused"


def test_a_key_belongs_to_its_case(cast: Cast) -> None:
    first, second = begin(cast, key="a"), begin(cast, key="b")
    first.do("submit", cast.traveller)
    second.do("submit", cast.traveller)
    assert first.calls == second.calls == 1
    assert (first.case.step, second.case.step) == ("review", "review")


def test_a_page_that_shows_an_older_case_is_stale(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    with pytest.raises(StaleCase) as caught:
        engine.advance(
            case_id=case.case_id, transition="grant", by=cast.officer, version=2, key="late"
        )
    assert str(caught.value) != ""
    assert case.case.step == "second_review"


def test_only_the_system_may_act_on_whatever_version_there_is(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("ask", cast.officer)
    with pytest.raises(ValueError, match="version they saw"):
        engine.advance(
            case_id=case.case_id, transition="answer", by=cast.traveller, version=None, key="k"
        )
    engine.advance(case_id=case.case_id, transition="expire", by=None, version=None, key="k")
    event = CaseEvent.objects.get(transition="expire")
    assert (event.actor_id, event.role, event.on_behalf_of_id) == (None, "", None)


def test_a_case_that_is_not_there(cast: Cast) -> None:
    with pytest.raises(Case.DoesNotExist):
        engine.advance(case_id=0, transition="submit", by=cast.traveller, version=1, key="k")


def test_a_transition_that_is_not_there(cast: Cast) -> None:
    with pytest.raises(KeyError):
        begin(cast).do("fly", cast.traveller)


def test_a_request_without_a_key_is_an_error(cast: Cast) -> None:
    with pytest.raises(ValueError, match="has a key"):
        begin(cast, key="")
    case = begin(cast)
    with pytest.raises(ValueError, match="has a key"):
        engine.advance(
            case_id=case.case_id, transition="submit", by=cast.traveller, version=1, key=""
        )


def test_the_data_of_an_event_cannot_speak_for_the_clock(cast: Cast) -> None:
    with pytest.raises(ValueError, match="engine's word"):
        begin(cast).do("submit", cast.traveller, clock={"paused": "forged"})
    with pytest.raises(ValueError, match="engine's word"):
        begin(cast, data={"clock": {}})


# --- who may ------------------------------------------------------------------------------------


def end_postings(user: User) -> None:
    """As of today the user holds nothing: the last day was yesterday."""
    yesterday = clock.today() - dt.timedelta(days=1)
    Posting.objects.filter(user=user).update(
        starts_on=yesterday - dt.timedelta(days=9), ends_on=yesterday
    )


@pytest.mark.parametrize("name", ["rival", "clerk", "head", "stranger", "traveller"])
def test_only_the_role_at_the_unit_decides(cast: Cast, name: str) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        case.do("grant", getattr(cast, name))
    assert refusal_of(caught) == "not_permitted"
    case.do("grant", cast.officer)


def test_a_role_that_ended_yesterday_decides_nothing(cast: Cast) -> None:
    case = begin(cast).taken()
    end_postings(cast.officer)
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "not_permitted"


def test_a_role_counts_on_its_last_day_and_not_before_its_first(cast: Cast) -> None:
    case, today = begin(cast).taken(), clock.today()
    Posting.objects.filter(user=cast.officer).update(starts_on=today, ends_on=today)
    case.do("ask", cast.officer)
    case.do("answer", cast.traveller)
    Posting.objects.filter(user=cast.officer).update(
        starts_on=today + dt.timedelta(days=1), ends_on=None
    )
    with pytest.raises(Refused):
        case.claim(cast.officer)


@pytest.mark.parametrize("column", ["is_active", "is_staff"])
def test_a_disabled_officer_and_one_who_left_decide_nothing(cast: Cast, column: str) -> None:
    case = begin(cast).taken()
    User.objects.filter(pk=cast.officer.pk).update(**{column: False})
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "not_permitted"


def test_a_disabled_applicant_does_nothing(cast: Cast) -> None:
    case = begin(cast)
    User.objects.filter(pk=cast.traveller.pk).update(is_active=False)
    with pytest.raises(Refused) as caught:
        case.do("submit", cast.traveller)
    assert refusal_of(caught) == "not_permitted"
    with pytest.raises(Refused):
        begin(cast, key="second")


def test_somebody_who_is_not_signed_in_is_not_the_system(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("ask", cast.officer)
    nobody: Any = AnonymousUser()  # what a careless view passes
    with pytest.raises(Refused) as caught:
        case.do("expire", nobody)
    assert refusal_of(caught) == "not_permitted"


def test_nobody_acts_for_the_system_and_the_system_for_nobody(cast: Cast) -> None:
    case = begin(cast)
    with pytest.raises(Refused) as caught:
        case.do("submit", None)
    assert refusal_of(caught) == "not_permitted"
    case.taken().do("ask", cast.officer)
    for by in (cast.officer, cast.traveller):
        with pytest.raises(Refused) as caught:
            case.do("expire", by)
        assert refusal_of(caught) == "not_permitted"


def test_an_officer_does_not_decide_their_own_case(cast: Cast) -> None:
    case = begin(cast, by=cast.officer, applicant=cast.officer)
    case.do("submit", cast.officer)
    with pytest.raises(Refused) as caught:
        case.claim(cast.officer)
    assert refusal_of(caught) == "own_case"
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "own_case"
    case.claim(cast.second)


def test_four_eyes(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    case.claim(cast.officer)
    with pytest.raises(Refused) as caught:
        case.do("confirm", cast.officer)
    assert refusal_of(caught) == "four_eyes"
    engine.release(item_id=case.item.pk, by=cast.officer)
    case.claim(cast.second)
    case.do("confirm", cast.second)
    assert case.case.outcome == "refused"


def test_four_eyes_look_at_the_last_proposal(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    case.claim(cast.second)
    case.do("send_back", cast.second)
    case.claim(cast.second)
    case.do("propose", cast.second)
    case.claim(cast.officer)
    case.do("confirm", cast.officer)
    assert case.case.outcome == "refused"


def test_four_eyes_hold_in_a_version_this_process_has_not_met(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    case.claim(cast.officer)
    registry._versions.clear()
    registry._four_eyes.clear()
    with pytest.raises(Refused) as caught:
        case.do("confirm", cast.officer)
    assert refusal_of(caught) == "four_eyes"


def test_a_step_the_case_does_not_stand_at(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        begin(cast).do("answer", cast.traveller)
    assert refusal_of(caught) == "wrong_step"


def test_a_closed_case_stays_closed(cast: Cast) -> None:
    case = begin(cast)
    case.do("withdraw", cast.traveller)
    with pytest.raises(Refused) as caught:
        case.do("submit", cast.traveller)
    assert refusal_of(caught) == "wrong_step"


def test_a_rule_refuses_with_its_own_words(cast: Cast) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer, number=4)
    assert str(caught.value) == "Only 3 may be granted."
    assert case.case.step == "review"
    case.do("grant", cast.officer, number=3)


# --- claims -------------------------------------------------------------------------------------


def test_a_decision_needs_the_claim(cast: Cast) -> None:
    case = begin(cast).submit()
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "not_claimed"
    case.claim(cast.second)
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "claimed_by_other"


@travel(NOON, tick=False)
def test_a_claim_names_its_holder_and_leaves_an_event(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).submit()
    item, version = case.item, case.case.version
    with django_assert_num_queries(2):
        claim = engine.claim(item_id=item.pk, by=cast.officer)
    assert (claim.item_id, claim.claimed_by_id, claim.claimed_at) == (
        item.pk,
        cast.officer.pk,
        NOON,
    )
    assert (case.item.claimed_by, case.item.claimed_at) == (cast.officer, NOON)
    event = CaseEvent.objects.get(code="workflow.claimed")
    assert (event.seq, event.actor_id, event.role) == (3, cast.officer.pk, "TRIAL_OFFICER")
    assert case.case.version == version
    assert engine.claim(item_id=item.pk, by=cast.officer) == claim
    assert case.case.event_seq == 3


def test_nobody_takes_what_another_holds(cast: Cast) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        case.claim(cast.second)
    assert refusal_of(caught) == "claimed_by_other"


@pytest.mark.parametrize("name", ["traveller", "rival", "clerk", "head", "stranger"])
def test_only_who_can_work_on_it_takes_an_item(cast: Cast, name: str) -> None:
    case = begin(cast).submit()
    with pytest.raises(Refused) as caught:
        case.claim(getattr(cast, name))
    assert refusal_of(caught) == "not_permitted"


def test_an_item_that_closed_cannot_be_taken(cast: Cast) -> None:
    case = begin(cast).submit()
    item = case.item
    case.do("withdraw", cast.traveller)
    with pytest.raises(Refused) as caught:
        engine.claim(item_id=item.pk, by=cast.officer)
    assert refusal_of(caught) == "item_closed"
    with pytest.raises(WorkItem.DoesNotExist):
        engine.claim(item_id=0, by=cast.officer)


def test_the_holder_puts_an_item_back(cast: Cast) -> None:
    case = begin(cast).taken()
    engine.release(item_id=case.item.pk, by=cast.officer)
    assert (case.item.claimed_by, case.item.claimed_at) == (None, None)
    event = CaseEvent.objects.get(code="workflow.released")
    assert (event.actor_id, event.data) == (cast.officer.pk, {"held_by": cast.officer.pk})
    with pytest.raises(Refused) as caught:
        engine.release(item_id=case.item.pk, by=cast.officer)
    assert refusal_of(caught) == "not_held"


def test_the_head_and_the_system_put_back_what_another_holds(cast: Cast) -> None:
    case = begin(cast).taken()
    with pytest.raises(Refused) as caught:
        engine.release(item_id=case.item.pk, by=cast.second)
    assert refusal_of(caught) == "claimed_by_other"
    engine.release(item_id=case.item.pk, by=cast.head)
    case.claim(cast.officer)
    engine.release(item_id=case.item.pk, by=None)
    roles = CaseEvent.objects.filter(code="workflow.released").order_by("seq").values_list("role")
    assert list(roles) == [("TRIAL_HEAD",), ("",)]
