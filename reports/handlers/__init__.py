"""What the worker does for the reports, one module an area."""

from reports.handlers import meetings, year

__all__ = ["meetings", "year"]
