"""The procedures of the Visa Directorate as data. A changed graph needs a new version number."""

from django.utils.translation import gettext_lazy as _

from interior_portal.workflow.procedures import (
    Clock,
    Owner,
    Procedure,
    Promise,
    Step,
    Transition,
)
from visas.roles import (
    VISA_APPLICATION_DECIDE,
    VISA_APPLICATION_ENTER,
    VISA_APPLICATION_REASSIGN,
    VISA_OFFICER,
    VISA_PROMISE_EXTEND,
)

DIRECTORATE = "visas"
WORKING_DAY = 7 * 60
# So long an officer may take a decision back, and so long nobody outside hears of it.
UNDO_SECONDS = 30

DRAFT = Step(
    code="draft", label=_("Being filled in"), owner=Owner.APPLICANT, clock=Clock.NOT_STARTED
)
AWAITING_PAYMENT = Step(
    code="awaiting_payment",
    label=_("Waiting for the fee"),
    owner=Owner.APPLICANT,
    clock=Clock.NOT_STARTED,
)
REVIEW = Step(
    code="review",
    label=_("With the visa officers"),
    owner=Owner.DESK,
    role=VISA_OFFICER.code,
    clock=Clock.RUNS,
)
AWAITING_APPLICANT = Step(
    code="awaiting_applicant",
    label=_("Waiting for the applicant"),
    applicant_label=_("Waiting for you"),
    owner=Owner.APPLICANT,
    clock=Clock.PAUSED,
    pause_reason="awaiting_applicant",
)
REFUSAL_PROPOSED = Step(
    code="refusal_proposed",
    label=_("With a second visa officer"),
    applicant_label=_("With the visa officers"),
    owner=Owner.DESK,
    role=VISA_OFFICER.code,
    clock=Clock.RUNS,
)
AWAITING_OTHER_SIDE = Step(
    code="awaiting_other_side",
    label=_("Waiting for the other side of the crossing"),
    owner=Owner.DESK,
    role=VISA_OFFICER.code,
    clock=Clock.RUNS,
)
GRANTED = Step(
    code="granted", label=_("Granted"), owner=Owner.NONE, clock=Clock.ENDED, outcome="granted"
)
REFUSED = Step(
    code="refused", label=_("Refused"), owner=Owner.NONE, clock=Clock.ENDED, outcome="refused"
)
WITHDRAWN = Step(
    code="withdrawn", label=_("Withdrawn"), owner=Owner.NONE, clock=Clock.ENDED, outcome="withdrawn"
)

SUBMIT = Transition(
    code="submit",
    label=_("Send the application"),
    source=("draft",),
    target="awaiting_payment",
    by=Owner.APPLICANT,
    permission=VISA_APPLICATION_ENTER,
    effects=("visas.tell_bill",),
    measures=("visas.submitted",),
)
RECORD_PAYMENT = Transition(
    code="record_payment",
    label=_("Fee paid"),
    source=("awaiting_payment",),
    target="review",
    by=Owner.SYSTEM,
    effects=("visas.tell_received",),
    measures=("visas.received",),
)
REQUEST_DOCUMENT = Transition(
    code="request_document",
    label=_("Ask for a document again"),
    source=("review",),
    target="awaiting_applicant",
    by=Owner.DESK,
    permission=VISA_APPLICATION_DECIDE,
    needs_claim=True,
    form="document_request",
    effects=("visas.tell_document_requested",),
    undo_seconds=UNDO_SECONDS,
)
SEND_DOCUMENT = Transition(
    code="send_document",
    label=_("Send the document"),
    source=("awaiting_applicant",),
    target="review",
    by=Owner.APPLICANT,
    permission=VISA_APPLICATION_ENTER,
    form="document",
)
PROPOSE_REFUSAL = Transition(
    code="propose_refusal",
    label=_("Propose a refusal"),
    source=("review",),
    target="refusal_proposed",
    by=Owner.DESK,
    permission=VISA_APPLICATION_DECIDE,
    needs_claim=True,
    form="refusal",
    undo_seconds=UNDO_SECONDS,
)
CONFIRM_REFUSAL = Transition(
    code="confirm_refusal",
    label=_("Confirm the refusal"),
    source=("refusal_proposed",),
    target="refused",
    by=Owner.DESK,
    permission=VISA_APPLICATION_DECIDE,
    not_by=("propose_refusal",),
    needs_claim=True,
    effects=("visas.tell_refused",),
    measures=("visas.refused",),
    confirm=True,
    undo_seconds=UNDO_SECONDS,
)
RETURN_TO_REVIEW = Transition(
    code="return_to_review",
    label=_("Send back to review"),
    source=("refusal_proposed",),
    target="review",
    by=Owner.DESK,
    permission=VISA_APPLICATION_DECIDE,
    not_by=("propose_refusal",),
    needs_claim=True,
    undo_seconds=UNDO_SECONDS,
)
WITHDRAW = Transition(
    code="withdraw",
    label=_("Withdraw the application"),
    # As long as nothing is decided: a page that stopped offering it would tell that a refusal was proposed.
    source=("draft", "awaiting_payment", "review", "awaiting_applicant", "refusal_proposed"),
    target="withdrawn",
    by=Owner.APPLICANT,
    permission=VISA_APPLICATION_ENTER,
    measures=("visas.withdrawn",),
    confirm=True,
)


def _grant(source: str) -> Transition:
    return Transition(
        code="grant",
        label=_("Grant the visa"),
        source=(source,),
        target="granted",
        by=Owner.DESK,
        permission=VISA_APPLICATION_DECIDE,
        needs_claim=True,
        form="grant",
        effects=("visas.issue_visa",),
        measures=("visas.granted",),
        paper="visa",
        confirm=True,
    )


ENTRY_VISA = Procedure(
    code="visas.entry",
    version=3,
    label=_("Entry visa"),
    directorate=DIRECTORATE,
    reference_prefix="V",
    initial="draft",
    entry_permission=VISA_APPLICATION_ENTER,
    release_permission=VISA_APPLICATION_REASSIGN,
    escalation_permission=VISA_APPLICATION_REASSIGN,
    extension_permission=VISA_PROMISE_EXTEND,
    promise=Promise(minutes=3 * WORKING_DAY),
    steps=(
        DRAFT,
        AWAITING_PAYMENT,
        REVIEW,
        AWAITING_APPLICANT,
        REFUSAL_PROPOSED,
        GRANTED,
        REFUSED,
        WITHDRAWN,
    ),
    transitions=(
        SUBMIT,
        RECORD_PAYMENT,
        REQUEST_DOCUMENT,
        SEND_DOCUMENT,
        _grant("review"),
        PROPOSE_REFUSAL,
        CONFIRM_REFUSAL,
        RETURN_TO_REVIEW,
        WITHDRAW,
    ),
)

TRAVEL_VISA = Procedure(
    code="visas.travel",
    version=3,
    label=_("Travel visa through a crossing"),
    directorate=DIRECTORATE,
    reference_prefix="T",
    initial="draft",
    entry_permission=VISA_APPLICATION_ENTER,
    release_permission=VISA_APPLICATION_REASSIGN,
    escalation_permission=VISA_APPLICATION_REASSIGN,
    extension_permission=VISA_PROMISE_EXTEND,
    promise=Promise(minutes=10 * WORKING_DAY),
    steps=(
        DRAFT,
        AWAITING_PAYMENT,
        REVIEW,
        AWAITING_APPLICANT,
        REFUSAL_PROPOSED,
        AWAITING_OTHER_SIDE,
        GRANTED,
        REFUSED,
        WITHDRAWN,
    ),
    transitions=(
        SUBMIT,
        RECORD_PAYMENT,
        REQUEST_DOCUMENT,
        SEND_DOCUMENT,
        Transition(
            code="forward",
            label=_("Put on the list for the other side"),
            source=("review",),
            target="awaiting_other_side",
            by=Owner.DESK,
            permission=VISA_APPLICATION_DECIDE,
            needs_claim=True,
            form="forward",
            effects=("visas.tell_forwarded",),
            measures=("visas.forwarded",),
            undo_seconds=UNDO_SECONDS,
        ),
        _grant("awaiting_other_side"),
        Transition(
            code="record_other_side_refusal",
            label=_("The other side refused"),
            source=("awaiting_other_side",),
            target="refused",
            by=Owner.DESK,
            permission=VISA_APPLICATION_DECIDE,
            needs_claim=True,
            form="other_side_refusal",
            effects=("visas.tell_refused",),
            measures=("visas.refused", "visas.refused_by_other_side"),
            confirm=True,
            undo_seconds=UNDO_SECONDS,
        ),
        PROPOSE_REFUSAL,
        CONFIRM_REFUSAL,
        RETURN_TO_REVIEW,
        WITHDRAW,
    ),
)

# Why the time stands still, in words for the applicant.
PAUSE_REASONS = {"awaiting_applicant": _("We wait for you. Our time stands still meanwhile.")}

PROCEDURES = (ENTRY_VISA, TRAVEL_VISA)
