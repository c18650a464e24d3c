"""Undoing a decision for thirty seconds, while its messages are held."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from interior_portal.accounts.models import User
from interior_portal.outbox import registry as outbox
from interior_portal.outbox import relay, runner
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared.refusals import Refused
from interior_portal.tallies.models import TallyDelta
from interior_portal.workflow import acts, checks, engine, queries, registry
from interior_portal.workflow.models import Case, CaseEvent, WorkItem
from interior_portal.workflow.procedures import Procedure, ProcedureError, Transition
from interior_portal.workflow.queries.applicants import told_step
from interior_portal.workflow.results import Advance
from tests.workflow.test_races import at_once, overtaken
from tests.workflow.trial import NOON, PERMIT, Cast, Trial, begin, make_cast, refusal_of

SECOND = dt.timedelta(seconds=1)
MORE: dict[str, dict[str, Any]] = {
    "ask": {},
    "propose": {},
    "confirm": {"effects": ("trial.tell_granted",), "measures": ("trial.counted_twice",)},
}


def undoable(**more: Any) -> Procedure:
    """The trial permit, in which what only tells somebody can be undone."""
    transitions = tuple(
        replace(t, undo_seconds=30, **MORE[t.code]) if t.code in MORE else t
        for t in PERMIT.transitions
    )
    return replace(PERMIT, **{"code": "trial.undoable", "transitions": transitions, **more})


@pytest.fixture(autouse=True)
def known(registered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "_take_back", {})
    monkeypatch.setattr(outbox, "_messages", {"trial.tell_granted"})
    registry.register_procedure(undoable())


@pytest.fixture(autouse=True)
def noon(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(NOON, tick=False)
    return time_machine


def opened(cast: Cast, key: str = "start") -> Trial:
    return begin(cast, key=key, procedure="trial.undoable").taken()


def proposed(cast: Cast, key: str = "start") -> Trial:
    case = opened(cast, key)
    case.do("propose", cast.officer)
    case.claim(cast.second)
    return case


def undo(case: Trial, by: User, key: str = "undo") -> Advance:
    return engine.undo(case_id=case.case_id, by=by, version=case.case.version, key=key)


def state(case: Trial) -> dict[str, Any]:
    """All of a case but the head of its chain, and its open item."""
    kept = Case.objects.filter(pk=case.case_id).values().get()
    items = list(WorkItem.objects.filter(case=case.case_id, closed_at=None).values())
    timers = sorted(
        case.case.timers.filter(dropped_at=None, fired_at=None).values_list("kind", "fires_at")
    )
    return {
        **{n: v for n, v in kept.items() if n not in {"version", "event_seq", "event_hash"}},
        "items": items,
        "timers": timers,
    }


@pytest.mark.parametrize("move", ["ask", "propose", "confirm"])
def test_the_case_is_as_it_was(
    cast: Cast,
    noon: TimeMachineFixture,
    django_assert_num_queries: DjangoAssertNumQueries,
    move: str,
) -> None:
    case = proposed(cast) if move == "confirm" else opened(cast)
    by = cast.second if move == "confirm" else cast.officer
    noon.shift(40 * SECOND)
    before, version = state(case), case.case.version
    tallies = TallyDelta.objects.count()
    case.do(move, by)
    decided = CaseEvent.objects.latest("seq")
    assert state(case) != before
    noon.shift(29 * SECOND)
    assert queries.why_not_undo(case.case, by) is None
    has_effects = move == "confirm"
    with django_assert_num_queries(5 if has_effects else 3):
        done = engine.undo(case_id=case.case_id, by=by, version=version + 1, key="undo")
    assert state(case) == before
    assert (done.version, done.step) == (version + 2, before["step"])
    event = CaseEvent.objects.latest("seq")
    assert (event.code, event.transition, event.actor_id) == ("workflow.undone", "", by.pk)
    assert (event.from_step, event.to_step) == (decided.to_step, decided.from_step)
    assert event.data == {"undone": decided.seq}
    assert queries.verify_chain(case.case).is_whole
    columns = ("measure", "spread", "count", "amount")
    counted = list(TallyDelta.objects.order_by("pk").values_list(*columns)[tallies:])
    half = len(counted) // 2
    assert [row[0] for row in counted[:half]] == (
        ["trial.counted_twice", "trial.handled", "trial.kept", "trial.steps"] if has_effects else []
    )
    taken_back = [
        (m, spread and -spread, -n, amount and -amount) for m, spread, n, amount in counted[:half]
    ]
    assert counted[half:] == taken_back
    assert undo(case, by).replayed
    case.do(move, by)  # and it can be decided again


def test_messages_wait_and_are_never_sent_when_undone(cast: Cast) -> None:
    told: list[Any] = []
    outbox._handlers["trial.tell_granted"] = told.append
    case = proposed(cast)
    case.do("confirm", cast.second)
    row = OutboxRow.objects.get(handler="trial.tell_granted")
    held = row.available_at - row.created_at
    assert held == 30 * SECOND
    relay.drain()
    assert told == []
    undo(case, cast.second)
    row.refresh_from_db()
    assert (row.state, row.done_at) == ("CANCELLED", None)
    relay.drain(held=True)
    assert told == []
    case.do("confirm", cast.second)
    relay.drain(held=True)
    assert [payload["seq"] for payload in told] == [case.case.event_seq]


def test_other_moves_hold_nothing_and_cannot_be_undone(cast: Cast) -> None:
    case = opened(cast)
    case.do("grant", cast.officer)
    assert not OutboxRow.objects.exclude(available_at__lte=Case.objects.get().opened_at).filter(
        handler="trial.issue", state="CANCELLED"
    )
    with pytest.raises(Refused) as caught:
        undo(case, cast.officer)
    assert refusal_of(caught) == "nothing_to_undo"


def test_who_undoes_when_and_what(cast: Cast, noon: TimeMachineFixture) -> None:
    case = opened(cast)
    seen = case.case.version
    case.do("ask", cast.officer)
    for by in (cast.second, cast.head, cast.traveller):
        with pytest.raises(Refused) as caught:
            undo(case, by)
        assert refusal_of(caught) == "undo_not_yours"
    with pytest.raises(Refused) as caught:
        engine.undo(case_id=case.case_id, by=cast.officer, version=seen, key="u")
    assert refusal_of(caught) == "stale_case"
    noon.shift(30 * SECOND)
    with pytest.raises(Refused) as caught:
        undo(case, cast.officer)
    assert refusal_of(caught) == "undo_too_late"
    refusal = queries.why_not_undo(case.case, cast.officer)
    assert refusal is not None
    assert refusal.code == "undo_too_late"


def test_what_somebody_has_built_on_stands(cast: Cast) -> None:
    case = opened(cast)
    case.do("propose", cast.officer)
    case.claim(cast.second)
    with pytest.raises(Refused) as caught:
        undo(case, cast.officer)
    assert refusal_of(caught) == "nothing_to_undo"


def test_a_message_that_was_tried_is_not_taken_back(cast: Cast) -> None:
    case = proposed(cast)
    case.do("confirm", cast.second)
    OutboxRow.objects.filter(handler="trial.tell_granted").update(attempts=1)
    with pytest.raises(Refused) as caught:
        undo(case, cast.second)
    assert refusal_of(caught) == "undo_too_late"
    assert case.case.step == "refused"


def test_the_directorate_takes_its_own_rows_back(cast: Cast) -> None:
    taken_back: list[int] = []
    acts.undoing("trial.undoable", "ask")(taken_back.append)
    case = opened(cast)
    case.do("ask", cast.officer)
    undo(case, cast.officer)
    assert taken_back == [case.case_id]
    case.do("propose", cast.officer)
    undo(case, cast.officer, key="again")
    assert taken_back == [case.case_id]
    with pytest.raises(ValueError, match="taken back by two functions"):
        acts.undoing("trial.undoable", "ask")(print)


def test_the_applicant_never_sees_what_can_still_be_undone(
    cast: Cast, noon: TimeMachineFixture
) -> None:
    case = proposed(cast)
    noon.shift(60 * SECOND)
    case.do("confirm", cast.second)
    assert (case.case.step, told_step(case.case).code) == ("refused", "second_review")
    noon.shift(29 * SECOND)
    assert told_step(case.case).code == "second_review"
    noon.shift(SECOND)
    assert told_step(case.case).code == "refused"


def test_a_program_that_carries_out_at_once_holds_nothing(cast: Cast) -> None:
    case = proposed(cast)
    with relay.carrying_out_here():
        case.do("confirm", cast.second)
    row = OutboxRow.objects.get(handler="trial.tell_granted")
    assert row.available_at == row.created_at
    with pytest.raises(Refused) as caught:
        undo(case, cast.second)
    assert refusal_of(caught) == "nothing_to_undo"


def only(code: str, **more: Any) -> tuple[Transition, ...]:
    return tuple(
        replace(t, undo_seconds=30, **more) if t.code == code else t for t in PERMIT.transitions
    )


@pytest.mark.parametrize(
    ("code", "more"),
    [("grant", {"paper": "permit"}), ("withdraw", {}), ("ask", {"undo_seconds": -1})],
)
def test_only_a_desks_decision_without_a_paper_is_undone(code: str, more: dict[str, Any]) -> None:
    transitions = tuple(
        replace(t, **{"undo_seconds": 30, **more}) if t.code == code else t
        for t in PERMIT.transitions
    )
    with pytest.raises(ProcedureError, match="what a desk decided without a paper can be undone"):
        replace(PERMIT, transitions=transitions)


def test_effects_that_are_held_are_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_registered_names(None) == []
    monkeypatch.setattr(outbox, "_messages", set())
    (error,) = checks.check_registered_names(None)
    assert "'trial.tell_granted' is not marked as a message" in error.msg


@pytest.fixture
def racing(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    return make_cast()


def undoing(case: Trial, by: User) -> Callable[[], Advance]:
    version = case.case.version
    return lambda: engine.undo(case_id=case.case_id, by=by, version=version, key="undo")


@pytest.mark.parametrize("run", range(5))
def test_either_the_message_leaves_or_the_decision_is_undone(racing: Cast, run: int) -> None:
    told: list[Any] = []
    outbox._handlers["trial.tell_granted"] = told.append
    case = proposed(racing, key=f"run {run}")
    case.do("confirm", racing.second)
    row = OutboxRow.objects.get(handler="trial.tell_granted")
    OutboxRow.objects.filter(pk=row.pk).update(available_at=row.created_at)
    carried, undone = at_once([lambda: runner.run_row(row.pk), undoing(case, racing.second)])
    if isinstance(undone, Advance):
        assert (case.case.step, told, carried) == ("second_review", [], runner.Outcome.SKIPPED)
    else:
        assert (undone, case.case.step) == ("undo_too_late", "refused")
        assert len(told) == 1
    assert queries.verify_chain(case.case).is_whole


def test_who_went_on_meanwhile_wins(racing: Cast) -> None:
    case = opened(racing)
    case.do("ask", racing.officer)
    version = case.case.version
    _, lost = overtaken(
        lambda: engine.advance(
            case_id=case.case_id, transition="answer", by=racing.traveller, version=version, key="a"
        ),
        undoing(case, racing.officer),
    )
    assert (lost, case.case.step) == ("stale_case", "review")


def test_who_undid_first_wins(racing: Cast) -> None:
    case = opened(racing)
    case.do("ask", racing.officer)
    version = case.case.version
    _, lost = overtaken(
        undoing(case, racing.officer),
        lambda: engine.advance(
            case_id=case.case_id, transition="answer", by=racing.traveller, version=version, key="a"
        ),
    )
    assert (lost, case.case.step, case.item.claimed_by) == ("stale_case", "review", racing.officer)
