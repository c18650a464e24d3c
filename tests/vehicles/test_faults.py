"""A power cut between seal and store: one licence, one paper, one plate."""

import time
from pathlib import Path

import pytest

from interior_portal.documents.models import Paper
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.workflow.queries import verify_chain
from tests.cast import Cast
from tests.processes import worker_process
from tests.vehicles.office import TransportOffice
from vehicles import queries
from vehicles.models import Act, Licence, PlateFitting

SECONDS = 120.0


@pytest.mark.faults
def test_a_worker_killed_between_seal_and_store_issues_one_licence(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    office, marker = TransportOffice(cast), tmp_path / "died"
    vehicle = office.entry()
    sent = office.sent(Act.FIRST_REGISTRATION, vehicle)
    with worker_process(environment={"DIE_AFTER_SEAL": str(marker)}) as worker:
        office.take_money(sent)
        deadline = time.monotonic() + SECONDS
        while office.again(sent).case.step != "issued":
            assert time.monotonic() < deadline, worker.words()
            OutboxRow.objects.filter(state=OutboxRow.State.PENDING).update(leased_until=None)
            relay.sweep()
            time.sleep(0.5)
    assert marker.exists()
    assert Licence.objects.filter(vehicle=vehicle, paper__isnull=False).count() == 1
    assert Paper.objects.filter(kind="vehicles.licence").count() == 1
    assert PlateFitting.objects.filter(vehicle=vehicle).count() == 1
    assert verify_chain(office.again(sent).case).is_whole
    assert queries.plate_of(vehicle) is not None
