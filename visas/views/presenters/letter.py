"""The status page as a letter: where it stands, whose turn it is, until when, what happens next."""

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.payments.models import Bill
from interior_portal.shared import clock
from interior_portal.ui.components import Event, Row, State
from interior_portal.workflow import queries as workflow
from interior_portal.workflow.models import DocumentRequest
from interior_portal.workflow.queries import Count, HandlingRange, timelines
from visas import queries
from visas.models import Application, Visa

Text = str | Promise


@dataclass(slots=True, kw_only=True)
class Letter:
    """What the applicant reads. `turn` says whose turn it is in one word or two."""

    state: State
    sentence: Text
    step: Text = ""
    turn: Text = ""
    following: Text = ""
    due_at: dt.datetime | None = None
    apology: Text = ""
    place: Count | None = None
    handling: HandlingRange | None = None
    action: tuple[Text, str] | None = None
    bill: Bill | None = None
    visa: Visa | None = None
    rows: list[Row] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    can_withdraw: bool = False


OURS = _("Ours")
YOURS = _("Yours")


def letter(application: Application, reader: User) -> Letter:
    """The letter for the step at which the applicant may know the case to stand; a clerk reads it to them."""
    step = application.case.step
    written = _LETTERS[step](application)
    written.step = queries.step_of(application).told
    written.events = events(application)
    _tell_of_promise(written, application)
    if written.bill is not None and written.bill.payer_id != reader.pk:
        written.action = (
            None  # the page of a bill is its payer's; the reference stands in the letter
        )
    written.can_withdraw = queries.can_withdraw(application)
    return written


def _awaiting_payment(application: Application) -> Letter:
    bill = queries.bill_of(application)
    link = reverse("payments:bill", args=[bill.reference])
    return Letter(
        state="waiting",
        sentence=_(
            "We have your application. It goes to the visa officers as soon as the fee is paid."
        ),
        turn=YOURS,
        following=_("A visa officer checks your application. You do not have to come."),
        action=(_("How to pay"), link),
        bill=bill,
    )


def _review(application: Application) -> Letter:
    return Letter(
        state="waiting",
        sentence=_("The visa officers have your application."),
        turn=OURS,
        following=_(
            "We decide, or we ask you for something that is missing. Either way we send you a message."
        ),
        place=queries.place_in_queue(application),
        handling=queries.handling_days(application.kind),
    )


_LATE = _("We have not kept our promise. We are sorry; the head of the office has been told.")


def _tell_of_promise(written: Letter, application: Application) -> None:
    """Until when, and why that day was moved; or that we are late, once the head has been told."""
    case = application.case
    if case.received_at is None or case.clock_ended_at is not None:
        return
    promise = workflow.promise_state(case)
    is_late = case.due_at is not None and case.due_at < clock.now()
    if promise.is_broken and (is_late or case.due_at is None):
        written.apology = _LATE
    elif application.case.step in _NAMES_THE_DAY and not is_late:
        written.due_at = case.due_at
    if promise.reason:
        written.rows = [*written.rows, Row(_("Why it takes longer"), promise.reason)]


def _awaiting_applicant(application: Application) -> Letter:
    request = queries.last_request(application)
    return Letter(
        state="paused",
        sentence=_("We need one document again. Our time stands still until we have it."),
        turn=YOURS,
        following=_("As soon as you have sent it, the visa officers go on. There is no new fee."),
        action=(_("Send the document"), reverse("visas:reply", args=[application.reference])),
        rows=asked(application, request),
    )


def asked(application: Application, request: DocumentRequest) -> list[Row]:
    """What an officer asked for, and why."""
    return [
        Row(_("What we need"), queries.requested_label(application, request)),
        Row(_("Why"), request.reason),
    ]


def _awaiting_other_side(application: Application) -> Letter:
    answer = application.other_side_answer
    return Letter(
        state="waiting",
        sentence=_(
            "You are on the list. We wait for the answer of the other side of the crossing."
        ),
        turn=_("The other side's"),
        following=_(
            "We tell you the answer on the day it comes. It often takes longer than the two days it promises."
        ),
        rows=[Row(_("Number of the list"), answer.list_number, iso=True)],
        handling=queries.handling_days(application.kind),
    )


def _granted(application: Application) -> Letter:
    visa, revocation = application.visa, queries.find_revocation(application)
    if revocation is not None:
        return Letter(
            state="refused",
            sentence=_(
                "Your visa has been revoked. It is not valid any more; do not travel with it."
            ),
            rows=[Row(_("Reason"), revocation.reason)],
            following=_("You can apply again when the reason no longer holds."),
        )
    if visa.paper_id is None:
        return Letter(
            state="done",
            sentence=_(
                "Your visa is granted. The paper is being made and will be here in a moment."
            ),
            following=_("Open this page again in a minute. We also send you a message."),
            visa=visa,
        )
    link = reverse("visas:paper", args=[application.reference])
    return Letter(
        state="done",
        sentence=_("Your visa is granted."),
        following=_("Carry the visa on paper or on your phone, together with your passport."),
        action=(_("Download the visa"), link),
        visa=visa,
    )


def _refused(application: Application) -> Letter:
    return Letter(
        state="refused",
        sentence=_("Your application has been refused."),
        rows=_refusal_rows(application),
        following=_(
            "You can apply again when the reason no longer holds. Earlier refusals do not count against you."
        ),
    )


def _refusal_rows(application: Application) -> list[Row]:
    refusal = queries.standing_refusal(application)
    if refusal is None:
        reason = application.other_side_answer.reason
        return [
            Row(_("Decided by"), gettext("The other side of the crossing")),
            Row(_("Reason"), reason or gettext("The other side gave no reason.")),
        ]
    rows = [Row(_("Reason"), refusal.ground.name), Row(_("Article"), refusal.ground.article)]
    return [*rows, Row(_("Explanation"), refusal.note)] if refusal.note else rows


def _withdrawn(_application: Application) -> Letter:
    return Letter(
        state="draft",
        sentence=_("You have withdrawn this application."),
        following=_("You can begin a new one at any time."),
    )


_LETTERS = {
    "awaiting_payment": _awaiting_payment,
    "review": _review,
    # That a refusal was proposed is not told before a second officer has confirmed it.
    "refusal_proposed": _review,
    "awaiting_applicant": _awaiting_applicant,
    "awaiting_other_side": _awaiting_other_side,
    "granted": _granted,
    "refused": _refused,
    "withdrawn": _withdrawn,
}

# On the way to the other side our promise says little; what is usual stands in the letter.
_NAMES_THE_DAY = frozenset({"review", "refusal_proposed"})

TOLD: timelines.Words = {
    "start": (_("Application begun"), "draft"),
    "submit": (_("Application sent"), "done"),
    "record_payment": (_("Fee paid"), "done"),
    "request_document": (_("Asked for a document again; our time stands still"), "paused"),
    "send_document": (_("Document sent; our time runs on"), "done"),
    "forward": (_("Put on the list for the other side"), "waiting"),
    "grant": (_("Visa granted"), "done"),
    "confirm_refusal": (_("Application refused"), "refused"),
    "record_other_side_refusal": (_("The other side refused"), "refused"),
    "withdraw": (_("Application withdrawn"), "draft"),
}


def events(application: Application) -> list[Event]:
    """What happened, for the applicant: newest first, without names and without what is still being weighed."""
    return timelines.for_applicant(application.case, TOLD)
