"""The demo of the Transport Directorate: its catalogue, what others have told it, vehicles with a past."""

from django.conf import settings

from vehicles.demo import catalogue, history


def load() -> None:
    """Make what is missing; the vehicles once."""
    catalogue.load()
    history.load(settings.DEMO_CASES)
