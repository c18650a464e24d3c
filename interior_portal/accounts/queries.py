"""Who may do what, and where. Postings are read once for every user object and day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Posting, Substitution, Unit, User
from interior_portal.accounts.registry import roles_with
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal

NOT_PERMITTED_HERE = Refusal(
    "not_permitted_here", _("Your role allows this elsewhere, but not at this unit.")
)
DISABLED = Refusal("disabled", _("Your account is switched off."))
Reader = User | AnonymousUser

_CACHE = "_postings_of_today"
_HELD_CACHE = "_roles_of_today"
# The roles that %(by)s holds on the day %(today)s, with the path of the unit below which each holds, and
# whose it is where they stand in for somebody. The one place that says so, for every reader in SQL.
HELD_ROLES = """
SELECT p.role, pu.path, NULL::bigint AS absent_id
FROM accounts_posting p JOIN accounts_unit pu ON pu.id = p.unit_id
WHERE p.user_id = %(by)s
  AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on >= %(today)s)
UNION ALL
SELECT p.role, CASE WHEN length(su.path) > length(pu.path) THEN su.path ELSE pu.path END, s.absent_id
FROM accounts_substitution s
JOIN accounts_user away ON away.id = s.absent_id AND away.is_active AND away.is_staff
JOIN accounts_posting p ON p.user_id = s.absent_id
  AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on >= %(today)s)
JOIN accounts_unit pu ON pu.id = p.unit_id
LEFT JOIN accounts_unit su ON su.id = s.unit_id
WHERE s.substitute_id = %(by)s AND s.ended_at IS NULL
  AND s.starts_on <= %(today)s AND s.ends_on >= %(today)s
  AND (cardinality(s.roles) = 0 OR p.role = ANY(s.roles))
  AND (s.unit_id IS NULL OR starts_with(su.path, pu.path) OR starts_with(pu.path, su.path))
"""
# The same of every person at once: `user_id`, the role and the path.
EVERY_HELD_ROLE = "\n".join(
    (
        "SELECT a.id AS user_id, held.role, held.path FROM accounts_user a, LATERAL (",
        HELD_ROLES.replace("%(by)s", "a.id"),
        ") AS held WHERE a.is_active AND a.is_staff",
    )
)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role held today at the unit of `path` and below; `absent_id` says for whom, None for oneself."""

    role: str
    path: str
    absent_id: int | None


def postings_of(user: Reader, on: dt.date | None = None) -> tuple[Posting, ...]:
    """What somebody holds on a day (today by default), units loaded; one query.

    Today's are kept on the user object, and so for one request. Who is not active staff holds
    nothing.
    """
    if not (isinstance(user, User) and user.is_active and user.is_staff):
        return ()
    day = clock.today()
    if on is not None and on != day:
        return _read_postings(user, on)
    kept: tuple[dt.date, tuple[Posting, ...]] | None = getattr(user, _CACHE, None)
    if kept is None or kept[0] != day:
        kept = (day, _read_postings(user, day))
        setattr(user, _CACHE, kept)
    return kept[1]


def _read_postings(user: User, day: dt.date) -> tuple[Posting, ...]:
    return tuple(user.postings.active(day).select_related("unit").order_by("pk"))


def held_roles(user: Reader) -> tuple[HeldRole, ...]:
    """What somebody may act as today, by their own postings and for whom they stand in; one query.

    Kept on the user object, as postings are.
    """
    if not (isinstance(user, User) and user.is_active and user.is_staff):
        return ()
    day = clock.today()
    kept: tuple[dt.date, tuple[HeldRole, ...]] | None = getattr(user, _HELD_CACHE, None)
    if kept is None or kept[0] != day:
        with connection.cursor() as cursor:
            cursor.execute(HELD_ROLES, {"by": user.pk, "today": day})
            kept = (day, tuple(HeldRole(*row) for row in cursor.fetchall()))
        setattr(user, _HELD_CACHE, kept)
    return kept[1]


def forget_postings(user: User) -> None:
    """Have all this read again: after a posting or a substitution of this user object was changed."""
    for kept in (_CACHE, _HELD_CACHE):
        if hasattr(user, kept):
            delattr(user, kept)


def has_permission(user: Reader, permission: str, unit: Unit | None = None) -> bool:
    """Whether some role of today carries the permission, at the unit or above it if given."""
    carrying = roles_with(permission)
    return any(
        held.role in carrying and (unit is None or unit.path.startswith(held.path))
        for held in held_roles(user)
    )


def holds(permission: str) -> Callable[[Reader], bool]:
    """Whether somebody has the permission at any unit, as a question to be asked of them later: of links."""
    return lambda user: has_permission(user, permission)


def why_not_permitted(user: Reader, permission: str, unit: Unit | None = None) -> Refusal | None:
    """The reason why somebody may not, in a sentence for them; None when they may."""
    if isinstance(user, User) and not user.is_active:
        return DISABLED
    if has_permission(user, permission, unit):
        return None
    return NOT_PERMITTED_HERE if has_permission(user, permission) else NOT_PERMITTED


def units_where(user: Reader, permission: str) -> QuerySet[Unit]:
    """The units at which somebody holds the permission, with all units below them."""
    carrying = roles_with(permission)
    paths = [held.path for held in held_roles(user) if held.role in carrying]
    if not paths:
        return Unit.objects.none()
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    return Unit.objects.filter(below)


def substitutions_of(user: User) -> QuerySet[Substitution]:
    """Who stands in for somebody today or later, the next first."""
    return _substitutions().filter(absent=user)


def stands_in_for(user: User) -> QuerySet[Substitution]:
    """For whom somebody stands in today or later, the next first."""
    return _substitutions().filter(substitute=user)


def _substitutions() -> QuerySet[Substitution]:
    found = Substitution.objects.filter(ended_at=None, ends_on__gte=clock.today())
    return found.select_related("absent", "substitute", "unit").order_by("starts_on", "pk")


def holders_of(unit: Unit, role: str, on: dt.date | None = None) -> QuerySet[User]:
    """Who holds a post on a day (today by default): often two, the co-holders, by name."""
    held = Posting.objects.active(on).filter(unit=unit, role=role)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


def holders_above(unit: Unit, permission: str) -> list[User]:
    """Who holds the permission today at the unit or above it, the nearest unit first; one query.

    Empty for an empty permission.
    """
    if not permission:
        return []
    held = (
        Posting.objects.active(None)
        .annotate(path_of_unit=Value(unit.path))
        .filter(role__in=roles_with(permission), user__is_active=True, user__is_staff=True)
        .filter(path_of_unit__startswith=F("unit__path"))
        .select_related("user")
        .order_by(Length("unit__path").desc(), "pk")
    )
    return list({posting.user_id: posting.user for posting in held}.values())
