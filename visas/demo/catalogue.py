"""The kinds of the demonstration are those that are shipped."""

from visas.actions import shipped


def load() -> None:
    """Add what is missing."""
    shipped.load_kinds(by=None)
