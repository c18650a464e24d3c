"""The catalogue of courses: how often each was held, and for how many certificates."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from reports.models import Course, CourseSession, Enrolment


def catalogue() -> QuerySet[Course]:
    """The courses on offer first, by code; with `held`, `planned`, `certificates`, `is_used`; one statement."""
    sessions = CourseSession.objects.filter(course=OuterRef("pk")).order_by().values("course")
    issued = Enrolment.objects.filter(session__course=OuterRef("pk"), paper__isnull=False)
    certificates = issued.order_by().values("session__course").annotate(n=Count("pk"))
    return Course.objects.annotate(
        held=_count(sessions.annotate(n=Count("pk", filter=Q(state="HELD")))),
        planned=_count(sessions.annotate(n=Count("pk", filter=Q(state="PLANNED")))),
        certificates=_count(certificates),
        is_used=Exists(CourseSession.objects.filter(course=OuterRef("pk"))),
    ).order_by("-is_offered", "code")


def find_course(code: str) -> Course | None:
    return Course.objects.filter(code=code).first()


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), Value(0))
