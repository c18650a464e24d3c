"""`manage.py verify_events` names what was changed, removed, moved or slipped in, and says nothing else."""

import io
import re
from typing import Any

import pgtrigger
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from interior_portal.documents import keys
from interior_portal.documents.models.keys import SigningKey
from interior_portal.workflow import queries
from interior_portal.workflow.ledger import chain, merkle, sealing
from interior_portal.workflow.models import Case, CaseEvent, MerkleRoot
from tests.workflow.trial import Cast, Trial, begin

TOTAL = re.compile(r"\d+ cases, \d+ events, \d+ roots, \d+ faults, [\d.]+ s, \d+ events/s$")


@pytest.fixture
def first(cast: Cast) -> Trial:
    """A case whose first events stand under root 1 and whose later ones under root 2."""
    keys.ensure_keys()
    case = begin(cast, key="first").taken()
    sealing.seal_events()
    case.do("ask", cast.officer)
    case.do("answer", cast.traveller)
    sealing.seal_events()
    return case


@pytest.fixture
def second(first: Trial, cast: Cast) -> Trial:
    """Another case, under root 3."""
    case = begin(cast, key="second").taken()
    sealing.seal_events()
    return case


def run(sql: str, *parameters: Any) -> None:
    """Past the triggers, and past the foreign keys of what hangs on a case."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def verify(*arguments: str) -> tuple[list[str], int]:
    """The lines above the total, and the exit code."""
    out, code = io.StringIO(), 0
    try:
        call_command("verify_events", *arguments, stdout=out)
    except SystemExit as end:
        code = int(str(end.code))
    *lines, total = out.getvalue().splitlines()
    assert TOTAL.match(total), total
    return lines, code


def total(*arguments: str) -> str:
    out = io.StringIO()
    call_command("verify_events", *arguments, stdout=out)
    return out.getvalue().splitlines()[-1].rsplit(",", 2)[0]


def behead(case: Trial, last: int) -> None:
    """Remove the events after `last` and let the case know of no others."""
    run("DELETE FROM workflow_caseevent WHERE case_id = %s AND seq > %s", case.case_id, last)
    run(
        "UPDATE workflow_case SET event_seq = %s, event_hash = (SELECT hash FROM workflow_caseevent"
        " WHERE case_id = workflow_case.id AND seq = %s) WHERE id = %s",
        last,
        last,
        case.case_id,
    )


def remove(case: Trial) -> None:
    run("DELETE FROM workflow_timer WHERE case_id = %s", case.case_id)
    run("DELETE FROM workflow_workitem WHERE case_id = %s", case.case_id)
    run("DELETE FROM workflow_caseevent WHERE case_id = %s", case.case_id)
    run("DELETE FROM workflow_case WHERE id = %s", case.case_id)


def rewrite(case: Trial) -> None:
    """Say another thing in the second event, with every hash and the head set right."""
    run("UPDATE workflow_caseevent SET role = 'HEAD' WHERE case_id = %s AND seq = 2", case.case_id)
    previous = chain.GENESIS
    for event in CaseEvent.objects.filter(case_id=case.case_id).order_by("seq"):
        names = [name for name in chain.Event.__dataclass_fields__ if name != "reference"]
        words = {name: getattr(event, name) for name in names}
        words |= {"data": chain.canonical(event.data), "body_hash": bytes(event.body_hash)}
        line = chain.Event(reference=case.case.reference, **words)
        digest = chain.chained(previous, line)
        sql = "UPDATE workflow_caseevent SET prev_hash = %s, hash = %s WHERE id = %s"
        run(sql, previous, digest, event.pk)
        previous = digest
    run("UPDATE workflow_case SET event_hash = %s WHERE id = %s", previous, case.case_id)


def test_a_whole_ledger_is_silent(second: Trial) -> None:
    assert verify() == ([], 0)
    assert total() == "2 cases, 8 events, 3 roots, 0 faults"


def test_statements_do_not_grow_with_cases_and_roots(
    second: Trial, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        begin(cast, key=str(number))
        sealing.seal_events()
    # Chains, keys, roots, the root before, events; the last root and what is younger; savepoint.
    with django_assert_num_queries(9):
        assert verify() == ([], 0)


def test_events_that_wait_for_their_root_are_told_and_no_fault(second: Trial, cast: Cast) -> None:
    begin(cast, key="young")
    assert verify() == (["1 events stand under no root yet"], 0)


def test_a_changed_event_is_named(second: Trial) -> None:
    reference = second.case.reference
    run("UPDATE workflow_caseevent SET role = 'X' WHERE case_id = %s AND seq = 2", second.case_id)
    assert verify() == ([f"{reference} event 2: CHANGED"], 1)


def test_a_removed_event_is_named_by_chain_and_root(first: Trial) -> None:
    reference = first.case.reference
    run("DELETE FROM workflow_caseevent WHERE case_id = %s AND seq = 4", first.case_id)
    lines = [f"{reference} event 4: MISSING", f"{reference} event 4: MISSING under root 2"]
    assert verify() == (lines, 1)


def test_reordered_events_are_named(first: Trial) -> None:
    reference = first.case.reference
    for old, new in ((1, 100), (2, 1), (100, 2)):
        run(
            "UPDATE workflow_caseevent SET seq = %s WHERE case_id = %s AND seq = %s",
            new,
            first.case_id,
            old,
        )
    lines, code = verify()
    assert lines == [
        f"{reference} event 1: REORDERED",
        f"{reference} event 2: REORDERED",
        f"{reference} event 3: CHANGED",
        f"{reference} event 1: REORDERED under root 1",
        f"{reference} event 2: REORDERED under root 1",
    ]
    assert code == 1


def test_a_cut_tail_is_named_by_the_head(first: Trial) -> None:
    reference = first.case.reference
    run("DELETE FROM workflow_caseevent WHERE case_id = %s AND seq > 4", first.case_id)
    lines = [f"{reference} event 5: CUT", f"{reference} event 5: MISSING under root 2"]
    assert verify() == (lines, 1)


def test_a_tail_cut_with_its_head_is_named_by_the_roots(first: Trial) -> None:
    reference = first.case.reference
    behead(first, 3)
    assert queries.verify_chain(first.case).is_whole
    lines = [f"{reference} event {seq}: MISSING under root 2" for seq in (4, 5)]
    assert verify() == (lines, 1)
    assert verify("--case", reference) == (lines, 1)


def test_a_case_that_was_removed_whole_is_named_by_the_roots(first: Trial, second: Trial) -> None:
    reference, other = first.case.reference, second.case.reference
    remove(first)
    lines = [
        *(f"{reference} event {seq}: MISSING under root 1" for seq in (1, 2, 3)),
        *(f"{reference} event {seq}: MISSING under root 2" for seq in (4, 5)),
    ]
    assert verify() == (lines, 1)
    assert verify("--case", reference) == (lines, 1)
    assert verify("--case", other) == ([], 0)


def test_a_case_written_anew_with_right_hashes_is_named_by_the_roots(first: Trial) -> None:
    reference = first.case.reference
    rewrite(first)
    assert queries.verify_chain(first.case).is_whole
    lines = [
        *(f"{reference} event {seq}: CHANGED under root 1" for seq in (2, 3)),
        *(f"{reference} event {seq}: CHANGED under root 2" for seq in (4, 5)),
    ]
    assert verify() == (lines, 1)


def test_an_event_that_was_slipped_in_under_an_old_id_is_named(first: Trial, second: Trial) -> None:
    old = CaseEvent.objects.get(case_id=first.case_id, seq=5)
    behead(first, 4)
    run(
        "UPDATE workflow_caseevent SET id = %s WHERE case_id = %s AND seq = 3",
        old.pk,
        second.case_id,
    )
    reference, other = first.case.reference, second.case.reference
    assert verify() == (
        [
            f"{reference} event 5: REORDERED under root 2",
            f"{other} event 3: MISSING under root 3",
        ],
        1,
    )


def test_an_event_that_came_later_under_a_free_old_id_is_named(first: Trial, cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('workflow_caseevent_id_seq')")
        (free,) = cursor.fetchone()
    begin(cast, key="second")
    sealing.seal_events()
    late = begin(cast, key="late")
    run("UPDATE workflow_caseevent SET id = %s WHERE case_id = %s", free, late.case_id)
    assert verify() == ([f"{late.case.reference} event 1: ADDED under root 3"], 1)


# --- roots -----------------------------------------------------------------------------------------


def test_a_removed_root_shows_by_the_next(second: Trial) -> None:
    run("DELETE FROM workflow_merkleroot WHERE seq = 2")
    assert verify() == (["root 3: MISSING"], 1)


def test_removed_first_roots_show(second: Trial) -> None:
    run("DELETE FROM workflow_merkleroot WHERE seq < 3")
    assert verify() == (["root 3: MISSING"], 1)


def test_a_removed_last_root_made_again_shows_by_the_printed_copy_alone(second: Trial) -> None:
    printed = queries.latest_root()
    assert printed is not None
    copy = ("--printed", "3", queries.short_form(printed))
    assert verify(*copy) == ([], 0)
    run("DELETE FROM workflow_merkleroot WHERE seq = 3")
    behead(second, 2)
    lines, code = verify(*copy)
    assert (lines[0], code) == ("root 3: MISSING, but it was printed", 1)
    sealing.seal_events()
    assert verify() == ([], 0)
    assert verify(*copy) == (["root 3: not the one that was printed"], 1)


@pytest.mark.parametrize(
    ("change", "damage"),
    [
        (
            "UPDATE workflow_merkleroot SET signature = decode(repeat('01', 64), 'hex') WHERE seq = 2",
            ["NOT_SIGNED"],
        ),
        (
            "UPDATE workflow_merkleroot SET at = at + interval '1 second' WHERE seq = 2",
            ["NOT_SIGNED"],
        ),
        ("UPDATE workflow_merkleroot SET key = 'NONE01' WHERE seq = 2", ["KEY_NOT_TRUSTED"]),
        (
            "UPDATE workflow_merkleroot SET prev_root = decode(repeat('00', 32), 'hex') WHERE seq = 2",
            ["UNLINKED", "NOT_SIGNED"],
        ),
        ("UPDATE workflow_merkleroot SET count = 3 WHERE seq = 2", ["LIST_CHANGED", "NOT_SIGNED"]),
        (
            "UPDATE workflow_merkleroot SET root = decode(repeat('00', 32), 'hex') WHERE seq = 2",
            ["LIST_CHANGED", "NOT_SIGNED"],
        ),
    ],
)
def test_a_changed_root_is_named(first: Trial, change: str, damage: list[str]) -> None:
    run(change)
    assert verify() == ([f"root 2: {word}" for word in damage], 1)


def test_a_root_whose_list_was_shortened_to_hide_an_event_is_named(first: Trial) -> None:
    reference = first.case.reference
    root = MerkleRoot.objects.get(seq=2)
    leaves = list(merkle.read(bytes(root.leaves)))
    behead(first, 4)
    run("UPDATE workflow_merkleroot SET leaves = %s WHERE seq = 2", merkle.write(leaves[:1]))
    assert verify() == (["root 2: LIST_CHANGED"], 1)
    run("UPDATE workflow_merkleroot SET leaves = '\\x00' WHERE seq = 2")
    lines, code = verify()
    assert (lines, code) == (
        ["root 2: LIST_CHANGED", f"{reference} event 4: ADDED under root 2"],
        1,
    )


def test_a_root_of_a_replaced_key_holds_and_one_of_a_revoked_key_does_not(first: Trial) -> None:
    keys.rotate(purpose=SigningKey.Purpose.SEAL)
    assert verify() == ([], 0)
    signer = keys.get_key(MerkleRoot.objects.get(seq=1).key)
    keys.revoke(key=signer, reason="stolen")
    assert verify() == (["root 1: KEY_NOT_TRUSTED", "root 2: KEY_NOT_TRUSTED"], 1)


# --- what is looked at -------------------------------------------------------------------------------


def test_one_case_is_looked_at_alone(first: Trial, second: Trial) -> None:
    run("UPDATE workflow_caseevent SET role = 'X' WHERE case_id = %s AND seq = 2", second.case_id)
    assert verify("--case", first.case.reference.lower()) == ([], 0)
    assert total("--case", first.case.reference) == "1 cases, 5 events, 3 roots, 0 faults"
    lines = [f"{second.case.reference} event 2: CHANGED"]
    assert verify("--case", second.case.reference) == (lines, 1)


def test_what_is_no_reference_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="nonsense is no reference"):
        verify("--case", "nonsense")


def test_since_a_day_only_cases_with_events_since_and_roots_since(cast: Cast) -> None:
    with time_machine.travel("2026-03-01T12:00Z", tick=False):
        keys.ensure_keys()
        old, lasting = begin(cast, key="old"), begin(cast, key="lasting")
        sealing.seal_events()
    with time_machine.travel("2026-03-05T12:00Z", tick=False):
        lasting.submit()
        sealing.seal_events()
        run("UPDATE workflow_caseevent SET role = 'X' WHERE case_id = %s", old.case_id)
        assert verify("--since", "2026-03-02") == ([], 0)
        assert total("--since", "2026-03-02") == "1 cases, 2 events, 1 roots, 0 faults"
        assert verify("--since", "2026-03-01") == ([f"{old.case.reference} event 1: CHANGED"], 1)
        run("UPDATE workflow_caseevent SET role = 'X' WHERE case_id = %s", lasting.case_id)
        assert verify("--since", "2026-03-06") == ([], 0)
        assert len(verify("--since", "2026-03-05")[0]) == 2


def test_a_case_without_any_event_is_named(first: Trial) -> None:
    run("DELETE FROM workflow_caseevent WHERE case_id = %s", first.case_id)
    lines, code = verify()
    assert (lines[0], code) == (f"{first.case.reference} event 1: CUT", 1)
    assert Case.objects.count() == 1
