"""Once for every key; the status changes by named acts only; nothing else ever changes."""

import datetime as dt
import re
import threading
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import IntegrityError, ProgrammingError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import User
from interior_portal.audit.models import AuditEntry
from interior_portal.documents import actions, keys, queries, sweeping
from interior_portal.documents.models import Paper, PaperEvent
from interior_portal.documents.models.paper import NEVER_CHANGING
from interior_portal.documents.numbers import clean_number
from interior_portal.documents.registry import PaperKind, register_paper
from interior_portal.shared.refusals import Refused
from tests.documents import papers

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 12, 10, 9, tzinfo=dt.UTC)
LONELY_DAY = dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC)  # no other test leaves files then


@pytest.fixture
def paper(paper_kind: PaperKind) -> Paper:
    return papers.issue()


@pytest.fixture
def head() -> User:
    return User.objects.create_user(email="head@example.org", is_staff=True)


def test_what_is_kept_of_a_paper(paper_kind: PaperKind, head: User) -> None:
    paper = papers.issue(holder_id=head.pk)
    content = papers.content_of(paper)
    assert re.fullmatch(r"Q[0-9A-HJKMNP-TV-Z]{8}", paper.number)
    assert clean_number(paper.number) == paper.number
    assert (paper.kind, paper.subject, paper.languages) == (
        "tests.paper",
        "T26-0000-0000",
        "ar+kmr",
    )
    assert (paper.status, paper.valid_from, paper.valid_until) == (
        "VALID",
        papers.VALID_FROM,
        papers.VALID_UNTIL,
    )
    assert paper.size == len(content)
    assert str(paper.file.name).endswith(f"/{paper.sha256}.pdf")
    assert len(paper.token) == 22
    assert keys.get_key(paper.seal_key).purpose == "SEAL"
    assert list(queries.papers_of(head)) == list(queries.papers_about("T26-0000-0000")) == [paper]


def test_only_what_may_be_shown_is_kept_in_words(paper: Paper) -> None:
    labels = [row["label"]["en"] for row in paper.shown]
    assert labels == [row.in_language("en")[0] for row in papers.ROWS if row.is_shown]
    assert "Date of birth" not in labels
    assert paper.shown[0]["value"] == {
        "ar": "آنا ماريا إريكسون",
        "kmr": "ERIKSSON ANNA MARIA",
        "en": "ERIKSSON ANNA MARIA",
    }
    assert paper.shown[3]["value"]["kmr"] == "1 Kanûn 2026"


def test_the_same_key_gives_the_same_paper(
    paper: Paper, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):  # savepoint, lock, paper, release
        again = papers.issue()
    assert again == paper
    assert papers.issue(key="tests.paper:2") != paper
    assert Paper.objects.count() == 2


def test_issuing_takes_ten_statements(
    paper_kind: PaperKind, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Savepoint, lock, key, number, two signing keys, paper, history, ledger, release."""
    with django_assert_num_queries(10):
        papers.issue()


def test_issuing_leaves_history_and_a_line_in_the_ledger(paper: Paper) -> None:
    event = paper.history.get()
    assert (event.status, event.by, event.reason) == ("VALID", None, "")
    entry = AuditEntry.objects.get(action="documents.paper.issued")
    assert (entry.actor_id, entry.subject_kind, entry.subject_ref) == (None, "paper", paper.number)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_key_make_one_paper(paper_kind: PaperKind) -> None:
    """Both begin before either commits; the second waits and answers with the paper of the first."""
    start = threading.Barrier(2)
    issued: list[Paper] = []

    def work() -> None:
        try:
            start.wait()
            issued.append(papers.issue())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({paper.number for paper in issued}) == 1
    assert len(issued) == 2
    assert Paper.objects.count() == 1


def test_a_rollback_leaves_no_paper_and_the_file_is_swept(paper_kind: PaperKind) -> None:
    with time_machine.travel(LONELY_DAY), transaction.atomic():
        lost = str(papers.issue().file.name)
        transaction.set_rollback(True)
    kept = papers.issue(key="tests.paper:kept")
    assert not Paper.objects.filter(key="tests.paper:1").exists()
    assert default_storage.exists(lost)
    with time_machine.travel(LONELY_DAY + dt.timedelta(days=1)):
        assert sweeping.sweep_files() == 0
    with time_machine.travel(LONELY_DAY + dt.timedelta(days=2)):
        assert sweeping.sweep_files() == 1
    assert not default_storage.exists(lost)
    assert default_storage.exists(str(kept.file.name))


def test_sweeping_keeps_what_rows_name(paper_kind: PaperKind) -> None:
    with time_machine.travel(NOON):
        paper = papers.issue()
    with time_machine.travel(NOON + dt.timedelta(days=3)):
        sweeping.sweep_files()
    assert default_storage.exists(str(paper.file.name))


# --- status -----------------------------------------------------------------------------------------


def test_revoking_is_written_down(paper: Paper, head: User) -> None:
    revoked = actions.revoke(paper=paper, by=head, reason="Issued to the wrong person")
    assert revoked.status == Paper.Status.REVOKED
    event = paper.history.last()
    assert event is not None
    assert (event.status, event.by, event.reason) == ("REVOKED", head, "Issued to the wrong person")
    entry = AuditEntry.objects.get(action="documents.paper.revoked")
    assert (entry.actor_id, entry.reason) == (head.pk, "Issued to the wrong person")


def test_a_replaced_paper_names_the_new_one(paper: Paper, head: User) -> None:
    newer = papers.issue(key="tests.paper:2")
    older = actions.replace(paper=paper, replacement=newer, by=head, reason="Name corrected")
    assert (older.status, older.replaced_by) == ("REPLACED", newer)


def test_a_used_paper_is_used_up(paper: Paper) -> None:
    assert actions.mark_used(paper=paper, by=None, reason="Left the country").status == "USED"


@pytest.mark.parametrize("again", [actions.revoke, actions.mark_used])
def test_a_closed_paper_stays_as_it_is(paper: Paper, again: Any) -> None:
    actions.revoke(paper=paper, by=None, reason="Forged documents")
    with pytest.raises(Refused) as caught:
        again(paper=paper, by=None, reason="Once more")
    assert caught.value.refusal == actions.NOT_IN_FORCE
    assert PaperEvent.objects.filter(paper=paper).count() == 2


def test_a_reason_must_be_given(paper: Paper) -> None:
    with pytest.raises(Refused) as caught:
        actions.revoke(paper=paper, by=None, reason="  ")
    assert caught.value.refusal == actions.REASON_MISSING
    assert Paper.objects.get().status == "VALID"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 11, 30), ("VALID", False)),
        (dt.date(2026, 12, 1), ("VALID", True)),
        (dt.date(2027, 2, 28), ("VALID", True)),
        (dt.date(2027, 3, 1), ("EXPIRED", False)),
    ],
)
def test_both_ends_belong_to_the_time_of_a_paper(
    paper: Paper, day: dt.date, expected: tuple[str, bool]
) -> None:
    assert (paper.status_on(day), paper.is_in_force(day)) == expected
    assert Paper.objects.in_force(day).exists() == expected[1]


def test_a_revoked_paper_does_not_expire(paper: Paper) -> None:
    revoked = actions.revoke(paper=paper, by=None, reason="Forged documents")
    assert revoked.status_on(dt.date(2030, 1, 1)) == "REVOKED"
    assert not Paper.objects.in_force(dt.date(2026, 12, 1)).exists()


def test_a_paper_may_be_without_end(paper_kind: PaperKind) -> None:
    paper = papers.issue(valid_until=None)
    assert paper.is_in_force(dt.date(2099, 1, 1))


# --- the database says no ---------------------------------------------------------------------------


def test_what_was_issued_never_changes(paper: Paper, head: User) -> None:
    changes: dict[str, Any] = {
        "holder": head,
        "valid_from": dt.date(2026, 12, 2),
        "valid_until": dt.date(2027, 3, 1),
        "issued_at": NOON,
        "size": 1,
        "seal": b"other",
        "shown": [{}],
    }
    kept = {field.name for field in Paper._meta.fields} - {"id", "status", "replaced_by"}
    assert kept == set(NEVER_CHANGING)
    for field in NEVER_CHANGING:
        with pytest.raises(ProgrammingError, match="Cannot update rows"), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**{field: changes.get(field, "other")})


def test_papers_and_their_history_are_never_deleted(paper: Paper) -> None:
    with pytest.raises(ProgrammingError, match=r"Cannot .*delete"), transaction.atomic():
        PaperEvent.objects.all()._raw_delete("default")
    with pytest.raises(ProgrammingError, match=r"Cannot .*delete"), transaction.atomic():
        Paper.objects.all()._raw_delete("default")


@pytest.mark.parametrize("changes", [{"status": "EXPIRED"}, {"status": "REPLACED"}])
def test_impossible_states_are_refused(paper: Paper, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**changes)


def test_two_kinds_share_neither_code_nor_prefix(paper_kind: PaperKind) -> None:
    register_paper(paper_kind)
    with pytest.raises(ValueError, match="share"):
        register_paper(PaperKind("tests.other", "Other", "tests/paper.html", paper_kind.prefix))
    with pytest.raises(ValueError, match="share"):
        register_paper(PaperKind(paper_kind.code, "Other", "tests/paper.html", "QX"))
    with pytest.raises(ValueError, match="capital"):
        PaperKind("tests.third", "Third", "tests/paper.html", "q1")
