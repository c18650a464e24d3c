"""The ledger grows and never changes."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.utils import DatabaseError
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit import actions, queries
from interior_portal.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def _record(number: int = 1) -> AuditEntry:
    return actions.record(
        action="people.person.seen",
        by=None,
        subject_kind="people.person",
        subject_ref=f"P-{number}",
        reason="A traveller asks about a case.",
        data={"fields": ["born_on"]},
    )


def test_an_entry_says_who_did_what_to_what_and_why(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clerk = get_user_model().objects.create_user(email="clerk@interior.example")
    with django_assert_num_queries(1):
        actions.record(
            action="visas.application.seen", by=clerk, subject_kind="visas", subject_ref="V26-1"
        )
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.action, entry.subject_kind, entry.subject_ref) == (
        clerk.pk,
        "visas.application.seen",
        "visas",
        "V26-1",
    )
    assert (entry.reason, entry.data) == ("", {})


def test_the_system_acts_without_an_actor() -> None:
    entry = _record()
    entry.refresh_from_db()
    assert entry.actor_id is None
    assert entry.data == {"fields": ["born_on"]}


def test_an_entry_outlives_its_actor() -> None:
    clerk = get_user_model().objects.create_user(email="clerk@interior.example")
    actions.record(action="seen", by=clerk, subject_kind="visas", subject_ref="V26-1")
    number = clerk.pk
    clerk.delete()
    assert AuditEntry.objects.get().actor_id == number


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEntry.objects.update(action="nothing.happened"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: connection.cursor().execute("TRUNCATE audit_auditentry"),
    ],
    ids=["update", "delete", "truncate"],
)
def test_the_database_refuses_to_change_the_ledger(change: Callable[[], object]) -> None:
    _record()
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        change()
    assert AuditEntry.objects.get().action == "people.person.seen"


def test_entries_of_one_subject_newest_first_and_bounded(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _record(2)
    entries = [_record(1) for _ in range(4)]
    monkeypatch.setattr(queries, "MOST_ENTRIES", 3)
    with django_assert_num_queries(1):
        found = list(queries.entries_for("people.person", "P-1", limit=10))
    assert found == [entries[3], entries[2], entries[1]]
