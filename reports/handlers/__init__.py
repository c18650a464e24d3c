"""What the worker does for the reports, one module an area."""

from reports.handlers import year

__all__ = ["year"]
