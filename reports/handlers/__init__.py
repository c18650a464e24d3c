"""What the worker does for the reports, one module an area."""

from reports.handlers import annual, meetings, panorama, year

__all__ = ["annual", "meetings", "panorama", "year"]
