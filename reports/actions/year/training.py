"""What is written about training: each about a session under the lock of its row, so that no seat is given twice."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import YEAR_KEEP
from interior_portal.audit import actions as audit
from interior_portal.outbox import actions as outbox
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused, check
from interior_portal.tallies.actions import count
from reports.models import Attendance, Course, CourseSession, Enrolment
from reports.papers import issue_certificate
from reports.queries.year.keepers import acts_for
from reports.queries.year.sessions import days_of, unit_of
from reports.rules.year.training import was_there_enough

HELD, CERTIFICATES = "reports.courses_held", "reports.certificates"
State, Result = Enrolment.State, Enrolment.Result
CLOSED = Refusal("session_closed", _("This course is over or was cancelled."))
ENROLLED = Refusal("enrolled_already", _("This person is enrolled already."))
NO_POST = Refusal("no_post", _("Only who is posted somewhere can take part."))
NOT_ASKED = Refusal("not_asked", _("This was settled already. Load the page again."))
NOT_A_DAY = Refusal("not_a_day", _("Choose a day of the course that is not in the future."))
NOT_OVER = Refusal("not_over", _("The course is not over yet."))
NOBODY = Refusal("nobody", _("Nobody has a seat in this course: cancel it instead."))
OWN_RESULT = Refusal("own_result", _("Somebody else has to close a course in which you take part."))
TOO_SELDOM = Refusal("too_seldom", _("%(name)s was there too seldom to pass."))
RESULT_MISSING = Refusal("result_missing", _("Enter a result for everybody who has a seat."))
REASON_MISSING = Refusal("reason_missing", _("Write the reason."))
NOT_OFFERED = Refusal("not_offered", _("This course is no longer offered."))
ENDS_EARLY = Refusal("ends_early", _("The course would end before it starts."))


def _keeps(by: User, unit: Unit) -> Refusal | None:
    return None if has_permission(by, YEAR_KEEP, unit) else NOT_PERMITTED


@transaction.atomic
def plan(
    *,
    course: Course,
    unit: Unit,
    starts_on: dt.date,
    ends_on: dt.date,
    place: str,
    trainer: str,
    seats: int,
    by: User,
) -> CourseSession:
    """A session of a course that a unit holds. Raises Refused."""
    check(_keeps(by, unit))
    check(None if ends_on >= starts_on else ENDS_EARLY)
    # Held until the end, so that nobody retires or deletes the course meanwhile.
    offered = Course.objects.select_for_update(no_key=True).filter(pk=course.pk, is_offered=True)
    check(None if offered.exists() else NOT_OFFERED)
    facts = {"starts_on": starts_on, "ends_on": ends_on, "place": place, "trainer": trainer}
    made = CourseSession.objects.create(course=course, unit=unit, seats=seats, **facts)
    _told(made, "planned", by)
    return made


@transaction.atomic
def enrol(*, session: CourseSession, trainee: User, by: User) -> Enrolment:
    """By their head: a seat, or a place on the waiting list. By themselves: the head has to agree. Raises Refused."""
    held = _planned(session)
    unit = unit_of(trainee)
    if unit is None:
        raise Refused(NO_POST)
    is_head = has_permission(by, YEAR_KEEP, unit)
    check(None if is_head or trainee == by else NOT_PERMITTED)
    there = held.enrolments.exclude(state=State.WITHDRAWN).filter(trainee=trainee)
    check(ENROLLED if there.exists() else None)
    made = Enrolment(session=held, trainee=trainee, unit=unit, entered_by=by, state=State.ASKED)
    if is_head:
        _seat(made, held, by)
    made.entered_at = clock.now()
    made.save()
    return made


@transaction.atomic
def agree(*, enrolment: Enrolment, by: User) -> Enrolment:
    """The head lets somebody take part who asked for it. Raises Refused."""
    held = _planned(enrolment.session)
    row = held.enrolments.select_related("unit").get(pk=enrolment.pk)
    check(_keeps(by, row.unit))
    check(None if row.state == State.ASKED else NOT_ASKED)
    _seat(row, held, by)
    row.save()
    return row


@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: User) -> Enrolment:
    """By the trainee or their head; who waits longest gets the seat. Raises Refused."""
    held = _planned(enrolment.session)
    row = held.enrolments.select_related("unit").get(pk=enrolment.pk)
    check(None if row.trainee_id == by.pk else _keeps(by, row.unit))
    check(NOT_ASKED if row.state == State.WITHDRAWN else None)
    was_seated, row.state = row.state == State.SEATED, State.WITHDRAWN
    row.save()
    if was_seated:
        waiting = held.enrolments.filter(state=State.WAITING).order_by("queued_at", "pk").first()
        if waiting is not None:
            waiting.state = State.SEATED
            waiting.save()
    return row


@transaction.atomic
def attend(*, session: CourseSession, day: dt.date, there: Collection[int], by: User) -> None:
    """Who was there on a day: the keys of their enrolments; said again, the last word counts. Raises Refused."""
    held = _planned(session)
    check(_keeps(by, held.unit))
    check(None if held.starts_on <= day <= min(held.ends_on, clock.today()) else NOT_A_DAY)
    for row in held.enrolments.filter(state=State.SEATED):
        facts = {"was_there": row.pk in there, "by": by, "at": clock.now()}
        Attendance.objects.update_or_create(enrolment=row, day=day, defaults=facts)


@transaction.atomic
def close(*, session: CourseSession, results: Mapping[int, str], by: User) -> CourseSession:
    """The course was held: a result for everybody with a seat, and certificates on their way. Raises Refused."""
    held = _planned(session)
    check(_keeps(by, held.unit))
    check(None if held.ends_on <= clock.today() else NOT_OVER)
    seated = list(held.enrolments.filter(state=State.SEATED).select_related("trainee"))
    check(None if seated else NOBODY)
    check(OWN_RESULT if acts_for(by) & {row.trainee_id for row in seated} else None)
    days = days_of(seated)
    for row in seated:
        row.result = _result(row, results, days.get(row.pk, []), held.course)
        row.save(update_fields=["result"])
        if row.result == Result.PASSED:
            key = f"reports.certificate:{row.pk}"
            outbox.put("reports.certify", key=key, payload={"enrolment": row.pk})
    _end(held, CourseSession.State.HELD, by)
    count(HELD, unit_id=held.unit_id, category=held.course.code)
    return held


def _result(row: Enrolment, results: Mapping[int, str], days: list[bool], course: Course) -> str:
    result = results.get(row.pk, "")
    check(None if result in Result.values else RESULT_MISSING)
    is_enough = was_there_enough(days, course.attendance_percent)
    if result == Result.PASSED and not is_enough:
        check(Refusal(TOO_SELDOM.code, TOO_SELDOM.message, {"name": row.trainee.name}))
    return result


@transaction.atomic
def cancel(*, session: CourseSession, reason: str, by: User) -> CourseSession:
    """It does not take place. Raises Refused."""
    held = _planned(session)
    check(_keeps(by, held.unit))
    check(None if reason.strip() else REASON_MISSING)
    held.reason = reason.strip()
    _end(held, CourseSession.State.CANCELLED, by)
    return held


@transaction.atomic
def certify(enrolment_id: int) -> None:
    """The certificate of who passed, once; about 0.2 s. Called by the worker."""
    found = Enrolment.objects.select_for_update(of=("self",))
    row = found.select_related("session__course", "session__unit", "trainee").get(pk=enrolment_id)
    if row.paper_id is not None or row.result != Result.PASSED:
        return
    row.paper, row.certified_at = issue_certificate(row), clock.now()
    row.save(update_fields=["paper", "certified_at"])
    count(CERTIFICATES, unit_id=row.unit_id, category=row.session.course.code)


def _planned(session: CourseSession) -> CourseSession:
    """The session, locked, as long as it is neither over nor cancelled."""
    found = CourseSession.objects.select_related("course", "unit")
    held = found.select_for_update(of=("self",)).get(pk=session.pk)
    check(None if held.state == CourseSession.State.PLANNED else CLOSED)
    return held


def _seat(row: Enrolment, held: CourseSession, by: User) -> None:
    taken = held.enrolments.filter(state=State.SEATED).count()
    row.state = State.SEATED if taken < held.seats else State.WAITING
    row.agreed_by, row.queued_at = by, clock.now()


def _end(held: CourseSession, state: str, by: User) -> None:
    held.state, held.closed_by, held.closed_at = state, by, clock.now()
    held.save()
    _told(held, state.lower(), by, held.reason)


def _told(held: CourseSession, what: str, by: User, reason: str = "") -> None:
    facts: dict[str, Any] = {"subject_kind": "session", "subject_ref": held.reference}
    audit.record(action=f"reports.session.{what}", by=by, reason=reason, **facts)
