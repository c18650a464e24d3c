"""What is written about the catalogue of courses: entered, changed, retired, offered again, or deleted."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.audit import actions as audit
from interior_portal.shared.ids import new_reference
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused, check
from reports.models import Course
from reports.roles import YEAR_SETTLE

THERE_ALREADY = Refusal("there_already", _("The catalogue has a course with this title already."))
PLANNED = Refusal(
    "planned", _("This course was planned or held: it cannot be deleted. Retire it instead.")
)
GONE = Refusal("gone", _("This course is no longer in the catalogue."))


@transaction.atomic
def enter(*, course: Course, key: str, by: User) -> Course:
    """Keep a course that is not saved yet; the same key keeps it once. Raises Refused."""
    check(_settles(by))
    known = Course.objects.filter(key=key).first()
    if known is not None:
        return known
    check(_taken(course.title_ar))
    course.key, course.code = key, course.code or new_reference("C").lower()
    course.save(force_insert=True)
    _told(course, "entered", by)
    return course


@transaction.atomic
def change(*, course: Course, facts: Mapping[str, Any], by: User) -> Course:
    """Other words, hours or attendance; the ledger keeps which, certificates that are issued stay. Raises Refused."""
    held = _locked(course, by)
    check(_taken(facts.get("title_ar", held.title_ar), besides=held))
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    if changed:
        for name in changed:
            setattr(held, name, facts[name])
        held.save(update_fields=changed)
        _told(held, "changed", by, fields=sorted(changed))
    return held


@transaction.atomic
def retire(*, course: Course, by: User) -> Course:
    """It is no longer offered: nobody plans it any more, what was planned stays. Raises Refused."""
    return _offered(course, by, is_offered=False)


@transaction.atomic
def offer(*, course: Course, by: User) -> Course:
    """It is offered again. Raises Refused."""
    return _offered(course, by, is_offered=True)


@transaction.atomic
def take_out(*, course: Course, by: User) -> None:
    """Take a course out that was never planned. Raises Refused."""
    held = _locked(course, by)
    check(PLANNED if held.sessions.exists() else None)
    _told(held, "deleted", by)
    held.delete()


def _offered(course: Course, by: User, *, is_offered: bool) -> Course:
    held = _locked(course, by)
    if held.is_offered != is_offered:
        held.is_offered = is_offered
        held.save(update_fields=["is_offered"])
        _told(held, "offered" if is_offered else "retired", by)
    return held


def _settles(by: User) -> Refusal | None:
    return None if has_permission(by, YEAR_SETTLE) else NOT_PERMITTED


def _taken(title: str, besides: Course | None = None) -> Refusal | None:
    same = Course.objects.filter(title_ar=title, is_offered=True)
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    return THERE_ALREADY if same.exists() else None


def _locked(course: Course, by: User) -> Course:
    """The course, locked, against a session that is planned at the same moment."""
    check(_settles(by))
    held = Course.objects.select_for_update().filter(pk=course.pk).first()
    if held is None:
        raise Refused(GONE)
    return held


def _told(course: Course, what: str, by: User, **data: object) -> None:
    audit.record(
        action=f"reports.course.{what}",
        by=by,
        subject_kind="course",
        subject_ref=course.code,
        data=data,
    )
