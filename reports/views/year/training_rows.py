"""Courses as staff and heads read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.components import State
from reports.models import CourseSession, Enrolment
from reports.queries.year.sessions import may_begin
from reports.rules.year.training import attended_percent

TITLES: dict[str, str | Promise] = {
    "plan": _("Plan a course"),
    "enrol": _("Enrol somebody of your staff"),
    "attendance": _("Note who was there"),
    "close": _("Enter the results and close the course"),
    "cancel": _("Cancel the course"),
}
SESSIONS: dict[str, State] = {"PLANNED": "waiting", "HELD": "done", "CANCELLED": "refused"}
ENROLMENTS: dict[str, State] = {
    "ASKED": "waiting",
    "WAITING": "paused",
    "SEATED": "done",
    "WITHDRAWN": "refused",
}


@dataclass(frozen=True, slots=True)
class SessionLine:
    session: CourseSession
    state: State
    free: int
    may_ask: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One who takes part; `percent` of the recorded days they were there."""

    row: Enrolment
    state: State
    percent: int | None
    may_agree: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    href: str


def sessions(found: Iterable[CourseSession], own: Sequence[Enrolment]) -> list[SessionLine]:
    """Each session with its free seats; `found` has counted the taken ones."""
    mine = {row.session_id for row in own if row.state != Enrolment.State.WITHDRAWN}
    return [
        SessionLine(
            session=each,
            state=SESSIONS[each.state],
            free=max(0, each.seats - getattr(each, "taken", 0)),
            may_ask=each.state == CourseSession.State.PLANNED and each.pk not in mine,
        )
        for each in found
    ]


def own(rows: Sequence[Enrolment]) -> list[Person]:
    return [
        Person(row, ENROLMENTS[row.state], None, may_agree=False, may_withdraw=_may_leave(row))
        for row in rows
    ]


def _may_leave(row: Enrolment) -> bool:
    is_planned = row.session.state == CourseSession.State.PLANNED
    return is_planned and row.state != Enrolment.State.WITHDRAWN


def people(
    rows: Sequence[Enrolment],
    days: Mapping[int, list[bool]],
    kept: set[int],
    session: CourseSession,
) -> list[Person]:
    """Who takes part; `kept` are the units whose year the reader keeps."""
    is_planned = session.state == CourseSession.State.PLANNED
    return [
        Person(
            row=row,
            state=ENROLMENTS[row.state],
            percent=attended_percent(days[row.pk]) if row.pk in days else None,
            may_agree=is_planned and row.unit_id in kept and row.state == Enrolment.State.ASKED,
            may_withdraw=is_planned and row.unit_id in kept,
        )
        for row in rows
    ]


def steps(session: CourseSession, *, is_holder: bool, is_head: bool) -> list[Step]:
    """What the reader may do about a session that is neither over nor cancelled."""
    if session.state != CourseSession.State.PLANNED:
        return []
    verbs = ["enrol"] if is_head else []
    if is_holder:
        verbs += ["attendance", "close", "cancel"] if may_begin(session) else ["cancel"]
    return [
        Step(TITLES[verb], reverse("reports:session_step", args=[session.reference, verb]))
        for verb in verbs
    ]
