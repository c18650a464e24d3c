"""The demo's keys for seals and signatures."""

from interior_portal.documents import keys


def load() -> None:
    """Make the keys that are missing."""
    keys.ensure_keys()
