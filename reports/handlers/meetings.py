"""What follows from a meeting."""

from collections.abc import Mapping
from typing import Any

from interior_portal.outbox.registry import handler
from reports.actions.meetings import concluding


@handler("reports.issue_statement")
def issue_statement(payload: Mapping[str, Any]) -> None:
    """The final statement that a chair has approved becomes a paper."""
    concluding.issue_statement(payload["final"])
