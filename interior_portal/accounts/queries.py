"""Who may do what, and where. Postings are read once for every user object and day."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.registry import roles_with
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal

NOT_PERMITTED_HERE = Refusal(
    "not_permitted_here", _("Your role allows this elsewhere, but not at this unit.")
)
DISABLED = Refusal("disabled", _("Your account is switched off."))
Reader = User | AnonymousUser

_CACHE = "_postings_of_today"


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


def forget_postings(user: User) -> None:
    """Have `postings_of` read again: after a posting of this user object was changed."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def has_permission(user: Reader, permission: str, unit: Unit | None = None) -> bool:
    """Whether some posting of today carries the permission, at the unit or above it if given."""
    carrying = roles_with(permission)
    return any(
        posting.role in carrying and (unit is None or posting.unit.covers(unit))
        for posting in postings_of(user)
    )


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
    paths = [posting.unit.path for posting in postings_of(user) if posting.role in carrying]
    if not paths:
        return Unit.objects.none()
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    return Unit.objects.filter(below)


def holders_of(unit: Unit, role: str, on: dt.date | None = None) -> QuerySet[User]:
    """Who holds a post on a day (today by default): often two, the co-holders, by name."""
    held = Posting.objects.active(on).filter(unit=unit, role=role)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")
