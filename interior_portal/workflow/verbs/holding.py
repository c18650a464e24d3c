"""Who holds an open item: taking it from the queue and putting it back."""

import datetime as dt

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import decide, registry
from interior_portal.workflow.context import Standing
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.results import Claim
from interior_portal.workflow.sql import read, write

CLAIMED, RELEASED = "workflow.claimed", "workflow.released"


def take(item_id: int, by: User) -> Claim | Refused:
    """Give the item to `by`; nothing is written when they hold it already."""
    standing = _locked(item_id, by)
    if refusal := decide.why_not_claim(standing, item_id):
        return Refused(refusal)
    held = standing.item
    if held is not None and held.claimed_by_id is not None:
        return _claim(standing, item_id, held.claimed_by_id, held.claimed_at)
    at = clock.now()
    role = decide.claiming_role(standing, held.step) if held else ""
    write.claim(standing, _event(standing, CLAIMED, role, at), holder_id=by.pk, claimed_at=at)
    return _claim(standing, item_id, by.pk, at)


def put_back(item_id: int, by: User | None) -> Claim | Refused:
    """Take the item from its holder; the event says from whom."""
    standing = _locked(item_id, by)
    if refusal := decide.why_not_release(standing, item_id):
        return Refused(refusal)
    event = _event(standing, RELEASED, decide.releasing_role(standing), clock.now())
    write.claim(standing, event, holder_id=None, claimed_at=None)
    return _claim(standing, item_id, None, None)


def _locked(item_id: int, by: User | None) -> Standing:
    not_by = registry.every_four_eyes()
    standing = read.lock(read.Question(by=by, item_id=item_id, not_by=not_by))
    if standing is None:
        raise WorkItem.DoesNotExist(f"there is no work item {item_id}")
    return standing


def _claim(
    standing: Standing, item_id: int, holder_id: int | None, claimed_at: dt.datetime | None
) -> Claim:
    case = standing.case
    return Claim(item_id, case.id, case.reference, holder_id, claimed_at)


def _event(standing: Standing, code: str, role: str, at: dt.datetime) -> chain.Event:
    """Taking and putting back leave the step and the version of the case as they are."""
    case, item, actor = standing.case, standing.item, standing.actor
    holder = item.claimed_by_id if item and code == RELEASED else None
    step = item.step if item else case.step
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
        on_behalf_of_id=None,
        unit_id=case.unit_id,
        at=at,
        data=chain.canonical({"held_by": holder} if holder else {}),
        key="",
        body_hash=b"",
    )
