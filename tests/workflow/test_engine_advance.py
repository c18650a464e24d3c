"""What an advance writes, in how many statements, and when the outbox hears of it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.accounts.models import User
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared.refusals import Refused
from interior_portal.tallies.models import TallyDelta
from interior_portal.workflow import engine
from interior_portal.workflow.models import CaseEvent, Holiday, WorkItem
from interior_portal.workflow.results import Advance
from tests.workflow.trial import NOON, Cast, Trial, begin

DUE_AT = NOON + dt.timedelta(minutes=600)  # no opening hours are known: all time counts


@pytest.fixture
def submitted(cast: Cast) -> Trial:
    with travel(NOON, tick=False):
        case = begin(cast, category="single")
        case.do("submit", cast.traveller, copies=2, note="ملاحظة")
    return case


def test_an_advance_tells_where_the_case_stands_now(cast: Cast) -> None:
    case = begin(cast)
    advance = case.do("submit", cast.traveller)
    assert advance == Advance(case.case_id, case.case.reference, 2, "review", 2)


def test_an_advance_moves_the_case_and_opens_an_item(submitted: Trial) -> None:
    kept, item = submitted.case, submitted.item
    assert (kept.step, kept.version, kept.event_seq) == ("review", 2, 2)
    assert (kept.received_at, kept.due_at) == (NOON, DUE_AT)
    assert (item.step, item.queue) == ("review", f"{kept.unit_id}:TRIAL_OFFICER")
    assert (item.due_at, item.opened_at, item.claimed_by) == (DUE_AT, NOON, None)


def test_an_advance_adds_an_event(submitted: Trial) -> None:
    kept, event = submitted.case, CaseEvent.objects.get(seq=2)
    assert (event.code, event.transition) == ("trial.permit.submit", "submit")
    assert (event.from_step, event.to_step, event.version) == ("draft", "review", 2)
    assert (event.actor_id, event.role) == (kept.applicant_id, "")
    assert (event.unit_id, event.key, event.at) == (kept.unit_id, "submit-1", NOON)
    clock = {"started": True, "promise_minutes": 600, "due_at": DUE_AT.isoformat()}
    assert event.data == {"copies": 2, "note": "ملاحظة", "clock": clock}
    assert bytes(event.hash) == bytes(kept.event_hash)
    assert bytes(event.prev_hash) == bytes(CaseEvent.objects.get(seq=1).hash)


def test_an_advance_counts_and_puts_what_follows_into_the_outbox(submitted: Trial) -> None:
    kept, row = submitted.case, OutboxRow.objects.get()
    tally, begun = TallyDelta.objects.order_by("pk")
    assert (begun.measure, begun.day, begun.unit_id) == ("trial.begun", tally.day, tally.unit_id)
    assert (tally.day, tally.measure) == (dt.date(2026, 11, 21), "trial.received")
    assert (tally.unit_id, tally.category, tally.count) == (kept.unit_id, "single", 1)
    assert (row.handler, row.state) == ("trial.tell_received", "PENDING")
    assert row.payload == {"case": kept.pk, "reference": kept.reference, "seq": 2}
    assert row.key == f"{kept.reference}:2:trial.tell_received"


def test_a_tally_belongs_to_the_local_day(cast: Cast) -> None:
    with travel(dt.datetime(2026, 11, 21, 21, 30, tzinfo=dt.UTC), tick=False):
        begin(cast).submit()
    days = TallyDelta.objects.values_list("day", flat=True)
    assert list(days) == 2 * [dt.date(2026, 11, 22)]


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
    assert sorted(measure for (measure,) in measures) == [
        "trial.begun",
        "trial.counted_twice",
        "trial.granted",
        "trial.handled",
        "trial.kept",
        "trial.received",
        "trial.steps",
    ]
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
