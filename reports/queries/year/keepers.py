"""Who keeps the year of a unit, and who settles it."""

from collections.abc import Iterable

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.queries import has_permission, held_roles
from interior_portal.accounts.registry import roles_with
from interior_portal.accounts.roles import YEAR_KEEP
from reports.models import Recommendation
from reports.roles import YEAR_SETTLE


def keepers_of(unit: Unit) -> list[User]:
    """Who is posted to keep the year of a unit: there, or at the nearest unit above it; one statement."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    held = (
        Posting.objects.active()
        .filter(
            role__in=roles_with(YEAR_KEEP),
            unit__in=ids,
            user__is_active=True,
            user__is_staff=True,
        )
        .select_related("user", "unit")
        .order_by("pk")
    )
    found = list(held)
    nearest = max((posting.unit.path for posting in found), key=len, default="")
    return list({row.user_id: row.user for row in found if row.unit.path == nearest}.values())


def owners_of(recommendation: Recommendation) -> list[Unit]:
    """The unit that owns it first, then who owns it too."""
    return [recommendation.unit, *recommendation.others.all()]


def may_keep(user: User, units: Iterable[Unit]) -> bool:
    """Whether somebody keeps the year of one of these units."""
    return any(has_permission(user, YEAR_KEEP, unit) for unit in units)


def may_settle(user: User, unit: Unit) -> bool:
    return has_permission(user, YEAR_SETTLE, unit)


def acts_for(user: User) -> set[int]:
    """The keys of somebody and of all for whom they stand in today: to four eyes these are one person."""
    return {user.pk, *(held.absent_id for held in held_roles(user) if held.absent_id)}
