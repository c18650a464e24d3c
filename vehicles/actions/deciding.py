"""What vehicle officers decide where an answer was not clear or something stands against a vehicle."""

from django.db import transaction

from interior_portal.accounts.models import User
from interior_portal.payments import actions as payments
from interior_portal.shared.refusals import check
from interior_portal.workflow import engine
from interior_portal.workflow.engine import Advance
from vehicles import queries
from vehicles.actions import billing
from vehicles.models import Application


@transaction.atomic
def decide(
    *, application: Application, transition: str, by: User, reason: str, version: int, key: str
) -> Advance:
    """Carry out `clear`, `refuse`, `release` or `confirm` with its reason, which the ledger keeps. Raises Refused."""
    check(queries.why_not_decide(application, by))
    advance = engine.advance(
        case_id=application.case_id,
        transition=transition,
        by=by,
        version=version,
        key=key,
        data={"reason": reason},
    )
    if advance.replayed:
        return advance
    if transition == "clear":
        billing.put_bill(application)
    if transition == "refuse":
        payments.cancel_bills(subject=application.reference, by=by)
    return advance
