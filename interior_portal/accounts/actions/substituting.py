"""Who stands in for whom while somebody is absent."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.actions.keeping import NOT_ONESELF, NOT_STAFF, ROLE_UNKNOWN
from interior_portal.accounts.models import Substitution, Unit, User
from interior_portal.accounts.queries import forget_postings
from interior_portal.accounts.registry import NoticeCode, find_role, tell_of_substitution
from interior_portal.accounts.standing_in import lent, may_arrange, posts_of
from interior_portal.audit.actions import record
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, check

SAME_PERSON = Refusal(
    "same_person", _("People cannot stand in for themselves. Choose somebody else.")
)
ENDS_BEFORE_IT_STARTS = Refusal(
    "substitution_ends_before_start", _("The substitution would end before it starts.")
)
IN_THE_PAST = Refusal(
    "substitution_in_the_past", _("A substitution begins today or later. Choose another first day.")
)
SWITCHED_OFF = Refusal("substitute_switched_off", _("The account of this person is switched off."))
STANDS_IN_ALREADY = Refusal(
    "stands_in_already", _("This person already stands in during part of that time.")
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

    People arrange it for themselves; who holds ACCOUNTS_SUBSTITUTE over all posts that are lent does for
    others, but not in their own favour. `by=None` is the system. Both get a notice. Refuses with
    `Refused`.
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
    _tell(substitution, "absent_begun", "substitute_begun")
    return substitution


def why_not_substitute(
    *, absent: User, substitute: User, term: Term, by: User | None
) -> Refusal | None:
    """The first reason why this may not be arranged."""
    if refusal := _why_not_them(absent, substitute) or _why_not_then(absent, substitute, term):
        return refusal
    if by is not None and by.pk == substitute.pk:
        return NOT_ONESELF
    return None if _arranges(by, absent, term.unit, term.roles, over=all) else NOT_PERMITTED


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


def _arranges(
    by: User | None,
    absent: User,
    unit: Unit | None,
    roles: tuple[str, ...],
    *,
    over: Callable[[Iterable[bool]], bool],
) -> bool:
    """One's own absence, or that of somebody whose posts in question one looks after: `all` of them or `any`."""
    if by is None or by.pk == absent.pk or by.is_superuser:
        return True
    posts = lent(posts_of(absent), unit, roles)
    return bool(posts) and over(may_arrange(by, post) for post in posts)


@transaction.atomic
def end_substitution(*, substitution: Substitution, by: User | None) -> None:
    """End it now: from this moment the substitute holds nothing by it. Refuses with `Refused`."""
    kept = Substitution.objects.select_for_update().get(pk=substitution.pk)
    check(why_not_end_substitution(kept, by))
    kept.ended_at = clock.now()
    kept.save(update_fields=["ended_at"])
    _record("accounts.substitution.ended", kept, by)
    _tell(kept, "absent_ended", "substitute_ended")
    forget_postings(substitution.substitute)


def why_not_end_substitution(substitution: Substitution, by: User | None) -> Refusal | None:
    """Who is absent ends it, who stands in gives it up, and who looks after any of the posts it lends."""
    if substitution.ended_at is not None or substitution.ends_on < clock.today():
        return OVER
    if by is not None and by.pk == substitution.substitute_id:
        return None
    roles = tuple(substitution.roles)
    is_theirs = _arranges(by, substitution.absent, substitution.unit, roles, over=any)
    return None if is_theirs else NOT_PERMITTED


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


def _tell(substitution: Substitution, to_absent: NoticeCode, to_substitute: NoticeCode) -> None:
    reference = substitution.reference
    tell_of_substitution(what=to_absent, to=substitution.absent, reference=reference)
    tell_of_substitution(what=to_substitute, to=substitution.substitute, reference=reference)
