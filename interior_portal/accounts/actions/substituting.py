"""Who stands in for whom while somebody is absent."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.actions.keeping import NOT_ONESELF, NOT_STAFF, ROLE_UNKNOWN
from interior_portal.accounts.models import Posting, Substitution, Unit, User
from interior_portal.accounts.queries import forget_postings, has_permission
from interior_portal.accounts.registry import find_role
from interior_portal.accounts.roles import ACCOUNTS_SUBSTITUTE
from interior_portal.audit.actions import record
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, check

SAME_PERSON = Refusal("same_person", _("Nobody stands in for themselves. Choose somebody else."))
ENDS_BEFORE_IT_STARTS = Refusal(
    "substitution_ends_before_start", _("The substitution would end before it starts.")
)
IN_THE_PAST = Refusal(
    "substitution_in_the_past", _("A substitution begins today or later. Choose another first day.")
)
SWITCHED_OFF = Refusal("substitute_switched_off", _("The account of this person is switched off."))
STANDS_IN_ALREADY = Refusal(
    "stands_in_already", _("This person stands in already during part of that time.")
)
OVER = Refusal("substitution_over", _("This substitution has ended already."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From when to when, both days included, where and as what: no unit and no roles mean all."""

    starts_on: dt.date
    ends_on: dt.date
    unit: Unit | None = None
    roles: tuple[str, ...] = ()


@transaction.atomic
def substitute(
    *, absent: User, substitute: User, term: Term, by: User | None, reason: str = ""
) -> Substitution:
    """Let `substitute` act with the absent person's own postings for a time.

    People arrange it for themselves; who holds ACCOUNTS_SUBSTITUTE at all units in question does for
    others, but not in their own favour. `by=None` is the system. Refuses with `Refused`.
    """
    User.objects.select_for_update().get(pk=absent.pk)
    check(why_not_substitute(absent=absent, substitute=substitute, term=term, by=by))
    substitution = Substitution.objects.create(
        absent=absent,
        substitute=substitute,
        unit=term.unit,
        roles=sorted(term.roles),
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        reason=reason,
        given_by=by,
    )
    _record("accounts.substitution.begun", substitution, by)
    return substitution


def why_not_substitute(
    *, absent: User, substitute: User, term: Term, by: User | None
) -> Refusal | None:
    """The first reason why this may not be arranged."""
    if refusal := _why_not_them(absent, substitute) or _why_not_then(absent, substitute, term):
        return refusal
    if by is not None and by.pk == substitute.pk:
        return NOT_ONESELF
    return _why_not_arrange(absent, term.unit, by)


def _why_not_them(absent: User, substitute: User) -> Refusal | None:
    if absent.pk == substitute.pk:
        return SAME_PERSON
    if not (absent.is_staff and substitute.is_staff):
        return NOT_STAFF
    return None if substitute.is_active else SWITCHED_OFF


def _why_not_then(absent: User, substitute: User, term: Term) -> Refusal | None:
    if any(find_role(role) is None for role in term.roles):
        return ROLE_UNKNOWN
    if term.ends_on < term.starts_on:
        return ENDS_BEFORE_IT_STARTS
    if term.starts_on < clock.today():
        return IN_THE_PAST
    arranged = Substitution.objects.filter(
        absent=absent, substitute=substitute, unit=term.unit, ended_at=None
    )
    overlapping = arranged.filter(starts_on__lte=term.ends_on, ends_on__gte=term.starts_on)
    return STANDS_IN_ALREADY if overlapping.exists() else None


def _why_not_arrange(absent: User, unit: Unit | None, by: User | None) -> Refusal | None:
    """One's own absence, or that of people all of whose posts in question lie at one's units."""
    if by is None or by.pk == absent.pk or by.is_superuser:
        return None
    units = [unit] if unit else _units_of(absent)
    is_theirs = units and all(has_permission(by, ACCOUNTS_SUBSTITUTE, at) for at in units)
    return None if is_theirs else NOT_PERMITTED


def _units_of(absent: User) -> Collection[Unit]:
    postings = Posting.objects.filter(user=absent).exclude(ends_on__lt=clock.today())
    return [posting.unit for posting in postings.select_related("unit")]


@transaction.atomic
def end_substitution(*, substitution: Substitution, by: User | None) -> None:
    """End it now: from this moment the substitute holds nothing by it. Refuses with `Refused`."""
    kept = Substitution.objects.select_for_update().get(pk=substitution.pk)
    check(why_not_end_substitution(kept, by))
    kept.ended_at = clock.now()
    kept.save(update_fields=["ended_at"])
    _record("accounts.substitution.ended", kept, by)
    forget_postings(substitution.substitute)


def why_not_end_substitution(substitution: Substitution, by: User | None) -> Refusal | None:
    """Who is absent ends it, who stands in gives it up, and who could have arranged it."""
    if substitution.ended_at is not None or substitution.ends_on < clock.today():
        return OVER
    if by is not None and by.pk == substitution.substitute_id:
        return None
    return _why_not_arrange(substitution.absent, substitution.unit, by)


def _record(action: str, substitution: Substitution, by: User | None) -> None:
    forget_postings(substitution.substitute)
    record(
        action=action,
        by=by,
        subject_kind="user",
        subject_ref=str(substitution.absent_id),
        reason=substitution.reason,
        data={
            "substitution": substitution.pk,
            "substitute": substitution.substitute_id,
            "unit": substitution.unit.code if substitution.unit else None,
            "roles": substitution.roles,
            "starts_on": substitution.starts_on.isoformat(),
            "ends_on": substitution.ends_on.isoformat(),
        },
    )
