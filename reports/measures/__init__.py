"""What the reports count themselves, one module an area."""

from reports.measures import year

MEASURES = year.MEASURES
BOARDS = (year.BOARD,)
