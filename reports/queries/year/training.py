"""Training: what was taught in a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from interior_portal.accounts.models import Unit
from reports.models import Course, CourseSession, Enrolment

MOST = 200


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One course in a year: how often it was held or is planned, and for how many."""

    course: Course
    held: int
    planned: int
    seats: int
    enrolled: int
    passed: int
    certificates: int


def training_of(year: int, units: QuerySet[Unit] | None = None) -> list[TrainingLine]:
    """The courses with sessions that began in a year, by code; three statements. At most 200."""
    sessions = CourseSession.objects.filter(starts_on__year=year).exclude(state="CANCELLED")
    if units is not None:
        sessions = sessions.filter(unit__in=units)
    held = {
        row["course"]: row
        for row in sessions.order_by()
        .values("course")
        .annotate(
            held=Count("pk", filter=Q(state="HELD")),
            planned=Count("pk", filter=Q(state="PLANNED")),
            seats=Sum("seats"),
        )
    }
    people = _people(sessions)
    courses = Course.objects.filter(pk__in=held).order_by("code")[:MOST]
    return [_line(course, held[course.pk], people.get(course.pk, {})) for course in courses]


def _people(sessions: QuerySet[CourseSession]) -> dict[int, Mapping[str, Any]]:
    rows = (
        Enrolment.objects.filter(session__in=sessions, state="SEATED")
        .order_by()
        .values("session__course")
        .annotate(
            enrolled=Count("pk"),
            passed=Count("pk", filter=Q(result="PASSED")),
            certificates=Count("paper"),
        )
    )
    return {row["session__course"]: row for row in rows}


def _line(course: Course, held: Mapping[str, Any], people: Mapping[str, Any]) -> TrainingLine:
    return TrainingLine(
        course=course,
        held=held["held"],
        planned=held["planned"],
        seats=held["seats"],
        enrolled=people.get("enrolled", 0),
        passed=people.get("passed", 0),
        certificates=people.get("certificates", 0),
    )
