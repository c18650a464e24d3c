"""The annual report: its editions, the words that people write for it, its figures, and the books made of them."""

from reports.models.annual.editions import Edition, Report
from reports.models.annual.figures import FigureRow, Snapshot
from reports.models.annual.makings import Book, DrawnChart, LaidOut, Making
from reports.models.annual.narratives import Narrative, NarrativeRuling, NarrativeVersion

__all__ = [
    "Book",
    "DrawnChart",
    "Edition",
    "FigureRow",
    "LaidOut",
    "Making",
    "Narrative",
    "NarrativeRuling",
    "NarrativeVersion",
    "Report",
    "Snapshot",
]
