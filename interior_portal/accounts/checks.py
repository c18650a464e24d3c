"""What must hold before the portal starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def check_demo_is_a_demo(**_kwargs: Any) -> list[CheckMessage]:
    """The list that signs anyone in with a click exists in PORTAL_MODE=demo alone."""
    if not settings.DEMO or settings.MODE == "demo":
        return []
    return [
        Error(
            f"DEMO is on, but PORTAL_MODE is {settings.MODE!r}.",
            hint="Set PORTAL_MODE=demo, or leave DEMO off: in a demo anyone signs in as anyone.",
            id="accounts.E001",
        )
    ]
