"""Whose account it is: proven by an official who saw the document, one person and one account at a time."""

import pytest

from interior_portal.accounts.models import User
from interior_portal.audit.models import AuditEntry
from interior_portal.people.actions import prove_account
from interior_portal.people.models import Person, PersonAccount
from interior_portal.people.queries import find_account_of, find_person_of
from interior_portal.shared.refusals import Refused
from tests.cast import Cast


@pytest.fixture
def azad(db: None) -> Person:
    return Person.objects.create(surname="Xelîl", given_names="Azad")


def refusal(person: Person, user: User, by: User) -> str:
    with pytest.raises(Refused) as refused:
        prove_account(person=person, user=user, by=by)
    return refused.value.refusal.code


def test_an_account_is_the_persons_once_an_official_said_so(cast: Cast, azad: Person) -> None:
    assert find_person_of(cast.owner) is None
    link = prove_account(person=azad, user=cast.owner, by=cast.vehicle_clerk)
    assert (find_person_of(cast.owner), find_account_of(azad)) == (azad, cast.owner)
    assert link.proven_by == cast.vehicle_clerk
    again = prove_account(person=azad, user=cast.owner, by=cast.vehicle_clerk)
    assert (again, PersonAccount.objects.count()) == (link, 1)
    assert AuditEntry.objects.filter(action="people.account.proven").count() == 1


def test_a_new_account_ends_the_one_before(cast: Cast, azad: Person) -> None:
    first = prove_account(person=azad, user=cast.owner, by=cast.vehicle_clerk)
    prove_account(person=azad, user=cast.buyer, by=cast.vehicle_clerk)
    first.refresh_from_db()
    assert first.ended_at is not None
    assert (find_person_of(cast.owner), find_account_of(azad)) == (None, cast.buyer)


def test_an_account_is_not_two_peoples_nor_ones_own_nor_one_of_staff(
    cast: Cast, azad: Person
) -> None:
    prove_account(person=azad, user=cast.owner, by=cast.vehicle_clerk)
    other = Person.objects.create(surname="Hanna")
    clerk = cast.vehicle_clerk
    assert refusal(other, cast.owner, clerk) == "anothers_account"
    assert refusal(other, clerk, clerk) == "own_account"
    assert refusal(other, cast.cashier, clerk) == "staff_account"
    assert find_account_of(other) is None
