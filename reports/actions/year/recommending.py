"""What is written about recommendations: each under the lock of its row, each with its event."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.audit import actions as audit
from interior_portal.documents.actions import receive_upload
from interior_portal.documents.uploads.clean import SentFile
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, check
from interior_portal.tallies.actions import count
from reports.models import CourseSession, Project, Recommendation, RecommendationEvent
from reports.queries.year.keepers import acts_for, may_keep, may_settle, owners_of
from reports.rules.year.recommending import COURSES, RUNNING, UNSETTLED, Verb

PURPOSE = "reports.evidence"
DONE = "reports.recommendations_done"
Kind = RecommendationEvent.Kind
State = Recommendation.State

NOT_IN_THIS_STATE = Refusal(
    "not_in_this_state",
    _("This cannot be done now: the recommendation has moved on. Load its page again."),
)
NO_EVIDENCE = Refusal("no_evidence", _("Add evidence first: a file, a project or a course."))
SAME_PERSON = Refusal(
    "same_person", _("Somebody else has to confirm it: you reported that it is done.")
)
REASON_MISSING = Refusal("reason_missing", _("Write the reason."))
NOTHING_SAID = Refusal("nothing_said", _("Write what has happened, or add evidence."))
TOO_EARLY = Refusal("too_early", _("The new date must be later than the one it replaces."))
TAKEN = Refusal("number_taken", _("This number of that meeting is taken."))
WRONG_YEAR = Refusal(
    "wrong_year", _("A recommendation is carried out in the year of its meeting or later.")
)


@transaction.atomic
def enter(
    *,
    kind: str,
    meeting_year: int,
    number: int,
    year: int,
    texts: Mapping[str, str],
    unit: Unit,
    others: Iterable[Unit],
    due_on: dt.date,
    by: User,
) -> Recommendation:
    """A new one; `texts` are by language, ar and kmr at least. Raises Refused."""
    check(None if may_settle(by, unit) else NOT_PERMITTED)
    check(None if year >= meeting_year else WRONG_YEAR)
    named = {"kind": kind, "meeting_year": meeting_year, "number": number}
    check(TAKEN if Recommendation.objects.filter(year=year, **named).exists() else None)
    made = Recommendation.objects.create(
        **named,
        year=year,
        text_ar=texts["ar"],
        text_kmr=texts["kmr"],
        text_en=texts.get("en", ""),
        unit=unit,
        due_on=due_on,
    )
    made.others.set(set(others) - {unit})
    _event(made, Kind.ADDED, by=by, after=State.OPEN)
    _told(made, "entered", by)
    return made


@transaction.atomic
def note(
    *,
    recommendation: Recommendation,
    by: User,
    key: str,
    text: str = "",
    file: SentFile | None = None,
    project: Project | None = None,
    session: CourseSession | None = None,
) -> None:
    """How far it is, and what proves it; once for every key. Raises Refused.

    The first word about one that was not begun takes it in hand.
    """
    held = _locked(recommendation)
    check(None if may_keep(by, owners_of(held)) else NOT_PERMITTED)
    if RecommendationEvent.objects.filter(key__startswith=f"{key}:").exists():
        return
    check(None if held.state in UNSETTLED else NOT_IN_THIS_STATE)
    check(None if text.strip() or file or project or session else NOTHING_SAID)
    if held.state == State.OPEN:
        _move(held, State.IN_HAND, by=by)
    if text.strip():
        _event(held, Kind.NOTE, by=by, text=text.strip(), key=f"{key}:note")
    if file is not None:
        upload = receive_upload(file, owner=by, purpose=PURPOSE)
        _event(held, Kind.EVIDENCE, by=by, upload=upload, key=f"{key}:file")
    if project is not None:
        _event(held, Kind.EVIDENCE, by=by, project=project, key=f"{key}:project")
    if session is not None:
        _event(held, Kind.EVIDENCE, by=by, session=session, key=f"{key}:course")


def why_not(recommendation: Recommendation, verb: Verb, by: User) -> Refusal | None:
    """Why somebody may not do this about it now; None when they may. At most four statements."""
    course = COURSES[verb]
    if not _is_theirs(recommendation, by, is_settling=course.is_settling):
        return NOT_PERMITTED
    if recommendation.state not in course.sources:
        return NOT_IN_THIS_STATE
    if verb is Verb.DONE and not recommendation.events.filter(kind=Kind.EVIDENCE).exists():
        return NO_EVIDENCE
    if verb is Verb.CONFIRM and recommendation.reported_by_id in acts_for(by):
        return SAME_PERSON
    return None


def _is_theirs(recommendation: Recommendation, by: User, *, is_settling: bool) -> bool:
    if is_settling:
        return may_settle(by, recommendation.unit)
    return may_keep(by, owners_of(recommendation))


@transaction.atomic
def carry_out(
    *, recommendation: Recommendation, verb: Verb, by: User, reason: str = ""
) -> Recommendation:
    """Begin it, report it done, confirm, send back or drop it. Raises Refused. To go on: `carry_over`."""
    held = _locked(recommendation)
    check(why_not(held, verb, by))
    course = COURSES[verb]
    check(REASON_MISSING if course.needs_reason and not reason.strip() else None)
    _move(held, course.target, by=by, reason=reason.strip())
    if verb is Verb.CONFIRM:
        count(DONE, unit_id=held.unit_id)
    if course.is_settling:
        _told(held, verb.value, by, reason)
    return held


@transaction.atomic
def carry_over(
    *, recommendation: Recommendation, due_on: dt.date, reason: str, by: User
) -> Recommendation:
    """It goes on in the year of its new date; the new row keeps number, text, owners and thread. Raises Refused."""
    held = _locked(recommendation)
    check(why_not(held, Verb.CARRY, by))
    check(None if reason.strip() else REASON_MISSING)
    check(None if due_on.year > held.year else TOO_EARLY)
    owners = list(held.others.all())
    _move(held, State.CARRIED_OVER, by=by, reason=reason.strip())
    made = Recommendation.objects.create(
        kind=held.kind,
        meeting_year=held.meeting_year,
        number=held.number,
        year=due_on.year,
        text_ar=held.text_ar,
        text_kmr=held.text_kmr,
        text_en=held.text_en,
        unit=held.unit,
        due_on=due_on,
        continues=held,
    )
    made.others.set(owners)
    _event(made, Kind.ADDED, by=by, after=State.OPEN, text=reason.strip())
    _told(made, "carried", by, reason)
    return made


@transaction.atomic
def move_due(
    *, recommendation: Recommendation, due_on: dt.date, reason: str, by: User
) -> Recommendation:
    """Another date in the same year, for a reason. Raises Refused."""
    held = _locked(recommendation)
    check(None if may_settle(by, held.unit) else NOT_PERMITTED)
    check(None if held.state in RUNNING and due_on.year == held.year else NOT_IN_THIS_STATE)
    check(None if reason.strip() else REASON_MISSING)
    if due_on != held.due_on:
        old, held.due_on = held.due_on, due_on
        held.save(update_fields=["due_on"])
        dates = {"before": old.isoformat(), "after": due_on.isoformat()}
        _event(held, Kind.DUE, by=by, text=reason.strip(), **dates)
        _told(held, "moved", by, reason)
    return held


def _locked(recommendation: Recommendation) -> Recommendation:
    found = Recommendation.objects.select_related("unit").select_for_update(of=("self",))
    return found.get(pk=recommendation.pk)


def _move(held: Recommendation, target: str, *, by: User, reason: str = "") -> None:
    """The state with the columns that belong to it, and the event."""
    before, held.state = held.state, target
    is_reported = target in {State.REPORTED, State.DONE}
    if target == State.REPORTED:
        held.reported_by, held.reported_at = by, clock.now()
    elif not is_reported:
        held.reported_by = held.reported_at = None
    if target == State.DONE:
        held.confirmed_by, held.confirmed_at = by, clock.now()
    if target in {State.DROPPED, State.CARRIED_OVER}:
        held.reason = reason
    held.save()
    _event(held, Kind.STATE, by=by, before=before, after=target, text=reason)


def _event(held: Recommendation, kind: str, *, by: User, **facts: Any) -> None:
    RecommendationEvent.objects.create(
        recommendation=held, kind=kind, by=by, at=clock.now(), **facts
    )


def _told(held: Recommendation, what: str, by: User, reason: str = "") -> None:
    audit.record(
        action=f"reports.recommendation.{what}",
        by=by,
        subject_kind="recommendation",
        subject_ref=held.reference,
        reason=reason,
    )
