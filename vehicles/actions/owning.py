"""Whose a vehicle is: shares begin and end, and never vanish. The caller has locked the vehicle."""

from collections.abc import Mapping

from interior_portal.shared import clock
from interior_portal.shared.refusals import check
from vehicles import queries, rules
from vehicles.models import Ownership, Vehicle
from vehicles.rules import ownership as law


def record_owners(*, vehicle: Vehicle, shares: Mapping[int, int], source: str) -> None:
    """The first owners of a vehicle: shares of 2,400 by the id of the person. Raises Refused."""
    check(rules.why_not_shares(list(shares.values())))
    Ownership.objects.bulk_create(
        Ownership(vehicle=vehicle, person_id=person_id, shares=share, source=source)
        for person_id, share in shares.items()
    )


def transfer(
    *, vehicle: Vehicle, given: Mapping[int, int], taken: Mapping[int, int], source: str
) -> None:
    """Let owners give up shares that others take over, at one moment. Raises Refused when it does not add up."""
    held = {owner.person_id: owner.shares for owner in queries.owners_of(vehicle)}
    check(law.why_not_transfer(held=held, given=given, taken=taken))
    after = {
        person_id: held.get(person_id, 0) - given.get(person_id, 0) + taken.get(person_id, 0)
        for person_id in held.keys() | taken.keys()
    }
    changed = {person_id for person_id in after if after[person_id] != held.get(person_id)}
    at = clock.now()
    current = Ownership.objects.filter(
        vehicle=vehicle, right_held=Ownership.Right.OWNER, until_at=None
    )
    current.filter(person__in=changed).update(until_at=at)
    Ownership.objects.bulk_create(
        Ownership(
            vehicle=vehicle,
            person_id=person_id,
            shares=after[person_id],
            since_at=at,
            source=source,
        )
        for person_id in sorted(changed)
        if after[person_id]
    )
