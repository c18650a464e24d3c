"""The demo of the Visa Directorate: the catalogue, then applications that went through the real engine."""

from django.conf import settings

from visas.demo import catalogue, history


def load() -> None:
    """Make the catalogue where it is missing, and the applications once."""
    catalogue.load()
    history.load(settings.DEMO_CASES)
