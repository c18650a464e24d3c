"""What the demonstration holds of the reports, one module or package an area."""

from reports.demo import annual, meetings, year


def load() -> None:
    """Make what is missing; idempotent."""
    year.load()
    meetings.load()
    annual.load()
