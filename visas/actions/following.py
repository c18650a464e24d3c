"""What follows when others have acted: the payment, the paper, and the end of a paper before its time."""

from django.db import transaction

from interior_portal.accounts.models import User
from interior_portal.audit import actions as audit
from interior_portal.documents import actions as documents
from interior_portal.documents.models import Paper
from interior_portal.notices import actions as notices
from interior_portal.shared.refusals import Refused, check
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


@transaction.atomic
def revoke_visa(*, application: Application, by: User, reason: str) -> None:
    """Declare a granted visa void before its time: who checks it is told at once, and so is the traveller."""
    check(queries.why_not_revoke(application, by))
    paper = Paper.objects.get(visa__application=application)
    documents.revoke(paper=paper, by=by, reason=reason)
    notices.send(
        kind="visas.revoked",
        to=application.case.applicant,
        about=application.reference,
        key=f"visas.revoked:{paper.pk}",
    )
