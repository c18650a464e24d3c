"""The broker dies while officers work: the decision stands, the paper comes when it is back."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from interior_portal.celery import app
from interior_portal.outbox import broker, relay
from tests.journeys import story
from tests.journeys.conftest import Person
from tests.processes import Valkey, wait_until, worker_process
from tests.scenarios import VisaOffice
from visas import queries

pytestmark = [pytest.mark.journey, pytest.mark.faults]
AT_ONCE = 5.0


@pytest.fixture
def own_broker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Valkey]:
    """A broker that the test may kill; what this process learns about it is forgotten afterwards."""
    fresh = broker.Broker()
    monkeypatch.setattr(broker, "broker", fresh)
    monkeypatch.setattr(broker, "courier", broker.Courier(fresh))
    valkey = Valkey(tmp_path)
    valkey.start()
    monkeypatch.setattr(app.conf, "broker_url", valkey.url)
    yield valkey
    valkey.kill()


def test_a_visa_that_is_granted_without_a_broker_gets_its_paper_later(
    office: VisaOffice, own_broker: Valkey, person: Person
) -> None:
    application = office.claim(office.in_review())
    officer, traveller = person("officer", desk=True), person("traveller")
    with worker_process(environment={"REDIS_URL": own_broker.url}) as worker:
        own_broker.kill()
        officer.goto(f"/visas/desk/{application.reference}/grant/")
        start = time.monotonic()
        story.go_on(officer)
        expect(officer.locator(".notice-success")).to_be_visible()
        assert time.monotonic() - start < AT_ONCE
        traveller.goto(f"/visas/applications/{application.reference}/")
        expect(traveller.locator(".letter.state-done")).to_be_visible()
        expect(traveller.locator("a[href$='visa.pdf']")).to_have_count(0)
        own_broker.start()
        wait_until(lambda: relay.sweep() > 0, 10)
        wait_until(lambda: _has_paper(application.reference), 30, worker.words)
    assert len(story.download(traveller, application.reference).pages) == 1


def _has_paper(reference: str) -> bool:
    visa = queries.find_visa(queries.get_application(reference))
    return visa is not None and visa.paper is not None
