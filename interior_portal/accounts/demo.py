"""The demo's organisation and cast."""

from interior_portal.accounts import cast


def load() -> None:
    """Make what is not there yet."""
    cast.create()
