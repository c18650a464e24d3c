"""Putting work into the outbox and carrying it out, in one process."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit.models import AuditEntry
from interior_portal.outbox import actions, queries, registry, relay, runner
from interior_portal.outbox.models import OutboxRow
from interior_portal.outbox.runner import Outcome
from interior_portal.shared.refusals import Refused
from tests.outbox import handlers

pytestmark = pytest.mark.django_db
State = OutboxRow.State


def _put(handler: str = "tests.note", *, key: str = "k", **payload: object) -> OutboxRow:
    return OutboxRow.objects.get(pk=actions.put(handler, key=key, payload=payload))


def _noted() -> list[str]:
    rows = AuditEntry.objects.filter(action="tests.noted").order_by("id")
    return list(rows.values_list("subject_ref", flat=True))


def test_a_row_waits_with_the_defaults_of_the_database() -> None:
    row = _put(number=7)
    assert (row.handler, row.key, row.payload) == ("tests.note", "k", {"number": 7})
    assert (row.state, row.attempts, row.last_error) == (State.PENDING, 0, "")
    assert (row.leased_until, row.done_at) == (None, None)
    assert row.available_at == row.created_at


def test_putting_is_one_statement_and_the_same_key_is_the_same_row(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        first = actions.put("tests.note", key="k", payload={"number": 1})
    with django_assert_num_queries(2):
        second = actions.put("tests.note", key="k", payload={"number": 2})
    assert first == second
    assert OutboxRow.objects.get().payload == {"number": 1}


@pytest.mark.django_db(transaction=True)
def test_a_row_needs_the_transaction_of_its_cause() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        actions.put("tests.note", key="k", payload={})
    assert not OutboxRow.objects.exists()


def test_carrying_out_marks_the_row_done_in_the_same_commit() -> None:
    row = _put(number=1)
    assert runner.run_row(row.pk) is Outcome.DONE
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (State.DONE, 1, "")
    assert row.done_at is not None
    assert _noted() == ["1"]


def test_a_row_that_is_done_is_not_carried_out_again() -> None:
    row = _put(number=1)
    runner.run_row(row.pk)
    assert runner.run_row(row.pk) is Outcome.SKIPPED
    assert _noted() == ["1"]


def test_a_row_for_later_waits_until_then() -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    row_id = actions.put("tests.note", key="k", payload={"number": 1}, available_at=later)
    assert runner.run_row(row_id) is Outcome.SKIPPED
    assert queries.lag() == dt.timedelta(0)
    OutboxRow.objects.update(available_at=Now() - dt.timedelta(minutes=1))
    assert dt.timedelta(seconds=60) <= queries.lag() < dt.timedelta(seconds=70)
    assert runner.run_row(row_id) is Outcome.DONE


def test_a_failed_attempt_is_undone_and_remembers_no_words() -> None:
    row = _put("tests.poison")
    assert runner.run_row(row.pk) is Outcome.FAILED
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.PENDING, 1)
    assert row.last_error == f"ValueError at tests/outbox/handlers.py:{_line_of_the_raise()}"
    assert row.available_at - row.created_at > dt.timedelta(seconds=4)
    assert _noted() == []
    assert runner.run_row(row.pk) is Outcome.SKIPPED


def _line_of_the_raise() -> int:
    lines = Path(handlers.__file__).read_text().splitlines()
    return 1 + next(i for i, line in enumerate(lines) if "raise ValueError" in line)


def test_the_pauses_grow_to_an_hour() -> None:
    pauses = [runner.pause_after(n).total_seconds() for n in range(1, runner.MOST_ATTEMPTS)]
    assert pauses == [5, 20, 80, 320, 1280, 3600, 3600]


def test_after_eight_attempts_the_row_is_given_up_and_the_others_go_on() -> None:
    poison = _put("tests.poison", key="poison")
    outcomes = []
    for _ in range(8):
        OutboxRow.objects.update(available_at=Now())
        outcomes.append(runner.run_row(poison.pk))
    assert outcomes == [Outcome.FAILED] * 7 + [Outcome.DEAD]
    _put(number=2)
    assert relay.drain() == 1
    assert [row.pk for row in queries.dead_letters()] == [poison.pk]
    assert queries.counts() == {
        State.PENDING: 0,
        State.DONE: 1,
        State.DEAD: 1,
        State.CANCELLED: 0,
    }


@pytest.mark.parametrize("stumbles", ["", "over its own feet"])
def test_who_waits_for_a_row_is_told_that_it_was_given_up(stumbles: str) -> None:
    actions.put("tests.missed", key="missed", payload={"stumbles": stumbles})
    row = OutboxRow.objects.get()
    assert runner.run_row(row.pk) is Outcome.FAILED
    assert _noted() == []
    OutboxRow.objects.update(available_at=Now(), attempts=runner.MOST_ATTEMPTS - 1)
    assert runner.run_row(row.pk) is Outcome.DEAD
    row.refresh_from_db()
    assert (row.state, row.last_error[:10]) == (State.DEAD, "ValueError")
    assert _noted() == ([] if stumbles else ["mourned"])


def test_a_handler_that_nobody_registered_is_given_up_at_once_with_the_reason() -> None:
    row = _put("tests.unheard_of")
    assert runner.run_row(row.pk) is Outcome.DEAD
    row.refresh_from_db()
    assert row.last_error == "no handler is called tests.unheard_of"


def test_a_row_whose_worker_died_in_every_attempt_is_given_up() -> None:
    row = _put(number=1)
    OutboxRow.objects.update(attempts=runner.MOST_ATTEMPTS)
    assert runner.run_row(row.pk) is Outcome.DEAD
    assert _noted() == []


def test_a_retried_row_starts_afresh_and_the_ledger_knows() -> None:
    row = _put("tests.unheard_of")
    runner.run_row(row.pk)
    OutboxRow.objects.update(handler="tests.note", payload={"number": 3})
    actions.retry(row_id=row.pk, by=None)
    assert AuditEntry.objects.get(subject_kind="outbox.row").subject_ref == str(row.pk)
    assert relay.drain() == 1
    assert _noted() == ["3"]


def test_only_a_dead_letter_is_retried() -> None:
    row = _put(number=1)
    with pytest.raises(Refused) as caught:
        actions.retry(row_id=row.pk, by=None)
    assert caught.value.refusal.code == "outbox_not_dead"
    assert not AuditEntry.objects.exists()


def test_draining_carries_out_what_the_handlers_add(monkeypatch: pytest.MonkeyPatch) -> None:
    def add(payload: object) -> None:
        actions.put("tests.note", key="added", payload={"number": "added"})

    monkeypatch.setitem(registry._handlers, "tests.add", add)
    _put("tests.add")
    assert relay.drain() == 2
    assert _noted() == ["added"]


def test_draining_tries_a_failing_row_once_and_stops_at_the_limit() -> None:
    _put("tests.poison", key="poison")
    for number in range(3):
        _put(key=f"note {number}", number=number)
    assert relay.drain(limit=3) == 2
    assert relay.drain() == 1


def test_two_handlers_may_not_share_a_name() -> None:
    with pytest.raises(ValueError, match=r"tests\.note"):
        registry.handler("tests.note")(handlers.poison)


def test_the_sweep_reads_waiting_rows_from_their_index() -> None:
    """With ten thousand done rows the plan must not visit them."""
    OutboxRow.objects.bulk_create(
        OutboxRow(handler="h", key=f"{n}", payload={}, state=State.DONE, done_at=Now())
        for n in range(10_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outbox_outboxrow")
        cursor.execute(
            "EXPLAIN SELECT id FROM outbox_outboxrow WHERE state = 'PENDING'"
            " AND available_at <= now() ORDER BY available_at, id LIMIT 500"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "outbox_waiting" in plan
