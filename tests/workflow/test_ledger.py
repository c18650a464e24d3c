"""The ledger only grows, the database itself sees to that, and what is changed all the same shows."""

import datetime as dt
import hashlib
from typing import Any

import pgtrigger
import pytest
from django.db import ProgrammingError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models import CaseEvent
from interior_portal.workflow.queries import Damage, verify_chain
from tests.workflow.trial import Cast, Trial, begin


@pytest.fixture
def decided(cast: Cast) -> Trial:
    case = begin(cast, data={"note": "é ü ê", "list": [1, True, None, {"b": "2", "a": 1}]}).taken()
    case.do("ask", cast.officer)
    case.do("answer", cast.traveller)
    case.claim(cast.second)
    case.do("grant", cast.second)
    return case


def run(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE workflow_caseevent SET data = '{}' WHERE seq = 2",
        "DELETE FROM workflow_caseevent WHERE seq = 2",
        "TRUNCATE workflow_caseevent CASCADE",
    ],
)
def test_the_database_refuses_to_change_events(decided: Trial, sql: str) -> None:
    before = CaseEvent.objects.count()
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked would refuse the TRUNCATE
    with pytest.raises(ProgrammingError, match="pgtrigger: Cannot"), transaction.atomic():
        run(sql)
    assert CaseEvent.objects.count() == before == 7


def test_a_whole_chain_is_whole(
    decided: Trial, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = decided.case
    with django_assert_num_queries(1):
        report = verify_chain(case)
    assert (report.events, report.damage, report.is_whole) == (7, (), True)


TAMPERING = [
    ("UPDATE workflow_caseevent SET data = '{\"x\": 1}' WHERE seq = 1", [(1, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET actor_id = actor_id + 1 WHERE seq = 3", [(3, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET actor_id = NULL WHERE seq = 3", [(3, Damage.CHANGED)]),
    (
        "UPDATE workflow_caseevent SET at = at + interval '1 microsecond' WHERE seq = 4",
        [(4, Damage.CHANGED)],
    ),
    ("UPDATE workflow_caseevent SET key = 'other' WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET role = 'HEAD' WHERE seq = 7", [(7, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET on_behalf_of_id = 1 WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET version = 9 WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET from_step = 'x' WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET to_step = 'x' WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET code = 'x' WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET transition = 'x' WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET unit_id = 0 WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET body_hash = '' WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("UPDATE workflow_caseevent SET prev_hash = '' WHERE seq = 2", [(2, Damage.CHANGED)]),
    ("DELETE FROM workflow_caseevent WHERE seq = 4", [(4, Damage.MISSING)]),
    ("DELETE FROM workflow_caseevent WHERE seq > 5", [(6, Damage.CUT)]),
    ("DELETE FROM workflow_caseevent", [(1, Damage.CUT)]),
    (
        "UPDATE workflow_case SET reference = 'Q26-0000-0000'",
        [(n, Damage.CHANGED) for n in range(1, 8)],
    ),
]


@pytest.mark.parametrize(("sql", "damage"), TAMPERING, ids=[sql for sql, _ in TAMPERING])
def test_tampering_past_the_triggers_shows(
    decided: Trial, sql: str, damage: list[tuple[int, Damage]]
) -> None:
    assert verify_chain(decided.case).is_whole
    with pgtrigger.ignore():
        run(sql)
    assert list(verify_chain(decided.case).damage) == damage


def test_two_events_that_changed_places_show(decided: Trial) -> None:
    with pgtrigger.ignore():
        run("UPDATE workflow_caseevent SET seq = 100 WHERE seq = 2")
        run("UPDATE workflow_caseevent SET seq = 2 WHERE seq = 3")
        run("UPDATE workflow_caseevent SET seq = 3 WHERE seq = 100")
    damage = [(2, Damage.REORDERED), (3, Damage.REORDERED), (4, Damage.CHANGED)]
    assert list(verify_chain(decided.case).damage) == damage


def test_an_event_of_another_case_does_not_fit(decided: Trial, cast: Cast) -> None:
    other = begin(cast, key="other")
    with pgtrigger.ignore():
        run("DELETE FROM workflow_caseevent WHERE case_id = %s", other.case_id)
        run(
            "UPDATE workflow_caseevent SET case_id = %s WHERE case_id = %s AND seq = 1",
            other.case_id,
            decided.case_id,
        )
    damage = [(1, Damage.CHANGED), (2, Damage.CUT)]
    assert list(verify_chain(other.case).damage) == damage


def test_a_rewritten_event_with_its_own_hash_set_right_breaks_the_next(decided: Trial) -> None:
    """Who rewrites one line and its hash must rewrite all that follow, and the head."""
    event = CaseEvent.objects.get(seq=6)
    forged = hashlib.sha256(b"forged").digest()
    with pgtrigger.ignore():
        run("UPDATE workflow_caseevent SET hash = %s WHERE id = %s", forged, event.pk)
    assert (7, Damage.CHANGED) in verify_chain(decided.case).damage


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"price": 1.5}, "data.price is a float"),
        ({"on": dt.date(2026, 1, 1)}, "data.on is a date"),
        ({"list": [1, {"deep": 2.0}]}, r"data.list\[1\].deep is a float"),
        ({1: "one"}, "data has a name that is no text: 1"),
    ],
)
def test_data_that_would_not_come_back_unchanged_are_refused(
    value: dict[str, Any], place: str
) -> None:
    with pytest.raises(TypeError, match=place):
        chain.canonical(value)


def test_canonical_text_does_not_depend_on_the_order_of_names() -> None:
    assert chain.canonical({"b": 1, "a": {"d": None, "c": True}}) == (
        '{"a":{"c":true,"d":null},"b":1}'
    )
    assert chain.canonical({"ş": "ك"}) == '{"ş":"ك"}'
