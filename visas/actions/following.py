"""What the system does after others have acted."""

from django.db import transaction

from interior_portal.audit import actions as audit
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from visas import papers, queries
from visas.models import (
    Application,
    Visa,
)


@transaction.atomic
def record_payment(*, reference: str, bill_id: int) -> None:
    """The fee is paid: the case goes to the officers. One withdrawn meanwhile stays closed; the ledger says so."""
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
            action="visas.fee_paid_too_late",
            by=None,
            subject_kind="case",
            subject_ref=reference,
            reason=refused.refusal.code,
            data={"bill": bill_id},
        )


@transaction.atomic
def issue_visa_paper(*, application: Application) -> None:
    """The paper of a granted visa: made once, bound to the grant."""
    visa = Visa.objects.select_for_update(of=("self",)).get(application=application)
    if visa.paper_id is None:
        visa.paper = papers.issue(application, visa)
        visa.save(update_fields=["paper"])
