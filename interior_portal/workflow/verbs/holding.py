"""Who holds an open item: taking it from the queue and putting it back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import claims, registry
from interior_portal.workflow.context import Standing
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models import CaseNote, WorkItem
from interior_portal.workflow.results import Claim
from interior_portal.workflow.sql import read, write

CLAIMED, RELEASED = "workflow.claimed", "workflow.released"
ASSIGNED, HANDED_OVER = "workflow.assigned", "workflow.handed_over"
HELD_BY = "held_by"


def take(item_id: int, by: User, lease: dt.timedelta | None = None) -> Claim | Refused:
    """Give the item to `by`; nothing is written when they hold it already.

    With a `lease` it goes back by itself when that is over. The event says from whom it was taken
    when another's lease was over.
    """
    standing, at = locked(item_id, by), clock.now()
    if refusal := claims.why_not_claim(standing, item_id, at):
        return Refused(refusal)
    item = standing.item
    if item is not None and item.holder_at(at) is not None:
        return claim_of(
            standing, item_id, write.Hold(item.claimed_by_id, item.claimed_at, item.lease_until)
        )
    held = write.Hold(by.pk, at, at + lease if lease else None)
    role = claims.claiming_role(standing, item.step) if item else ""
    facts = {
        "lease_until": held.until.isoformat() if held.until else None,
        HELD_BY: item.claimed_by_id if item else None,
    }
    write.claim(standing, event_of(standing, CLAIMED, role, at, facts), held)
    return claim_of(standing, item_id, held)


def put_back(item_id: int, by: User | None) -> Claim | Refused:
    """Take the item from its holder; the event says from whom."""
    standing = locked(item_id, by)
    if refusal := claims.why_not_release(standing, item_id):
        return Refused(refusal)
    facts = {HELD_BY: standing.item.claimed_by_id if standing.item else None}
    role = claims.releasing_role(standing)
    write.claim(standing, event_of(standing, RELEASED, role, clock.now(), facts), write.NOBODY)
    return claim_of(standing, item_id, write.NOBODY)


def assign(item_id: int, to: User, by: User) -> Claim | Refused:
    """Give the item to `to`, whoever holds it; the event says from whom."""
    standing = locked(item_id, by)
    if refusal := claims.why_not_assign(standing, item_id):
        return Refused(refusal)
    return _give(item_id, to, standing, ASSIGNED, claims.releasing_role(standing))


def hand_over(item_id: int, to: User, by: User, note: str) -> Claim | Refused:
    """Give what `by` holds to a colleague, with a note for them."""
    standing = locked(item_id, by)
    if refusal := claims.why_not_hand_over(standing, item_id):
        return Refused(refusal)
    role = claims.claiming_role(standing, standing.item.step) if standing.item else ""
    outcome = _give(item_id, to, standing, HANDED_OVER, role)
    if note and isinstance(outcome, Claim):
        CaseNote.objects.create(case_id=outcome.case_id, text=note, by=by)
    return outcome


def _give(item_id: int, to: User, giver: Standing, code: str, role: str) -> Claim | Refused:
    """Nothing is written when `to` holds the item already, without an end."""
    standing, at = locked(item_id, to), clock.now()
    if refusal := claims.why_not_given(standing, to.name):
        return Refused(refusal)
    item = standing.item
    if item and item.claimed_by_id == to.pk and item.lease_until is None:
        return claim_of(standing, item_id, write.Hold(to.pk, item.claimed_at))
    facts = {"from": item.claimed_by_id if item else None, "to": to.pk}
    write.claim(giver, event_of(giver, code, role, at, facts), write.Hold(to.pk, at))
    return claim_of(standing, item_id, write.Hold(to.pk, at))


def locked(item_id: int, by: User | None) -> Standing:
    """The case of the item, locked. `WorkItem.DoesNotExist`."""
    not_by = registry.every_four_eyes()
    standing = read.lock(read.Question(by=by, item_id=item_id, not_by=not_by))
    if standing is None:
        raise WorkItem.DoesNotExist(f"there is no work item {item_id}")
    return standing


def claim_of(standing: Standing, item_id: int, held: write.Hold) -> Claim:
    case = standing.case
    return Claim(item_id, case.id, case.reference, held.by_id, held.since, held.until)


def event_of(
    standing: Standing, code: str, role: str, at: dt.datetime, facts: Mapping[str, Any]
) -> chain.Event:
    """Who holds an item leaves the step and the version of the case as they are.

    Facts that are None are not told.
    """
    case, item, actor, asked = standing.case, standing.item, standing.actor, standing.to_answer
    step = item.step if item and not asked else case.step
    facts = {**facts, "question": asked.question if asked else None}
    return chain.Event(
        reference=case.reference,
        seq=case.event_seq + 1,
        code=code,
        transition="",
        from_step=step,
        to_step=step,
        version=case.version,
        actor_id=actor.id if actor else None,
        role=role,
        on_behalf_of_id=actor.acts_for(role) if actor else None,
        unit_id=case.unit_id,
        at=at,
        data=chain.canonical({name: fact for name, fact in facts.items() if fact is not None}),
        key="",
        body_hash=b"",
    )
