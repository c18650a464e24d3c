import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from interior_portal.accounts import actions, queries
from interior_portal.accounts.addresses import Address, Channel
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused
from tests.accounts.conftest import MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
Tree = dict[str, Unit]
DAY = dt.timedelta(days=1)


def refusal_of(refused: pytest.ExceptionInfo[Refused]) -> Refusal:
    return refused.value.refusal


@pytest.fixture
def chief(staff: MakeUser, tree: Tree) -> User:
    """An administrator of the north."""
    user = staff("chief")
    Posting.objects.create(user=user, unit=tree["north"], role="ADMINISTRATOR")
    return user


def test_posting_somebody_works_at_once_and_is_in_the_ledger(
    staff: MakeUser, tree: Tree, chief: User
) -> None:
    user, today = staff(), clock.today()
    assert not queries.has_permission(user, "JUDGE_CASES")
    posting = actions.post(user=user, unit=tree["desk"], role="JUDGE", starts_on=today, by=chief)
    assert queries.has_permission(user, "JUDGE_CASES", tree["desk"])
    entry = AuditEntry.objects.get(action="accounts.posting.begun")
    assert (entry.actor_id, entry.subject_kind, entry.subject_ref) == (
        chief.pk,
        "user",
        str(user.pk),
    )
    assert entry.data == {
        "posting": posting.pk,
        "role": "JUDGE",
        "unit": "desk",
        "starts_on": today.isoformat(),
        "ends_on": None,
    }


def test_a_posting_that_ended_yesterday_gives_nothing(
    staff: MakeUser, tree: Tree, chief: User
) -> None:
    user, today = staff(), clock.today()
    posting = actions.post(
        user=user, unit=tree["north"], role="JUDGE", starts_on=today - 9 * DAY, by=None
    )
    assert queries.has_permission(user, "JUDGE_CASES")
    actions.end_posting(posting=posting, ends_on=today - DAY, by=chief)
    assert not queries.has_permission(user, "JUDGE_CASES")
    assert AuditEntry.objects.get(action="accounts.posting.ended").actor_id == chief.pk


def test_nobody_is_posted_to_a_role_that_does_not_exist(staff: MakeUser, tree: Tree) -> None:
    with pytest.raises(Refused) as refused:
        actions.post(user=staff(), unit=tree["north"], role="X", starts_on=clock.today(), by=None)
    assert refusal_of(refused) == actions.ROLE_UNKNOWN


def test_a_citizen_holds_no_post(staff: MakeUser, tree: Tree) -> None:
    with pytest.raises(Refused) as refused:
        actions.post(
            user=staff(is_staff=False),
            unit=tree["north"],
            role="JUDGE",
            starts_on=clock.today(),
            by=None,
        )
    assert refusal_of(refused) == actions.NOT_STAFF


def test_nobody_posts_themselves_or_outside_their_branch(
    staff: MakeUser, tree: Tree, chief: User
) -> None:
    today = clock.today()
    for user, unit, by, expected in (
        (chief, tree["north"], chief, actions.NOT_ONESELF),
        (staff("a"), tree["south"], chief, NOT_PERMITTED),
        (staff("b"), tree["north"], staff("c"), NOT_PERMITTED),
    ):
        with pytest.raises(Refused) as refused:
            actions.post(user=user, unit=unit, role="JUDGE", starts_on=today, by=by)
        assert refusal_of(refused) == expected
    assert not Posting.objects.filter(role="JUDGE").exists()


@pytest.mark.parametrize(
    ("first", "last", "clashes"),
    [
        (5, 9, False),
        (0, 10, True),
        (10, 10, True),
        (20, 29, True),
        (31, None, False),
        (3, None, True),
    ],
)
def test_one_person_never_holds_one_post_twice_at_once(
    staff: MakeUser, tree: Tree, *, first: int, last: int | None, clashes: bool
) -> None:
    """Held from day 10 to day 30."""
    user, zero = staff(), dt.date(2026, 1, 1)
    post: dict[str, Any] = {"user": user, "unit": tree["north"], "role": "JUDGE", "by": None}
    actions.post(**post, starts_on=zero + 10 * DAY, ends_on=zero + 30 * DAY)
    refusal = actions.why_not_post(
        **post,
        starts_on=zero + first * DAY,
        ends_on=None if last is None else zero + last * DAY,
    )
    assert refusal == (actions.POSTED_ALREADY if clashes else None)


def test_a_posting_does_not_end_before_it_starts(staff: MakeUser, tree: Tree) -> None:
    user, today = staff(), clock.today()
    post: dict[str, Any] = {"user": user, "unit": tree["north"], "role": "JUDGE", "by": None}
    with pytest.raises(Refused) as refused:
        actions.post(**post, starts_on=today, ends_on=today - DAY)
    assert refusal_of(refused) == actions.ENDS_BEFORE_START
    posting = actions.post(**post, starts_on=today)
    with pytest.raises(Refused) as refused:
        actions.end_posting(posting=posting, ends_on=today - DAY, by=None)
    assert refusal_of(refused) == actions.ENDS_BEFORE_START


def test_switching_off_and_on_is_in_the_ledger_with_its_reason(
    staff: MakeUser, tree: Tree, chief: User
) -> None:
    user = staff()
    actions.disable_user(user=user, by=chief, reason="left the office")
    user.refresh_from_db()
    assert not user.is_active
    entry = AuditEntry.objects.get(action="accounts.user.disabled")
    assert (entry.actor_id, entry.reason, entry.data) == (
        chief.pk,
        "left the office",
        {"sessions": 0},
    )
    actions.enable_user(user=user, by=chief)
    user.refresh_from_db()
    assert user.is_active
    assert AuditEntry.objects.filter(action="accounts.user.enabled").count() == 1


def test_nobody_switches_themselves_off(chief: User) -> None:
    with pytest.raises(Refused) as refused:
        actions.disable_user(user=chief, by=chief)
    assert refusal_of(refused) == actions.NOT_ONESELF


def test_a_lost_second_factor_is_taken_away(staff: MakeUser, chief: User) -> None:
    user, other = staff(), staff("other")
    for owner in (user, other):
        Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": "x"})
    actions.reset_second_factor(user=user, by=chief)
    assert [one.user for one in Authenticator.objects.all()] == [other]
    assert AuditEntry.objects.get(action="accounts.user.second_factor_reset").data == {
        "removed": 1,
        "sessions": 0,
    }


def test_a_temporary_password_must_be_changed(staff: MakeUser, chief: User) -> None:
    user = staff()
    password = actions.give_temporary_password(user=user, by=chief)
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.has_temporary_password
    assert password not in str(AuditEntry.objects.get(action="accounts.user.password_given").data)
    with pytest.raises(Refused) as refused:
        actions.give_temporary_password(user=staff("citizen", is_staff=False), by=chief)
    assert refusal_of(refused) == actions.NOT_STAFF


def test_a_proved_address_is_taken_unless_another_account_has_it(staff: MakeUser) -> None:
    user = staff(is_staff=False)
    staff("other", is_staff=False, phone="+963990000001")
    with pytest.raises(Refused) as refused:
        actions.change_address(user=user, address=Address(Channel.SMS, "+963990000001"))
    assert refusal_of(refused) == actions.ADDRESS_TAKEN
    actions.change_address(user=user, address=Address(Channel.SMS, "+963990000002"))
    actions.change_address(user=user, address=Address(Channel.EMAIL, "new@court.example"))
    user.refresh_from_db()
    assert (str(user.phone), user.is_phone_verified, user.email) == (
        "+963990000002",
        True,
        "new@court.example",
    )


def test_moving_a_unit_takes_everything_below_along(tree: Tree, staff: MakeUser) -> None:
    boss = staff("boss")
    Posting.objects.create(user=boss, unit=tree["court"], role="ADMINISTRATOR")
    actions.move_unit(unit=tree["north"], parent=tree["south"], by=boss)
    units = {unit.code: unit for unit in Unit.objects.all()}
    court, south, north, desk = (units[code].pk for code in ("court", "south", "north", "desk"))
    assert {code: unit.path for code, unit in units.items()} == {
        "court": f"/{court}/",
        "south": f"/{court}/{south}/",
        "north": f"/{court}/{south}/{north}/",
        "desk": f"/{court}/{south}/{north}/{desk}/",
    }
    assert units["north"].parent == units["south"]
    assert AuditEntry.objects.get(action="accounts.unit.moved").data == {"parent": "south"}


def test_a_unit_never_becomes_part_of_itself_and_the_root_stays(tree: Tree, chief: User) -> None:
    for unit, parent, by, expected in (
        ("north", "desk", None, actions.OWN_BRANCH),
        ("north", "north", None, actions.OWN_BRANCH),
        ("court", "north", None, actions.ROOT_STAYS),
        ("south", "north", chief, NOT_PERMITTED),
        ("desk", "south", chief, NOT_PERMITTED),
    ):
        with pytest.raises(Refused) as refused:
            actions.move_unit(unit=tree[unit], parent=tree[parent], by=by)
        assert refusal_of(refused) == expected


def test_a_citizen_is_found_by_a_contact_or_made_from_it(staff: MakeUser) -> None:
    known = User.objects.create_user(phone="+963990000101", name="Layla")
    assert actions.ensure_citizen(contact="٠٩٩٠ ٠٠٠ ١٠١", name="Somebody") == known
    made = actions.ensure_citizen(contact="Host@Example.org", name="Dilovan")
    assert (made.email, made.name, made.language, made.is_staff) == (
        "host@example.org",
        "Dilovan",
        "ar",
        False,
    )
    assert actions.ensure_citizen(contact="host@example.org") == made
    assert not actions.ensure_citizen(contact="0990 000 102").is_phone_verified
    with pytest.raises(ValueError, match="neither"):
        actions.ensure_citizen(contact="at home")


def test_two_windows_open_one_account() -> None:
    """The other window was quicker between the look and the insert."""
    address = Address(Channel.EMAIL, "layla@traveller.example")
    first = User.objects.create_user(email=address.value)
    second = actions.open_account(address=address, name="", language="ar", is_proved=True)
    assert second == first


def test_of_two_who_proved_one_address_the_second_is_told(
    staff: MakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, other = staff("owner"), staff("other")
    assert owner.email
    wanted = Address(Channel.EMAIL, owner.email)
    monkeypatch.setattr(
        actions.keeping, "find_user", lambda _address: None
    )  # read a moment too early
    with pytest.raises(Refused) as refused:
        actions.change_address(user=other, address=wanted)
    assert refusal_of(refused) == actions.ADDRESS_TAKEN
