"""Two at once, on real transactions: one wins, the other is told, nothing is torn."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from interior_portal.accounts.models import User
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries, saved_views
from interior_portal.workflow.models import Case, CaseEvent, SavedView, WorkItem
from interior_portal.workflow.results import Advance, Claim
from tests.workflow.trial import Cast, Trial, begin, make_cast
from tests.workflow.twofold import Twofold

CLERKS = 20


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    return make_cast()


def answer(call: Callable[[], Any]) -> Any:
    """The result, or the code of the refusal."""
    try:
        return call()
    except Refused as refused:
        return refused.refusal.code


def outcome(call: Callable[[], Any]) -> Any:
    """The answer, on a connection of this thread that is closed afterwards."""
    try:
        return answer(call)
    finally:
        connection.close()


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all calls in threads of their own that start together."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        gate.wait()
        return outcome(call)

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def overtaken(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """`second` asks for the lock while `first` holds it, and gets it when `first` has committed."""
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            winner = first()
            waiting: Future[Any] = threads.submit(outcome, second)
            wait_for_somebody_to_wait()
        return winner, waiting.result(timeout=20)


def wait_for_somebody_to_wait() -> None:
    sql = "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)) AND NOT granted"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for the lock")


def test_the_same_choice_kept_twice_at_once_is_kept_once(cast: Cast) -> None:
    def keep(query: str) -> Callable[[], Any]:
        return lambda: saved_views.keep(user=cast.officer, name="Late", query=query)

    assert overtaken(keep("due=overdue"), keep("due=today")) == (None, None)
    assert SavedView.objects.get().query == "due=today"


def advancing(case: Trial, move: str, by: User, key: str) -> Callable[[], Advance]:
    version = case.case.version
    return lambda: engine.advance(
        case_id=case.case_id, transition=move, by=by, version=version, key=key
    )


def assert_sound(case: Trial) -> None:
    kept = case.case
    assert queries.verify_chain(kept).is_whole
    assert CaseEvent.objects.filter(case=kept).count() == kept.event_seq
    open_items = WorkItem.objects.filter(case=kept, closed_at=None).count()
    assert open_items == (1 if kept.step in {"review", "second_review"} else 0)


@pytest.mark.usefixtures("branching")
@pytest.mark.parametrize("rounds", [10, pytest.param(50, marks=pytest.mark.faults)])
def test_the_last_two_of_a_join_never_miss_each_other(cast: Cast, rounds: int) -> None:
    """Both orders, each branch waiting for the other's lock: every join comes together once."""
    arrivals = [("tax_done", cast.second), ("police_done", cast.second)]
    for number in range(rounds):
        for first, second in (arrivals, arrivals[::-1]):
            case = Twofold(cast, key=f"{number} {first[0]}").submitted().read()
            seen = case.case.version
            won, last = overtaken(partial(case.do, *first, seen), partial(case.do, *second, seen))
            assert (won.step, last.step) == ("checking", "decision")
            assert case.desks == [("", "decision")]
            assert case.join.arrived == case.join.expected == 2
            assert queries.verify_chain(case.case).is_whole


def test_who_waited_for_another_decision_is_told(cast: Cast) -> None:
    case = begin(cast).taken()
    withdraw = advancing(case, "withdraw", cast.traveller, "a")
    grant = advancing(case, "grant", cast.officer, "b")
    won, lost = overtaken(withdraw, grant)
    assert (won.step, lost) == ("withdrawn", "stale_case")
    assert case.case.outcome == "withdrawn"
    assert not OutboxRow.objects.filter(handler="trial.issue").exists()
    assert_sound(case)


def test_a_double_click_is_one_decision(cast: Cast) -> None:
    case = begin(cast).taken()
    grant = advancing(case, "grant", cast.officer, "clicked")
    first, second = overtaken(grant, grant)
    assert (first.step, first.replayed, second.replayed) == ("granted", False, True)
    assert (second.version, second.event_seq) == (first.version, first.event_seq)
    assert OutboxRow.objects.filter(handler="trial.issue").count() == 1
    assert_sound(case)


def test_a_claim_that_was_given_up_meanwhile_is_no_claim(cast: Cast) -> None:
    """Putting back leaves the version alone: only a fresh look under the lock can see it."""
    case = begin(cast).taken()
    item_id = case.item.pk
    grant = advancing(case, "grant", cast.officer, "k")
    _, lost = overtaken(lambda: engine.release(item_id=item_id, by=cast.head), grant)
    assert lost == "not_claimed"
    assert case.case.step == "review"
    assert_sound(case)


def test_a_claim_that_was_made_meanwhile_counts(cast: Cast) -> None:
    case = begin(cast).submit()
    item_id = case.item.pk
    _, lost = overtaken(
        lambda: engine.claim(item_id=item_id, by=cast.officer),
        lambda: engine.claim(item_id=item_id, by=cast.second),
    )
    assert lost == "claimed_by_other"
    assert case.item.claimed_by == cast.officer
    assert_sound(case)


def test_an_item_that_closed_meanwhile_cannot_be_taken(cast: Cast) -> None:
    case = begin(cast).submit()
    item_id = case.item.pk
    withdraw = advancing(case, "withdraw", cast.traveller, "k")
    _, lost = overtaken(withdraw, lambda: engine.claim(item_id=item_id, by=cast.officer))
    assert lost == "item_closed"
    assert_sound(case)


def test_what_was_rolled_back_does_not_count(cast: Cast) -> None:
    case = begin(cast).taken()
    grant = advancing(case, "grant", cast.officer, "b")

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            advancing(case, "withdraw", cast.traveller, "a")()
            waiting = threads.submit(outcome, grant)
            wait_for_somebody_to_wait()
            transaction.set_rollback(True)
        assert waiting.result(timeout=20).step == "granted"
    assert_sound(case)


@pytest.mark.parametrize("run", range(5))
def test_of_two_decisions_at_once_one_stands(cast: Cast, run: int) -> None:
    case = begin(cast, key=f"start-{run}").taken()
    results = at_once(
        [
            advancing(case, "withdraw", cast.traveller, "a"),
            advancing(case, "grant", cast.officer, "b"),
        ]
    )
    assert Counter(isinstance(result, Advance) for result in results) == {True: 1, False: 1}
    assert "stale_case" in results
    assert_sound(case)


def test_twenty_clerks_and_one_item(cast: Cast) -> None:
    case = begin(cast).submit()
    item_id, clerks = case.item.pk, officers(cast)
    results = at_once([partial(engine.claim, item_id=item_id, by=clerk) for clerk in clerks])
    winners = [result for result in results if isinstance(result, Claim)]
    assert len(winners) == 1
    assert results.count("claimed_by_other") == CLERKS - 1
    assert case.item.claimed_by_id == winners[0].claimed_by_id
    assert_sound(case)


def test_twenty_clerks_and_thirty_items(cast: Cast) -> None:
    """Each takes what is free until nothing is: every item has one holder, nobody was given twice."""
    cases = [begin(cast, key=f"start-{number}").submit() for number in range(30)]
    items = list(WorkItem.objects.values_list("pk", flat=True))

    def take_all(clerk: User) -> list[int]:
        claims = [answer(partial(engine.claim, item_id=item_id, by=clerk)) for item_id in items]
        assert {claim for claim in claims if not isinstance(claim, Claim)} <= {"claimed_by_other"}
        return [claim.item_id for claim in claims if isinstance(claim, Claim)]

    clerks = officers(cast)
    results = at_once([partial(take_all, clerk) for clerk in clerks])
    assert sorted(item_id for taken in results for item_id in taken) == sorted(items)
    for clerk, taken in zip(clerks, results, strict=True):
        held = WorkItem.objects.filter(claimed_by=clerk).values_list("pk", flat=True)
        assert sorted(held) == sorted(taken)
    for case in cases:
        assert_sound(case)


def test_one_start_sent_by_five_browsers_is_one_case(cast: Cast) -> None:
    begin(cast, key="stores the version")

    def start() -> Advance:
        return engine.start(
            procedure="trial.permit",
            by=cast.traveller,
            unit=cast.desk,
            applicant=cast.traveller,
            key="one",
        )

    results = at_once([start] * 5)
    assert Counter(result.replayed for result in results) == {False: 1, True: 4}
    assert len({result.case_id for result in results}) == 1
    assert Case.objects.filter(start_key="one").count() == 1


def officers(cast: Cast) -> list[User]:
    found = []
    for number in range(CLERKS):
        user = User.objects.create(
            email=f"clerk{number}@trial.example", name=f"Clerk {number}", is_staff=True
        )
        user.postings.create(unit=cast.desk, role="TRIAL_OFFICER", starts_on="2026-01-01")
        found.append(user)
    return found
