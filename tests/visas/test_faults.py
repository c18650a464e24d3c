"""Power cuts between grant and paper: every visa gets its paper, and one only."""

import random
import time

import pytest

from interior_portal.documents.models import Paper
from interior_portal.notices.models import Notice
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from tests.cast import Cast
from tests.processes import worker_process
from tests.scenarios import VisaOffice
from visas import actions, queries
from visas.models import Application, Visa

VISAS, KILLS, SECONDS = 100, 20, 240.0
TERMS = {"entries": 1, "stay_days": 14, "conditions": ""}


def prepared(office: VisaOffice) -> list[Application]:
    """Applications in the hands of an officer, each one decision away from a visa."""
    return [office.claim(office.in_review()) for _ in range(VISAS)]


@pytest.mark.faults
def test_a_hundred_visas_survive_twenty_kills(transactional_db: None, cast: Cast) -> None:
    office = VisaOffice(cast)
    waiting = prepared(office)
    dice = random.Random(7)
    kills_after = sorted(dice.sample(range(VISAS), KILLS))
    with worker_process() as worker:
        for number, application in enumerate(waiting):
            office.act(application, actions.grant, "officer", **TERMS)
            if number in kills_after:
                time.sleep(dice.uniform(0, 0.6))
                worker.kill()
                worker.start()
        deadline = time.monotonic() + SECONDS
        while OutboxRow.objects.filter(state=OutboxRow.State.PENDING).exists():
            assert time.monotonic() < deadline, worker.words()
            relay.sweep()
            time.sleep(0.5)
    assert Visa.objects.filter(paper__isnull=False).count() == VISAS
    assert Paper.objects.count() == VISAS
    assert len({queries.get_application(a.reference).visa.paper_id for a in waiting}) == VISAS
    assert Notice.objects.filter(kind="visas.granted").count() == VISAS
    assert not OutboxRow.objects.filter(state=OutboxRow.State.DEAD).exists()
