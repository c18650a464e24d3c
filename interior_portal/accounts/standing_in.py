"""Who can stand in for whom, whose absence somebody arranges, and what a substitution lends."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from interior_portal.accounts.models import Posting, Substitution, Unit, User
from interior_portal.accounts.queries import held_roles, stands_in_for
from interior_portal.accounts.registry import Role, find_role
from interior_portal.accounts.roles import ACCOUNTS_SUBSTITUTE
from interior_portal.shared import clock

MOST_COLLEAGUES = 200


def posts_of(user: User) -> list[Posting]:
    """The posts that somebody holds today or later, units loaded, the widest unit first; one query."""
    return list(_running().filter(user=user).order_by("unit__path", "role", "pk"))


def lent(posts: Iterable[Posting], unit: Unit | None, roles: Iterable[str]) -> list[Posting]:
    """Which of the posts a substitution lends: no unit and no roles mean all."""
    wanted = frozenset(roles)
    return [
        post
        for post in posts
        if (not wanted or post.role in wanted)
        and (unit is None or post.unit.covers(unit) or unit.covers(post.unit))
    ]


def may_arrange(by: User, post: Posting) -> bool:
    """Whether somebody looks after a post of somebody else: by ACCOUNTS_SUBSTITUTE at its unit or above.

    What they hold only by standing in for its holder does not count: nobody passes that on.
    """
    return any(
        not role.arranges_for or post.role in role.arranges_for
        for role, path, absent_id in _arranging(by)
        if post.unit.path.startswith(path) and absent_id != post.user_id
    )


def people_of(by: User) -> QuerySet[User]:
    """Whose absence somebody arranges, by name: who holds a post today or later that they look after."""
    theirs = Q(pk__in=[])
    for role, path, absent_id in _arranging(by):
        reached = Q(unit__path__startswith=path)
        if role.arranges_for:
            reached &= Q(role__in=role.arranges_for)
        theirs |= reached if absent_id is None else reached & ~Q(user=absent_id)
    holders = _running().filter(theirs).values("user")
    people = User.objects.filter(is_staff=True, is_active=True, pk__in=holders)
    return people.exclude(pk=by.pk).order_by("name", "pk")


def colleagues_of(absent: User, posts: Iterable[Posting]) -> QuerySet[User]:
    """Who can stand in for the holder of the posts: those of the same units first, then those above and below.

    The Authority itself is no such unit above or below: whose post is there has colleagues there.
    """
    same, near = Q(pk__in=[]), Q(pk__in=[])
    for unit in {post.unit_id: post.unit for post in posts}.values():
        same |= Q(unit=unit)
        if unit.parent_id is not None:
            above = [int(pk) for pk in unit.path.strip("/").split("/")[1:]]
            near |= Q(unit__path__startswith=unit.path) | Q(unit__in=above)
    today = Posting.objects.active()
    beside = Q(pk__in=today.filter(same).values("user"))
    found = User.objects.filter(
        beside | Q(pk__in=today.filter(near).values("user")), is_staff=True, is_active=True
    ).exclude(pk=absent.pk)
    distance = Case(When(beside, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.annotate(distance=distance).order_by("distance", "name", "pk")


def running_for(user: User) -> list[Substitution]:
    """By which substitutions somebody holds a role today; none costs no query, any costs one."""
    absent = {held.absent_id for held in held_roles(user)} - {None}
    if not absent:
        return []
    return list(stands_in_for(user).filter(starts_on__lte=clock.today(), absent__in=absent))


def find_substitution(reference: str, reader: User) -> Substitution | None:
    """A substitution as those see it whom it concerns: the two, who looks after a post it lends, administrators."""
    rows = Substitution.objects.select_related("absent", "substitute", "unit", "given_by")
    found = rows.filter(reference=reference).first()
    if found is None or reader.is_superuser:
        return found
    if reader.pk in (found.absent_id, found.substitute_id):
        return found
    posts = lent(posts_of(found.absent), found.unit, found.roles)
    return found if any(may_arrange(reader, post) for post in posts) else None


def _running() -> QuerySet[Posting]:
    return Posting.objects.exclude(ends_on__lt=clock.today()).select_related("unit")


def _arranging(by: User) -> list[tuple[Role, str, int | None]]:
    """By which roles somebody arranges, from which unit downwards, and for whom they hold each."""
    found = ((find_role(held.role), held.path, held.absent_id) for held in held_roles(by))
    return [
        (role, path, absent_id)
        for role, path, absent_id in found
        if role is not None and ACCOUNTS_SUBSTITUTE in role.permissions
    ]
