"""A power cut in the middle of a book: what was read and drawn stays, and the book is made once."""

import time
import uuid
from pathlib import Path

import pytest

from interior_portal.documents import keys
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from reports.actions.annual import makings
from reports.models import Book, DrawnChart, Making, Snapshot
from tests.cast import Cast
from tests.processes import worker_process
from tests.reports.annual import begun, count_visas

SECONDS = 300.0


@pytest.mark.faults
def test_a_worker_killed_past_half_goes_on_with_what_it_had(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    keys.ensure_keys()
    count_visas()
    marker = tmp_path / "died"
    with worker_process(environment={"DIE_IN_THE_BOOK": str(marker)}) as worker:
        making = makings.order(
            edition=begun(cast), languages="kmr", key=uuid.uuid4(), by=cast.secretary
        )
        charts: set[int] = set()
        deadline = time.monotonic() + SECONDS
        while making.state != Making.State.DONE:
            assert time.monotonic() < deadline, worker.words()
            if marker.exists() and not charts:
                charts = set(DrawnChart.objects.values_list("pk", flat=True))
            OutboxRow.objects.filter(state=OutboxRow.State.PENDING).update(leased_until=None)
            relay.sweep()
            time.sleep(0.5)
            making.refresh_from_db()
    assert marker.exists()
    assert charts
    assert set(DrawnChart.objects.values_list("pk", flat=True)) == charts
    assert (Snapshot.objects.count(), Book.objects.count()) == (1, 1)
