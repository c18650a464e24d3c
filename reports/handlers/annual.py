"""What the worker does for the annual report."""

from collections.abc import Mapping
from typing import Any

from interior_portal.outbox.registry import handler
from reports.actions.annual import stages


@handler("reports.annual_stage", is_long=True, given_up=stages.give_up)
def annual_stage(payload: Mapping[str, Any]) -> None:
    """One stage of a book; it puts the next one into its own commit."""
    stages.carry_out(payload)
