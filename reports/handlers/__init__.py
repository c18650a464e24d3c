"""What the worker does for the reports, one module an area."""

from reports.handlers import annual, meetings, year

__all__ = ["annual", "meetings", "year"]
