"""The procedures of the Transport Directorate as data. A changed graph needs a new version number.

One way for all acts, because the mechanism is one: complete, asked of the other directorates at once,
paid, issued the same day. Acts differ in who must agree first and who decides.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from interior_portal.workflow.procedures import (
    Clock,
    Label,
    Owner,
    Procedure,
    Promise,
    Step,
    Transition,
)
from vehicles.models import Act
from vehicles.questions import CODES
from vehicles.roles import (
    VEHICLE_APPLICATION_DECIDE,
    VEHICLE_APPLICATION_ENTER,
    VEHICLE_APPLICATION_REASSIGN,
    VEHICLE_OFFICER,
    VEHICLE_PROMISE_EXTEND,
)

DIRECTORATE = "vehicles"
WORKING_DAY = 7 * 60
UNDO_SECONDS = 30
CONSENT_MINUTES = 3 * WORKING_DAY  # so long both sides of a transfer have to agree

DRAFT = Step(
    code="draft", label=_("Being filled in"), owner=Owner.APPLICANT, clock=Clock.NOT_STARTED
)
CONSENTS = Step(
    code="consents",
    label=_("Waiting for both sides to agree"),
    owner=Owner.APPLICANT,
    clock=Clock.NOT_STARTED,
)
CHECKING = Step(
    code="checking",
    label=_("Asked of the other directorates"),
    owner=Owner.ANSWERS,
    clock=Clock.RUNS,
    then="awaiting_payment",
    otherwise="review",
)
REVIEW = Step(
    code="review",
    label=_("With the vehicle officers"),
    owner=Owner.DESK,
    role=VEHICLE_OFFICER.code,
    clock=Clock.RUNS,
    may_ask=CODES,
)
AWAITING_PAYMENT = Step(
    code="awaiting_payment",
    label=_("Waiting for the fee"),
    owner=Owner.APPLICANT,
    clock=Clock.PAUSED,
    pause_reason="awaiting_payment",
)
ISSUING = Step(code="issuing", label=_("Being issued"), owner=Owner.SYSTEM, clock=Clock.RUNS)
HELD = Step(
    code="held",
    label=_("Paid, and stopped before the issue"),
    applicant_label=_("With the vehicle officers"),
    owner=Owner.DESK,
    role=VEHICLE_OFFICER.code,
    clock=Clock.RUNS,
    may_ask=CODES,
)
ISSUED = Step(
    code="issued", label=_("Issued"), owner=Owner.NONE, clock=Clock.ENDED, outcome="issued"
)
REFUSED = Step(
    code="refused", label=_("Refused"), owner=Owner.NONE, clock=Clock.ENDED, outcome="refused"
)
WITHDRAWN = Step(
    code="withdrawn", label=_("Withdrawn"), owner=Owner.NONE, clock=Clock.ENDED, outcome="withdrawn"
)
LAPSED = Step(
    code="lapsed",
    label=_("Ended because not everybody agreed in time"),
    owner=Owner.NONE,
    clock=Clock.ENDED,
    outcome="lapsed",
)


def _desk(code: str, label: Label, source: tuple[str, ...], target: str, **more: Any) -> Transition:
    """A decision by an officer who has taken the case."""
    return Transition(
        code=code,
        label=label,
        source=source,
        target=target,
        by=Owner.DESK,
        permission=VEHICLE_APPLICATION_DECIDE,
        needs_claim=True,
        form="decision",
        **more,
    )


_CLEAR = _desk("clear", _("Nothing stands in the way"), ("review",), "awaiting_payment")
_REFUSE = _desk(
    "refuse",
    _("Refuse"),
    ("review", "held"),
    "refused",
    effects=("vehicles.tell_refused",),
    measures=("vehicles.refused",),
    confirm=True,
)
_RELEASE = _desk(
    "release",
    _("Nothing stands in the way: issue"),
    ("held",),
    "issuing",
    effects=("vehicles.issue",),
    confirm=True,
)
_RECORD_PAYMENT = Transition(
    code="record_payment",
    label=_("Fee paid"),
    source=("awaiting_payment",),
    target="issuing",
    by=Owner.SYSTEM,
    effects=("vehicles.issue",),
)
# What is found between payment and issue stops the licence and never the money: an officer decides.
_HOLD = Transition(
    code="hold",
    label=_("Stopped before the issue"),
    source=("issuing",),
    target="held",
    by=Owner.SYSTEM,
    measures=("vehicles.held",),
)
_ISSUE = Transition(
    code="issue",
    label=_("Issued"),
    source=("issuing",),
    target="issued",
    by=Owner.SYSTEM,
    effects=("vehicles.tell_issued",),
    measures=("vehicles.issued",),
)


def _withdraw(*sources: str, **more: Any) -> Transition:
    return Transition(
        code="withdraw",
        label=_("Withdraw the application"),
        source=sources,
        target="withdrawn",
        by=Owner.APPLICANT,
        permission=VEHICLE_APPLICATION_ENTER,
        measures=("vehicles.withdrawn",),
        confirm=True,
        **more,
    )


def _submit(target: str, **more: Any) -> Transition:
    return Transition(
        code="submit",
        label=_("Send the application"),
        source=("draft",),
        target=target,
        by=Owner.APPLICANT,
        permission=VEHICLE_APPLICATION_ENTER,
        measures=("vehicles.submitted",),
        **more,
    )


_COMMON_STEPS = (
    DRAFT,
    CHECKING,
    REVIEW,
    AWAITING_PAYMENT,
    ISSUING,
    HELD,
    ISSUED,
    REFUSED,
    WITHDRAWN,
)
_COMMON_WAYS = (_CLEAR, _REFUSE, _RECORD_PAYMENT, _HOLD, _RELEASE, _ISSUE)
_OPEN = ("draft", "checking", "review", "awaiting_payment")


def _procedure(
    act: Act,
    steps: tuple[Step, ...] = _COMMON_STEPS,
    ways: tuple[Transition, ...] = (
        _submit("checking", asks=CODES),
        _withdraw(*_OPEN),
        *_COMMON_WAYS,
    ),
) -> Procedure:
    return Procedure(
        code=code_of(act),
        version=1,
        label=LABELS[act],
        directorate=DIRECTORATE,
        reference_prefix="R",
        initial="draft",
        entry_permission=VEHICLE_APPLICATION_ENTER,
        release_permission=VEHICLE_APPLICATION_REASSIGN,
        escalation_permission=VEHICLE_APPLICATION_REASSIGN,
        extension_permission=VEHICLE_PROMISE_EXTEND,
        promise=Promise(minutes=WORKING_DAY),
        steps=steps,
        transitions=ways,
    )


def code_of(act: Act) -> str:
    """The code of the procedure of an act."""
    return f"{DIRECTORATE}.{act.value.lower()}"


LABELS: dict[Act, Label] = {
    Act.FIRST_REGISTRATION: _("First registration of a vehicle"),
    Act.RENEWAL: _("Annual renewal of a vehicle licence"),
    Act.CHANGE_OF_OWNER: _("Transfer of ownership of a vehicle"),
    Act.CHANGE_OF_DETAILS: _("Change of a vehicle's details"),
    Act.DUPLICATE: _("Replacement of a lost vehicle licence"),
    Act.PLATE_EXCHANGE: _("Exchange of plates"),
    Act.SUSPENSION: _("Suspension of a vehicle"),
    Act.SCRAPPING: _("Scrapping of a vehicle"),
    Act.CORRECTION: _("Correction of the vehicle register"),
}

_TRANSFER = _procedure(
    Act.CHANGE_OF_OWNER,
    steps=(*_COMMON_STEPS, CONSENTS, LAPSED),
    ways=(
        _submit("consents", effects=("vehicles.tell_consent_asked",)),
        Transition(
            code="agree",
            label=_("Both sides have agreed"),
            source=("consents",),
            target="checking",
            by=Owner.SYSTEM,
            asks=CODES,
        ),
        Transition(
            code="take_back",
            label=_("One side does not agree"),
            source=("consents", "checking", "review", "awaiting_payment"),
            target="withdrawn",
            by=Owner.SYSTEM,
            effects=("vehicles.tell_consent_withdrawn",),
            measures=("vehicles.withdrawn",),
        ),
        Transition(
            code="lapse",
            label=_("Not everybody agreed in time"),
            source=("consents",),
            target="lapsed",
            by=Owner.SYSTEM,
            after_minutes=CONSENT_MINUTES,
            effects=("vehicles.tell_lapsed",),
            measures=("vehicles.lapsed",),
        ),
        _withdraw(
            *("draft", "consents", "checking", "review", "awaiting_payment"),
            effects=("vehicles.tell_consent_withdrawn",),
        ),
        *_COMMON_WAYS,
    ),
)
# What an officer puts right in the register is looked at by another officer; nobody pays for it.
_CORRECTION = _procedure(
    Act.CORRECTION,
    steps=(DRAFT, REVIEW, ISSUING, HELD, ISSUED, REFUSED, WITHDRAWN),
    ways=(
        _submit("review"),
        _desk(
            "confirm",
            _("Confirm the correction"),
            ("review",),
            "issuing",
            not_by=("submit",),
            effects=("vehicles.issue",),
            confirm=True,
        ),
        _withdraw("draft", "review"),
        *(_REFUSE, _HOLD, _RELEASE, _ISSUE),
    ),
)
PROCEDURES = (
    *(
        _procedure(act)
        for act in (
            Act.FIRST_REGISTRATION,
            Act.RENEWAL,
            Act.CHANGE_OF_DETAILS,
            Act.DUPLICATE,
            Act.PLATE_EXCHANGE,
            Act.SUSPENSION,
            Act.SCRAPPING,
        )
    ),
    _TRANSFER,
    _CORRECTION,
)

# Why the time stands still, in words for the applicant.
PAUSE_REASONS = {"awaiting_payment": _("We wait for the fee. Our time stands still meanwhile.")}
