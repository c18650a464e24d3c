"""Standing in for somebody: what it gives, from when to when, and who may arrange it."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts import actions, queries
from interior_portal.accounts.actions import Term
from interior_portal.accounts.models import Posting, Substitution, Unit, User
from interior_portal.accounts.queries import HeldRole
from interior_portal.accounts.roles import ACCOUNTS_SUBSTITUTE
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from tests.accounts.conftest import MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
Tree = dict[str, Unit]
DAY = dt.timedelta(days=1)


@pytest.fixture
def ada(staff: MakeUser, tree: Tree) -> User:
    """A judge of the north, with a desk below it."""
    return posted(staff("ada"), tree["north"], "JUDGE")


@pytest.fixture
def zoe(staff: MakeUser) -> User:
    return staff("zoe")


def posted(user: User, unit: Unit, role: str, **days: Any) -> User:
    begins = {"starts_on": clock.today() - 9 * DAY, **days}
    Posting.objects.create(user=user, unit=unit, role=role, **begins)
    return user


def this_week(**more: Any) -> Term:
    return Term(**{"starts_on": clock.today(), "ends_on": clock.today() + 6 * DAY, **more})


def arrange(absent: User, substitute: User, by: User | None, **more: Any) -> Substitution:
    return actions.substitute(absent=absent, substitute=substitute, term=this_week(**more), by=by)


def refusal(absent: User, substitute: User, by: User | None, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        arrange(absent, substitute, by, **more)
    return caught.value.refusal.code


def places(user: User, tree: Tree) -> set[str]:
    return {
        code for code, unit in tree.items() if queries.has_permission(user, "JUDGE_CASES", unit)
    }


def test_who_stands_in_may_what_the_absent_may_where_they_may(
    ada: User, zoe: User, tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert places(zoe, tree) == set()
    substitution = arrange(ada, zoe, ada)
    with django_assert_num_queries(1):
        assert places(zoe, tree) == {"north", "desk"}
    assert queries.held_roles(zoe) == (HeldRole("JUDGE", tree["north"].path, ada.pk),)
    assert set(queries.units_where(zoe, "JUDGE_CASES")) == {tree["north"], tree["desk"]}
    assert places(ada, tree) == {"north", "desk"}
    assert queries.postings_of(zoe) == ()
    entry = AuditEntry.objects.get(action="accounts.substitution.begun")
    assert (entry.actor_id, entry.subject_ref) == (ada.pk, str(ada.pk))
    assert (entry.data["substitution"], entry.data["substitute"]) == (substitution.pk, zoe.pk)


def test_it_may_be_limited_to_a_unit_and_to_roles(ada: User, zoe: User, tree: Tree) -> None:
    posted(ada, tree["south"], "READER")
    arrange(ada, zoe, ada, unit=tree["desk"])
    assert places(zoe, tree) == {"desk"}
    assert not queries.has_permission(zoe, "READ_CASES")
    arrange(ada, zoe, ada, unit=tree["court"], roles=("READER",))
    queries.forget_postings(zoe)
    assert places(zoe, tree) == {"desk"}
    assert queries.has_permission(zoe, "READ_CASES", tree["south"])
    assert not queries.has_permission(zoe, "READ_CASES", tree["north"])


def test_a_unit_where_the_absent_is_not_posted_gives_nothing(
    ada: User, zoe: User, tree: Tree
) -> None:
    arrange(ada, zoe, ada, unit=tree["south"])
    assert queries.held_roles(zoe) == ()


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [(0, 0, True), (-1, 0, True), (0, 1, True), (1, 2, False), (-3, -1, False)],
)
def test_both_days_belong_to_it(
    ada: User, zoe: User, first: int, last: int, *, counts: bool
) -> None:
    today = clock.today()
    Substitution.objects.create(
        absent=ada, substitute=zoe, starts_on=today + first * DAY, ends_on=today + last * DAY
    )
    assert queries.has_permission(zoe, "JUDGE_CASES") is counts


def test_a_posting_that_ended_yesterday_gives_the_substitute_nothing(ada: User, zoe: User) -> None:
    arrange(ada, zoe, ada)
    assert queries.has_permission(zoe, "JUDGE_CASES")
    ada.postings.update(ends_on=clock.today() - DAY)
    queries.forget_postings(zoe)
    assert not queries.has_permission(zoe, "JUDGE_CASES")


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_who_holds_nothing_leaves_nothing_to_a_substitute(ada: User, zoe: User, field: str) -> None:
    arrange(ada, zoe, ada)
    assert queries.has_permission(zoe, "JUDGE_CASES")
    setattr(ada, field, False)
    ada.save()
    queries.forget_postings(zoe)
    assert not queries.has_permission(zoe, "JUDGE_CASES")


def test_nobody_passes_on_what_they_hold_for_somebody(
    staff: MakeUser, ada: User, zoe: User
) -> None:
    eve = staff("eve")
    arrange(ada, zoe, ada)
    arrange(zoe, eve, zoe)
    assert queries.has_permission(zoe, "JUDGE_CASES")
    assert not queries.has_permission(eve, "JUDGE_CASES")


def test_what_is_no_substitution_is_refused(staff: MakeUser, ada: User, zoe: User) -> None:
    today = clock.today()
    citizen, gone = staff("citizen", is_staff=False), staff("gone", is_active=False)
    assert refusal(ada, ada, ada) == "same_person"
    assert refusal(ada, citizen, ada) == "not_staff"
    assert refusal(citizen, zoe, citizen) == "not_staff"
    assert refusal(ada, gone, ada) == "substitute_switched_off"
    assert refusal(ada, zoe, ada, roles=("NO_ROLE",)) == "role_unknown"
    assert refusal(ada, zoe, ada, ends_on=today - DAY) == "substitution_ends_before_start"
    assert refusal(ada, zoe, ada, starts_on=today - DAY) == "substitution_in_the_past"
    arrange(ada, zoe, ada)
    assert refusal(ada, zoe, ada) == "stands_in_already"
    assert Substitution.objects.count() == 1


def test_a_head_arranges_it_for_their_people_and_not_for_themselves(
    staff: MakeUser, ada: User, zoe: User, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interior_portal.accounts import registry

    head = registry.Role("HEAD", "Head", frozenset({ACCOUNTS_SUBSTITUTE}))
    monkeypatch.setattr(registry, "_roles", {**registry._roles, "HEAD": head})
    of_north = posted(staff("north-head"), tree["north"], "HEAD")
    of_south = posted(staff("south-head"), tree["south"], "HEAD")
    assert refusal(ada, zoe, zoe) == "not_oneself"
    assert refusal(ada, zoe, of_south) == "not_permitted"
    assert refusal(ada, of_north, of_north) == "not_oneself"
    arranged = arrange(ada, zoe, of_north)
    assert arranged.given_by == of_north
    posted(ada, tree["south"], "READER")
    assert refusal(ada, of_south, of_north) == "not_permitted"  # also the south would be given
    arrange(ada, of_south, of_north, unit=tree["desk"])


def test_it_is_ended_at_once_by_those_it_concerns(staff: MakeUser, ada: User, zoe: User) -> None:
    eve = staff("eve")
    for by in (ada, zoe, None):
        arranged = arrange(ada, zoe, ada)
        assert queries.has_permission(zoe, "JUDGE_CASES")
        with pytest.raises(Refused) as caught:
            actions.end_substitution(substitution=arranged, by=eve)
        assert caught.value.refusal.code == "not_permitted"
        actions.end_substitution(substitution=arranged, by=by)
        queries.forget_postings(zoe)
        assert not queries.has_permission(zoe, "JUDGE_CASES")
        with pytest.raises(Refused) as caught:
            actions.end_substitution(substitution=arranged, by=ada)
        assert caught.value.refusal.code == "substitution_over"
    assert AuditEntry.objects.filter(action="accounts.substitution.ended").count() == 3


def test_what_stands_today_or_later_is_found(ada: User, zoe: User) -> None:
    today = clock.today()
    later = arrange(ada, zoe, ada, starts_on=today + 9 * DAY, ends_on=today + 9 * DAY)
    now = arrange(ada, zoe, ada)
    Substitution.objects.create(
        absent=ada, substitute=zoe, starts_on=today - DAY, ends_on=today - DAY
    )
    assert list(queries.substitutions_of(ada)) == [now, later]
    assert list(queries.stands_in_for(zoe)) == [now, later]
    assert not queries.stands_in_for(ada)


@pytest.mark.parametrize(
    "wrong", ["substitution_ends_after_start", "substitution_by_somebody_else"]
)
def test_the_table_refuses_what_makes_no_sense(ada: User, zoe: User, wrong: str) -> None:
    is_same = wrong == "substitution_by_somebody_else"
    today = clock.today()
    with pytest.raises(IntegrityError, match=wrong), transaction.atomic():
        Substitution.objects.create(
            absent=ada,
            substitute=ada if is_same else zoe,
            starts_on=today,
            ends_on=today if is_same else today - DAY,
        )
