"""The closing page of a shift carries the newest root out of the database."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts import registry as accounts
from interior_portal.documents import keys
from interior_portal.payments import actions, registry
from interior_portal.payments.roles import ROLES
from interior_portal.shared.bidi import isolate
from interior_portal.ui.components import Row
from interior_portal.workflow import queries
from interior_portal.workflow.ledger import sealing
from interior_portal.workflow.ledger.closing import ledger_line
from tests.payments.conftest import make_world
from tests.payments.world import World, money, sign_in
from tests.workflow.trial import Cast, begin


@pytest.fixture
def rooted(cast: Cast) -> str:
    """What the newest root's line says."""
    keys.ensure_keys()
    with time_machine.travel("2026-03-01T12:00Z", tick=False):
        begin(cast)
        (root,) = sealing.seal_events()
    short = queries.short_form(root)
    assert len(short) == 24
    assert bytes(root.root).hex().upper().startswith(short.replace("-", ""))
    return f"1 · 1 March 2026, 15:00 · {isolate(short)}"


def test_the_line_names_the_newest_root(
    rooted: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert ledger_line() == Row("Root of the ledger", rooted)


def test_before_the_first_root_there_is_no_line(db: None) -> None:
    assert ledger_line() is None
    assert registry.closing_rows() == []


def test_two_lines_of_one_name_are_refused() -> None:
    registry.register_closing_line("workflow.root", ledger_line)
    with pytest.raises(ValueError, match="two lines of the closing page"):
        registry.register_closing_line("workflow.root", lambda: None)


def test_the_page_of_a_shift_prints_it_once_the_shift_is_closed(
    rooted: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_roles", {role.code: role for role in ROLES})
    world: World = make_world()
    client.cookies["language"] = "en"
    sign_in(client, world.cashier)
    session = world.open()
    page = f"/payments/shifts/{session.reference}/"
    is_open = client.get(page)
    assert (is_open.status_code, rooted in is_open.content.decode()) == (200, False)
    actions.close_session(session=session, counted=money(SYP=0, USD=0), by=world.cashier)
    assert rooted in client.get(page).content.decode()
