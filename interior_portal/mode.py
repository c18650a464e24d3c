"""Which kind of portal this process belongs to; read before anything else is."""

import os

PRODUCTION, DEMO, TEST = "production", "demo", "test"


def mode() -> str:
    """PORTAL_MODE; without it, production where DATABASE_URL names a server, else the demo."""
    found = os.environ.get("PORTAL_MODE") or (PRODUCTION if "DATABASE_URL" in os.environ else DEMO)
    if found not in {PRODUCTION, DEMO, TEST}:
        raise ValueError(f"PORTAL_MODE is {found!r}; it must be production, demo or test")
    return found
