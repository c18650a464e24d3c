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
from reports.rules.annual.blocks import charts_in
from tests.cast import Cast
from tests.processes import worker_process
from tests.reports.annual import begun, count_visas

SECONDS = 300.0


@pytest.mark.faults
@pytest.mark.parametrize("stage", ["charts", "layout"])
def test_a_worker_killed_at_half_goes_on_with_what_it_had(
    transactional_db: None, cast: Cast, tmp_path: Path, stage: str
) -> None:
    keys.ensure_keys()
    count_visas()
    marker = tmp_path / stage
    with worker_process(environment={"DIE_IN_THE_BOOK": str(marker)}) as worker:
        making = makings.order(
            edition=begun(cast), languages="both", key=uuid.uuid4(), by=cast.secretary
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
    found = set(DrawnChart.objects.values_list("pk", flat=True))
    assert charts <= found if stage == "charts" else charts == found
    assert making.snapshot is not None
    assert len(found) == 2 * len(charts_in(making.snapshot.content))
    assert (Snapshot.objects.count(), Book.objects.count()) == (1, 1)
