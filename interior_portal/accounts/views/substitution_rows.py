"""What the pages about substitutions show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from interior_portal.accounts.models import Posting, Substitution, User
from interior_portal.accounts.substitution_form import role_label
from interior_portal.shared import clock
from interior_portal.shared.bidi import isolate
from interior_portal.ui import dates
from interior_portal.ui.components import Row, State, Text

MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A substitution in a list; `person` is the other one of the two."""

    reference: str
    person: str
    when: str
    what: str
    state: State
    word: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose absence can be arranged, and who stands in for them."""

    pk: int
    name: str
    posts: list[str]
    arranged: list[Line]


def line(one: Substitution, person: User) -> Line:
    state, word = state_of(one)
    return Line(one.reference, str(person), _when(one), _what(one), state, word)


def posts(found: Iterable[Posting]) -> list[str]:
    """Each post in words, with its last day when it has one."""
    return [_post(post) for post in found]


def people(found: Sequence[User]) -> list[Person]:
    """With their posts and substitutions; two queries."""
    held: dict[int, list[str]] = {one.pk: [] for one in found}
    today = Posting.objects.active().filter(user__in=found).select_related("unit")
    for post in today.order_by("unit__path", "role"):
        held[post.user_id].append(_post(post))
    arranged: dict[int, list[Line]] = {one.pk: [] for one in found}
    rows = Substitution.objects.filter(
        absent__in=found, ended_at=None, ends_on__gte=clock.today()
    ).select_related("substitute", "unit")
    for row in rows.order_by("starts_on", "pk"):
        arranged[row.absent_id].append(line(row, row.substitute))
    return [Person(one.pk, str(one), held[one.pk], arranged[one.pk]) for one in found]


def details(one: Substitution) -> list[Row]:
    """Everything about one; its reader may see it."""
    arranged = dates.moment(one.given_at)
    if one.given_by:
        told = {"name": isolate(str(one.given_by)), "moment": arranged}
        arranged = _("by %(name)s, %(moment)s") % told
    found = [
        Row(_("Absent"), str(one.absent)),
        Row(_("Stands in"), str(one.substitute)),
        Row(_("First day"), dates.day(one.starts_on)),
        Row(_("Last day"), dates.day(one.ends_on)),
        Row(_("Where"), _where(one)),
        Row(_("For which roles"), _roles(one)),
        Row(_("Reason"), one.reason),
        Row(_("Arranged"), arranged),
    ]
    if one.ended_at:
        found.append(Row(_("Ended early"), dates.moment(one.ended_at)))
    return found


def state_of(one: Substitution) -> tuple[State, str]:
    if one.ended_at is not None or one.ends_on < clock.today():
        return "paused", _("Ended")
    if one.starts_on > clock.today():
        return "waiting", _("Begins later")
    return "done", _("In force")


def _post(post: Posting) -> str:
    facts: dict[str, Text] = {"role": role_label(post.role), "unit": post.unit.name}
    if post.ends_on is None:
        return _("%(role)s, %(unit)s") % facts
    return _("%(role)s, %(unit)s, until %(day)s") % {**facts, "day": dates.day(post.ends_on)}


def _when(one: Substitution) -> str:
    if one.starts_on == one.ends_on:
        return dates.day(one.ends_on)
    days = {"first": dates.day(one.starts_on), "last": dates.day(one.ends_on)}
    return _("From %(first)s until %(last)s") % days


def _what(one: Substitution) -> str:
    return f"{_roles(one)} · {_where(one)}"


def _where(one: Substitution) -> str:
    return one.unit.name if one.unit else _("At all their units")


def _roles(one: Substitution) -> str:
    if not one.roles:
        return _("All their roles")
    return " · ".join(str(role_label(role)) for role in one.roles)
