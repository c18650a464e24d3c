"""What the demonstration holds of the reports, one module or package an area."""

from interior_portal.outbox import relay
from reports.demo import annual, meetings, targets, year


def load() -> None:
    """Make what is missing; idempotent. What follows from it (certificates, a statement, notices) is done here too."""
    targets.load()
    year.load()
    meetings.load()
    annual.load()
    relay.drain()
