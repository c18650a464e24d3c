"""The demo of the Visa Directorate: the catalogue, then applications that went through the real engine."""

from visas.demo import catalogue, history


def load(*, cases: int) -> None:
    """Make the catalogue where it is missing, and the applications once."""
    catalogue.load()
    history.load(cases)
