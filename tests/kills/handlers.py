"""What the worker does: each effect leaves a line in the ledger, so that it can be counted."""

import time
from collections.abc import Mapping
from typing import Any

from interior_portal.audit.actions import record
from interior_portal.outbox.registry import Handler, handler
from tests.kills.procedure import EFFECTS


def _noting(code: str) -> Handler:
    def note(payload: Mapping[str, Any]) -> None:
        """Write, and wait before the commit, so that a kill can hit in the middle."""
        record(action=code, by=None, subject_kind="case", subject_ref=payload["reference"])
        time.sleep(0.01)

    return note


for effect in EFFECTS:
    handler(effect)(_noting(effect))
