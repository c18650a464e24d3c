"""The Authority's year as the annual report and the pages read it: each of these is a few statements, and bounded."""

from reports.queries.year.awareness import AwarenessLine, PlaceLine, awareness_of, places_of
from reports.queries.year.projects import Money, ProjectLine, projects_of
from reports.queries.year.readiness import ReadinessLine, readiness_of
from reports.queries.year.recommendations import RecommendationLine, recommendations_of
from reports.queries.year.training import TrainingLine, training_of

__all__ = [
    "AwarenessLine",
    "Money",
    "PlaceLine",
    "ProjectLine",
    "ReadinessLine",
    "RecommendationLine",
    "TrainingLine",
    "awareness_of",
    "places_of",
    "projects_of",
    "readiness_of",
    "recommendations_of",
    "training_of",
]
