"""Who may do what, and where. Today is 2026-11-22 in all of these."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts import queries
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.shared.refusals import NOT_PERMITTED
from tests.accounts.conftest import MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
Tree = dict[str, Unit]
TODAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC), tick=False):
        yield


def hold(
    user: User,
    unit: Unit,
    role: str = "JUDGE",
    starts_on: dt.date = TODAY,
    ends_on: dt.date | None = None,
) -> Posting:
    return Posting.objects.create(
        user=user, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on
    )


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counts"),
    [
        (TODAY, TODAY, True),
        (TODAY - DAY, None, True),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_a_posting_counts_from_its_first_to_its_last_day(
    staff: MakeUser, tree: Tree, *, starts_on: dt.date, ends_on: dt.date | None, counts: bool
) -> None:
    user = staff()
    posting = hold(user, tree["north"], starts_on=starts_on, ends_on=ends_on)
    assert queries.postings_of(user) == ((posting,) if counts else ())
    assert queries.has_permission(user, "JUDGE_CASES") is counts


def test_postings_of_another_day_can_be_asked_for(staff: MakeUser, tree: Tree) -> None:
    user = staff()
    ended = hold(user, tree["north"], starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
    assert queries.postings_of(user) == ()
    assert queries.postings_of(user, TODAY - DAY) == (ended,)


def test_the_day_is_that_of_damascus(staff: MakeUser, tree: Tree) -> None:
    """Half past midnight there is still yesterday in UTC."""
    user = staff()
    hold(user, tree["north"], starts_on=TODAY + DAY)
    with time_machine.travel(dt.datetime(2026, 11, 22, 21, 30, tzinfo=dt.UTC), tick=False):
        assert queries.has_permission(user, "JUDGE_CASES")


def test_what_was_read_yesterday_does_not_count_today(staff: MakeUser, tree: Tree) -> None:
    user = staff()
    hold(user, tree["north"], ends_on=TODAY)
    assert queries.has_permission(user, "JUDGE_CASES")
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False):
        assert not queries.has_permission(user, "JUDGE_CASES")


def test_a_posting_covers_the_units_below_it_and_no_other(staff: MakeUser, tree: Tree) -> None:
    user = staff()
    hold(user, tree["north"])
    allowed = {
        code for code, unit in tree.items() if queries.has_permission(user, "JUDGE_CASES", unit)
    }
    assert allowed == {"north", "desk"}
    assert {unit.code for unit in queries.units_where(user, "JUDGE_CASES")} == allowed


def test_a_path_is_no_prefix_of_a_longer_number(staff: MakeUser, tree: Tree) -> None:
    """Unit 1 does not cover unit 12."""
    first = tree["south"]
    twin = Unit(path=f"{first.path[:-1]}2/")
    assert not first.covers(twin)


def test_a_role_opens_only_what_it_carries(staff: MakeUser, tree: Tree) -> None:
    user = staff()
    hold(user, tree["court"], "READER")
    assert queries.has_permission(user, "READ_CASES", tree["desk"])
    assert not queries.has_permission(user, "JUDGE_CASES")
    assert queries.units_where(user, "JUDGE_CASES").count() == 0


def test_a_role_that_no_app_registers_any_more_opens_nothing(staff: MakeUser, tree: Tree) -> None:
    user = staff()
    hold(user, tree["court"], "BYGONE")
    assert not queries.has_permission(user, "JUDGE_CASES")


@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
def test_who_is_switched_off_or_left_may_nothing(staff: MakeUser, tree: Tree, lost: str) -> None:
    user = staff()
    hold(user, tree["court"])
    assert queries.has_permission(user, "JUDGE_CASES")
    setattr(user, lost, False)
    assert not queries.has_permission(user, "JUDGE_CASES")


def test_a_stranger_may_nothing(tree: Tree) -> None:
    assert queries.postings_of(AnonymousUser()) == ()
    assert queries.why_not_permitted(AnonymousUser(), "JUDGE_CASES") == NOT_PERMITTED


def test_the_refusal_says_whether_the_role_or_the_place_is_wrong(
    staff: MakeUser, tree: Tree
) -> None:
    user = staff()
    hold(user, tree["north"])
    why_not = queries.why_not_permitted
    assert why_not(user, "JUDGE_CASES", tree["desk"]) is None
    assert why_not(user, "JUDGE_CASES", tree["south"]) == queries.NOT_PERMITTED_HERE
    assert why_not(user, "READ_CASES", tree["desk"]) == NOT_PERMITTED
    user.is_active = False
    assert why_not(user, "JUDGE_CASES", tree["desk"]) == queries.DISABLED


def test_a_post_may_have_two_holders(staff: MakeUser, tree: Tree) -> None:
    zoe, ada, gone, elsewhere = staff("zoe"), staff("ada"), staff("gone"), staff("elsewhere")
    for user in (zoe, ada):
        hold(user, tree["north"])
    hold(gone, tree["north"], starts_on=TODAY - DAY, ends_on=TODAY - DAY)
    hold(elsewhere, tree["desk"])
    hold(staff("reader"), tree["north"], "READER")
    assert list(queries.holders_of(tree["north"], "JUDGE")) == [ada, zoe]
    assert list(queries.holders_of(tree["north"], "JUDGE", TODAY - DAY)) == [gone]


@pytest.mark.parametrize("postings", [1, 3])
def test_all_questions_of_a_request_cost_one_query(
    staff: MakeUser, tree: Tree, django_assert_num_queries: DjangoAssertNumQueries, postings: int
) -> None:
    user = staff()
    for unit in list(tree.values())[:postings]:
        hold(user, unit)
    with django_assert_num_queries(1):
        for unit in tree.values():
            queries.has_permission(user, "JUDGE_CASES", unit)
            queries.why_not_permitted(user, "READ_CASES", unit)
        queries.units_where(user, "JUDGE_CASES")


def test_where_one_may_and_who_holds_a_post_cost_one_query_each(
    staff: MakeUser, tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = staff()
    for unit in tree.values():
        hold(user, unit)
    queries.held_roles(user)
    with django_assert_num_queries(1):
        assert len(queries.units_where(user, "JUDGE_CASES")) == 4
    with django_assert_num_queries(1):
        assert len(queries.holders_of(tree["north"], "JUDGE")) == 1
