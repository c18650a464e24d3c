"""What is written about awareness: an activity that took place, and the correction of one that was entered wrongly."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import YEAR_KEEP
from interior_portal.audit import actions as audit
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, check
from interior_portal.tallies.actions import count
from reports.models import Activity

LECTURES, REACHED = "reports.lectures", "reports.people_reached"
NOT_YET = Refusal("not_yet", _("This day is still to come: enter the activity when it is over."))
NOBODY = Refusal("nobody", _("Enter how many people were there."))
NO_MATERIAL = Refusal("no_material", _("Write what was handed out, or leave the copies at 0."))
REASON_MISSING = Refusal("reason_missing", _("Write the reason."))
VOID = Refusal("void", _("This entry was corrected already. Load the page again."))


@transaction.atomic
def enter(*, activity: Activity, key: str, by: User) -> Activity:
    """Keep an activity that is not saved yet; the same key keeps it once. Raises Refused."""
    check(_keeps(by, activity.unit))
    _lock(activity.unit)
    known = Activity.objects.filter(key=key).first()
    if known is not None:
        return known
    check(_wrong(activity))
    activity.key, activity.entered_by = key, by
    activity.save(force_insert=True)
    _count(activity, 1)
    _told(activity, "entered", by)
    return activity


@transaction.atomic
def correct(*, activity: Activity, right: Activity, key: str, reason: str, by: User) -> Activity:
    """The entry is void for a reason, and the right one stands in its place. Raises Refused."""
    known = Activity.objects.filter(key=key, entered_by=by).first()
    if known is not None:
        return known
    right.corrects = void(activity=activity, reason=reason, by=by)
    return enter(activity=right, key=key, by=by)


@transaction.atomic
def void(*, activity: Activity, reason: str, by: User) -> Activity:
    """It was entered by mistake and counts no more; the row stays. Raises Refused."""
    found = Activity.objects.select_related("unit").select_for_update(of=("self",))
    held = found.get(pk=activity.pk)
    check(_keeps(by, held.unit))
    check(None if held.voided_at is None else VOID)
    check(None if reason.strip() else REASON_MISSING)
    held.voided_at, held.reason = clock.now(), reason.strip()
    held.save(update_fields=["voided_at", "reason"])
    _count(held, -1)
    _told(held, "voided", by, held.reason)
    return held


def _keeps(by: User, unit: Unit) -> Refusal | None:
    return None if has_permission(by, YEAR_KEEP, unit) else NOT_PERMITTED


def _lock(unit: Unit) -> None:
    """One entry of a unit after the other, so that a form that is sent twice is kept once."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _wrong(activity: Activity) -> Refusal | None:
    if activity.held_on > clock.today():
        return NOT_YET
    if not activity.audience:
        return NOBODY
    return NO_MATERIAL if activity.copies and not activity.material else None


def _count(activity: Activity, sign: int) -> None:
    """Count it on the day on which it was held, or take it back there."""
    noon = dt.datetime.combine(activity.held_on, dt.time(12), timezone.get_default_timezone())
    facts: dict[str, Any] = {"unit_id": activity.unit_id, "category": activity.topic}
    if activity.kind == Activity.Kind.LECTURE:
        count(LECTURES, count=sign, at=noon, **facts)
    count(REACHED, count=sign * activity.audience, at=noon, **facts)


def _told(activity: Activity, what: str, by: User, reason: str = "") -> None:
    audit.record(
        action=f"reports.activity.{what}",
        by=by,
        subject_kind="activity",
        subject_ref=activity.reference,
        reason=reason,
    )
