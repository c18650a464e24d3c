"""What an administrator can do about a row that was given up."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit.models import AuditEntry
from interior_portal.outbox import actions, relay
from interior_portal.outbox.models import OutboxRow
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/outbox/outboxrow/"


@pytest.fixture
def dead() -> OutboxRow:
    actions.put("tests.unheard_of", key="visas.evisa 7", payload={"case": 7})
    actions.put("tests.note", key="fine", payload={"number": 1})
    relay.drain()
    return OutboxRow.objects.get(state=OutboxRow.State.DEAD)


@pytest.fixture
def administrator(client: Client) -> Client:
    user = get_user_model().objects.create_superuser(email="root@interior.example", password="x")
    return sign_in(client, user)


def _run(*words: str) -> str:
    out = StringIO()
    call_command("outbox", *words, stdout=out)
    return out.getvalue()


def test_the_page_lists_dead_letters_and_nothing_else(
    administrator: Client, dead: OutboxRow
) -> None:
    page = administrator.get(PAGE).content.decode()
    assert "visas.evisa 7" in page
    assert "no handler is called tests.unheard_of" in page
    assert "fine" not in page


def test_nothing_on_the_page_can_be_typed(administrator: Client, dead: OutboxRow) -> None:
    assert administrator.get(f"{PAGE}{dead.pk}/change/").status_code == 200
    assert administrator.get(f"{PAGE}add/").status_code == 403
    assert administrator.post(f"{PAGE}{dead.pk}/change/", {"handler": "x"}).status_code == 403
    assert administrator.post(f"{PAGE}{dead.pk}/delete/", {"post": "yes"}).status_code == 403


def test_running_again_is_audited_with_the_administrator(
    administrator: Client, dead: OutboxRow
) -> None:
    answer = administrator.post(PAGE, {"action": "run_again", "_selected_action": [dead.pk]})
    assert answer.status_code == 302
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (OutboxRow.State.PENDING, 0)
    entry = AuditEntry.objects.get(action="outbox.row.retried")
    assert (entry.actor_id, entry.subject_ref) == (
        int(administrator.session["_auth_user_id"]),
        str(dead.pk),
    )


def test_somebody_else_on_the_staff_sees_no_dead_letters(client: Client, dead: OutboxRow) -> None:
    user = get_user_model().objects.create_user(email="c@interior.example", is_staff=True)
    assert sign_in(client, user).get(PAGE).status_code == 403


def test_the_page_costs_the_same_for_one_letter_and_three(
    administrator: Client, dead: OutboxRow, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    administrator.get(PAGE)  # the first visit also notes the session
    with django_assert_num_queries(7):
        administrator.get(PAGE)
    for number in range(2):
        actions.put("tests.unheard_of", key=f"more {number}", payload={})
    relay.drain()
    with django_assert_num_queries(7):
        administrator.get(PAGE)


def test_the_command_tells_counts_lag_and_dead_letters(dead: OutboxRow) -> None:
    assert _run("status").splitlines() == [
        "PENDING    0",
        "DONE       1",
        "DEAD       1",
        "CANCELLED  0",
        "lag        0 s",
        f"{dead.pk} tests.unheard_of visas.evisa 7: no handler is called tests.unheard_of",
    ]


def test_the_command_runs_a_dead_letter_again_and_drains(dead: OutboxRow) -> None:
    OutboxRow.objects.update(handler="tests.note", payload={"number": 2})
    assert _run("retry", str(dead.pk)) == f"Row {dead.pk} will run again.\n"
    assert _run("drain") == "1 rows done.\n"
    dead.refresh_from_db()
    assert dead.state == OutboxRow.State.DONE


def test_the_command_says_why_a_row_cannot_be_retried() -> None:
    with pytest.raises(CommandError, match="not been given up"):
        _run("retry", "99")
