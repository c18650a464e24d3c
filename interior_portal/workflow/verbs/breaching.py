"""A promise that was not kept: said in the ledger, counted, and told. Once for each promise."""

import datetime as dt

from interior_portal.shared import clock
from interior_portal.workflow.sql.record import Record, record
from interior_portal.workflow.verbs import in_place

BREACHED, TELL_BREACHED = "workflow.breached", "workflow.tell_breached"


def breach(case_id: int, due_at: dt.datetime) -> bool:
    """Record that the case was not done by `due_at`; False when that was recorded before."""
    said = due_at.isoformat()
    key = f"breached:{said}"
    standing = in_place.locked(case_id, None, key)
    if standing.earlier is not None:
        return False
    record(
        Record(
            standing=standing,
            deadline=standing.case.deadline,
            event=in_place.event_of(standing, BREACHED, clock.now(), {"due_at": said}, key=key),
            measures=(BREACHED,),
            effects=(TELL_BREACHED,),
        )
    )
    return True
