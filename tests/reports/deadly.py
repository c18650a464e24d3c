"""A worker that dies once, in the middle of a book of the annual report."""

import os
import signal
from pathlib import Path
from typing import Any

from reports.actions.annual import stages


def arm(marker: Path) -> None:
    """kill -9 of the process before its pages are laid out, at more than half; the marker says that it happened."""
    kept = stages.STAGES["layout"]

    def die(making: Any, part: int) -> None:
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        kept(making, part)

    stages.STAGES["layout"] = die
