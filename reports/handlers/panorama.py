"""What the worker does for the panorama."""

from collections.abc import Mapping
from typing import Any

from interior_portal.outbox.registry import handler
from reports.actions import panorama


@handler("reports.make_panorama", is_long=True)
def make_panorama(payload: Mapping[str, Any]) -> None:
    """The pages of one language, as one file and as a PDF."""
    panorama.make(payload)
