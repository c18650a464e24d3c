"""The demo's keys for seals and signatures, and its first status list."""

from interior_portal.documents import keys, status_list


def load() -> None:
    """Make the keys that are missing, and a list to check papers with."""
    keys.ensure_keys()
    status_list.refresh()
