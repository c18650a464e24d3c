"""Course sessions: what is to come, who takes part, whose certificate somebody may read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.queries import Reader, postings_of, units_where
from interior_portal.accounts.roles import YEAR_KEEP, YEAR_VIEW
from interior_portal.shared import clock
from reports.models import Attendance, CourseSession, Enrolment

MOST = 200
State = Enrolment.State


def sessions_of(year: int) -> QuerySet[CourseSession]:
    """The sessions of a year with their seats taken, by day; one statement, at most 200."""
    return (
        CourseSession.objects.filter(starts_on__year=year)
        .select_related("course", "unit")
        .annotate(taken=Count("enrolments", filter=Q(enrolments__state=State.SEATED)))
        .order_by("starts_on", "pk")[:MOST]
    )


def enrolments_of(user: User) -> list[Enrolment]:
    """Somebody's own, newest first."""
    found = Enrolment.objects.filter(trainee=user).select_related("session__course", "paper")
    return list(found.order_by("-pk")[:MOST])


def find_session(reference: str) -> CourseSession | None:
    found = CourseSession.objects.select_related("course", "unit")
    return found.filter(reference=reference).first()


def people_in(session: CourseSession, units: QuerySet[Unit]) -> list[Enrolment]:
    """Who takes part, as far as the reader sees their unit; all for who sees the unit that holds it."""
    found = session.enrolments.exclude(state=State.WITHDRAWN)
    if not units.filter(pk=session.unit_id).exists():
        found = found.filter(unit__in=units)
    rows = found.select_related("trainee", "unit", "paper").order_by("state", "queued_at", "pk")
    return list(rows[: 2 * MOST])


def days_of(enrolments: Iterable[Enrolment]) -> dict[int, list[bool]]:
    """For each enrolment whether they were there, day by day; one statement."""
    days: dict[int, list[bool]] = defaultdict(list)
    rows = Attendance.objects.filter(enrolment__in=list(enrolments)).order_by("day")
    for enrolment, was_there in rows.values_list("enrolment", "was_there"):
        days[enrolment].append(was_there)
    return days


def there_on(session: CourseSession, day: dt.date) -> set[int]:
    """The enrolments that were there on a day."""
    found = Attendance.objects.filter(enrolment__session=session, day=day, was_there=True)
    return set(found.values_list("enrolment", flat=True))


def unit_of(trainee: User) -> Unit | None:
    """Where somebody works: the unit of their first posting of today."""
    held = postings_of(trainee)
    return held[0].unit if held else None


def people_of_head(head: User) -> QuerySet[User]:
    """The staff whose year somebody keeps, by name."""
    held = Posting.objects.active().filter(unit__in=units_where(head, YEAR_KEEP))
    people = User.objects.filter(is_active=True, is_staff=True, pk__in=held.values("user"))
    return people.order_by("name", "pk")


def find_certificate(reference: str, reader: Reader) -> Enrolment | None:
    """An enrolment with its certificate, for the trainee and for who sees the year of their unit."""
    theirs = Q(trainee_id=reader.pk) | Q(unit__in=units_where(reader, YEAR_VIEW))
    found = Enrolment.objects.select_related("paper").filter(theirs, reference=reference)
    return found.filter(paper__isnull=False).first()


def may_begin(session: CourseSession) -> bool:
    """Whether its first day has come."""
    return session.starts_on <= clock.today()


def seated_in(session: CourseSession) -> list[Enrolment]:
    """Who has a seat, by name."""
    found = session.enrolments.filter(state=State.SEATED).select_related("trainee")
    return list(found.order_by("trainee__name", "pk"))
