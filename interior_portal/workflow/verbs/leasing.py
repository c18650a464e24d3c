"""The next case: the most urgent free item, held under a lease that acting on it renews.

Clerks who ask at the same moment pass over each other's locked cases instead of waiting for them. What a
lease that is over held is free at once for everybody; the sweep says so in the ledger.
"""

import datetime as dt
from collections.abc import Collection

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.workflow.models import WorkItem
from interior_portal.workflow.results import Claim
from interior_portal.workflow.sql import next_item, write
from interior_portal.workflow.verbs import holding

LAPSED = "workflow.lapsed"
# Each try is lost to somebody who was quicker, or to an item that nobody could tell beforehand is barred.
TRIES = 25


def take_free(
    queues: Collection[str], by: User, lease: dt.timedelta, lost: Collection[int]
) -> tuple[int, Claim | Refused] | None:
    """Try the most urgent free item that is not among those `lost`; None when there is none.

    The case is locked before it is looked at: the claim then sees what is true now.
    """
    item_id = next_item.lock_free(queues, by=by, at=clock.now(), without=lost)
    return None if item_id is None else (item_id, holding.take(item_id, by, lease))


def renew(item_id: int, by: User, lease: dt.timedelta) -> bool:
    """Let the lease of `by` run anew from now; False when they hold none, or it is over.

    Needs no lock of the case: it changes no more than the row it finds, and a lease that is over is
    never renewed, so nobody who saw it free can be wrong about it.
    """
    at = clock.now()
    mine = WorkItem.objects.filter(pk=item_id, claimed_by=by, closed_at=None, lease_until__gt=at)
    return mine.update(lease_until=at + lease) == 1


def lapsed_items(limit: int) -> list[int]:
    """Items whose lease is over, the longest first."""
    lapsed = WorkItem.objects.filter(closed_at=None, lease_until__lte=clock.now())
    return list(lapsed.order_by("lease_until").values_list("pk", flat=True)[:limit])


def give_back(item_id: int) -> Claim | None:
    """Put an item whose lease is over back into its queue; None when it is held again, or closed."""
    standing, at = holding.locked(item_id, None), clock.now()
    item = standing.item
    if item is None or item.claimed_by_id is None or item.holder_at(at) is not None:
        return None
    facts = {holding.HELD_BY: item.claimed_by_id}
    write.claim(standing, holding.event_of(standing, LAPSED, "", at, facts), write.NOBODY)
    return holding.claim_of(standing, item_id, write.NOBODY)
