"""The Authority's year without its meetings: what was resolved, built, taught, told, and how ready it is."""

from reports.models.year.awareness import Activity
from reports.models.year.projects import (
    Project,
    ProjectBudget,
    ProjectLevel,
    ProjectSpending,
    ProjectStage,
)
from reports.models.year.readiness import Indicator, IndicatorTarget, Measurement
from reports.models.year.recommendations import Recommendation, RecommendationEvent
from reports.models.year.training import Attendance, Course, CourseSession, Enrolment

__all__ = [
    "Activity",
    "Attendance",
    "Course",
    "CourseSession",
    "Enrolment",
    "Indicator",
    "IndicatorTarget",
    "Measurement",
    "Project",
    "ProjectBudget",
    "ProjectLevel",
    "ProjectSpending",
    "ProjectStage",
    "Recommendation",
    "RecommendationEvent",
]
