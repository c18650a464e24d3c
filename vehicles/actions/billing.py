"""The bill of an application, and what follows when it is paid."""

from django.db import transaction

from interior_portal.audit import actions as audit
from interior_portal.payments import actions as payments
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from interior_portal.workflow.models import Case
from vehicles import queries
from vehicles.actions import telling
from vehicles.models import Application


@transaction.atomic
def put_bill(application: Application) -> None:
    """The bill, once the case waits for the fee; calling again changes nothing.

    The application is complete and the answers are there: the fee is the one in force today.
    """
    case = Case.objects.get(pk=application.case_id)
    if case.step != "awaiting_payment":
        return
    rule = queries.find_fee_rule(act=application.act, vehicle=application.vehicle)
    if rule is None:
        raise LookupError(f"no fee for {application.act} of vehicle {application.vehicle_id}")
    bill = payments.issue_bill(
        payer=queries.payer_of(application),
        subject=case.reference,
        fee_codes=[rule.fee_code],
        settled_handler="vehicles.fee_paid",
        key=f"vehicles:{application.pk}",
    )
    if bill.settled_at is None:
        telling.tell(application=application, name="bill", key=str(application.pk))


@transaction.atomic
def record_payment(*, reference: str, bill_id: int) -> None:
    """The fee is paid: the licence is issued. One withdrawn meanwhile stays closed; the ledger says so."""
    application = queries.get_application(reference)
    try:
        with transaction.atomic():
            engine.advance(
                case_id=application.case_id,
                transition="record_payment",
                by=None,
                version=None,
                key=f"bill:{bill_id}",
            )
    except Refused as refused:
        audit.record(
            action="vehicles.fee_paid_too_late",
            by=None,
            subject_kind="case",
            subject_ref=reference,
            reason=refused.refusal.code,
            data={"bill": bill_id},
        )
