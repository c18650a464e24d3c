"""The officers' desk of vehicles with the keyboard alone, in Arabic: what was not clear, and what a mark stopped."""

import pytest
from playwright.sync_api import expect

from interior_portal.outbox import relay
from interior_portal.workflow.models import KnownAnswer
from tests.journeys.conftest import Person
from tests.journeys.keyboard import Keyboard
from tests.vehicles.office import TransportOffice
from vehicles import queries
from vehicles.models import Act, Application, Vehicle

pytestmark = pytest.mark.journey


@pytest.fixture
def vehicle(transport: TransportOffice, monkeypatch: pytest.MonkeyPatch) -> Vehicle:
    """With plate and licence; what is due is done when the test says so, and by nobody else."""
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    registered = transport.registered()
    return Vehicle.objects.get(pk=registered.pk)


def open_first(officer: Keyboard, application: Application) -> None:
    """From the inbox; the next case is taken as it opens."""
    officer.page.goto("/cases/desk/")
    officer.press("n")
    assert officer.page.url.endswith(f"/vehicles/desk/{application.reference}/")


def test_what_was_not_clear_is_cleared_without_a_mouse(
    transport: TransportOffice, vehicle: Vehicle, person: Person
) -> None:
    KnownAnswer.objects.filter(question="traffic.holds").update(outcome="held")
    sent = transport.sent(Act.DUPLICATE, vehicle)
    assert sent.case.step == "review"
    officer = Keyboard(person("vehicle_officer", desk=True))
    open_first(officer, sent)
    officer.press("c")
    officer.write(reason="سُدّدت المخالفات")
    officer.go_on()
    assert sent.reference in officer.page.locator(".messages").inner_text()
    assert transport.again(sent).case.step == "awaiting_payment"


def test_a_paid_case_that_a_mark_stopped_is_issued_without_a_mouse(
    transport: TransportOffice, vehicle: Vehicle, person: Person
) -> None:
    held = transport.held(vehicle)
    assert held.case.step == "held"
    officer = Keyboard(person("vehicle_officer", desk=True))
    open_first(officer, held)
    expect(officer.page.locator("main")).to_contain_text("12/2026")
    transport.lift(vehicle)
    officer.press("i")
    officer.write(reason="عُثر على المركبة")
    officer.go_on()
    assert transport.worked(held).case.outcome == "issued"
    licence = queries.current_licence(vehicle)
    assert licence is not None
    assert licence.application == held
