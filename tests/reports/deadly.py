"""A worker that dies once, in the middle of a book of the annual report."""

import os
import signal
from pathlib import Path
from typing import Any

from reports.actions.annual import stages
from reports.models import DrawnChart


def arm(marker: Path) -> None:
    """kill -9 of the process at the stage that the marker's name says, which then stands as proof that it happened.

    `charts`: as soon as half of the pictures are kept, of which there are few, so they go in twos. `layout`: before the
    pages are laid out.
    """
    stage = marker.name
    stages.IN_A_ROW = 2
    kept = stages.STAGES[stage]

    def die(making: Any, part: int) -> None:
        if not marker.exists() and (stage != "charts" or _is_half_way(making)):
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        kept(making, part)

    stages.STAGES[stage] = die


def _is_half_way(making: Any) -> bool:
    return 2 * DrawnChart.objects.count() >= len(stages._wanted(making))
