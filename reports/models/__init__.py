"""The tables of `reports`, one module or package an area."""

from reports.models.year import (
    Activity,
    Attendance,
    Course,
    CourseSession,
    Enrolment,
    Indicator,
    IndicatorTarget,
    Measurement,
    Project,
    ProjectBudget,
    ProjectLevel,
    ProjectSpending,
    ProjectStage,
    Recommendation,
    RecommendationEvent,
)

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
