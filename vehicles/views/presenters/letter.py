"""The status page as a letter: where it stands, whose turn it is, until when, what happens next."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.documents.models import Paper
from interior_portal.payments import wording
from interior_portal.payments.models import Bill
from interior_portal.payments.queries import CashOffice, cash_offices, outstanding_of
from interior_portal.shared import clock
from interior_portal.ui import dates
from interior_portal.ui.components import Event, Row, State, Task
from interior_portal.workflow import queries as workflow
from interior_portal.workflow.queries import timelines
from interior_portal.workflow.queries.questions import AskedByCase, asked_by_case
from vehicles import queries, rules
from vehicles.models import Application
from vehicles.views import licences
from vehicles.views.licences import Download

Text = str | Promise
OURS, YOURS = _("Ours"), _("Yours")
OTHERS = _("The other directorates'")


@dataclass(slots=True, kw_only=True)
class Letter:
    """What the applicant reads. `turn` says whose turn it is in one word or two."""

    state: State
    sentence: Text
    turn: Text = ""
    following: Text = ""
    due_at: dt.datetime | None = None
    apology: Text = ""
    action: tuple[Text, str] | None = None
    bill: Bill | None = None
    owed: str = ""
    offices: Sequence[CashOffice] = ()
    rows: list[Row] = field(default_factory=list)
    asked: list[Task] = field(default_factory=list)
    smaller: list[Download] = field(default_factory=list)
    paper: Paper | None = None
    events: list[Event] = field(default_factory=list)
    may_withdraw: bool = False


def letter(application: Application, reader: User) -> Letter:
    """The letter for the step at which the applicant may know the case to stand; a clerk reads it to them."""
    written = _LETTERS[application.case.step](application)
    written.asked = [_question(each) for each in asked_by_case(application.case)]
    written.events = timelines.for_applicant(application.case, TOLD)
    written.may_withdraw = queries.may_withdraw(application)
    _tell_of_promise(written, application)
    if written.paper is not None and not queries.may_have_licence(application, reader):
        written.action, written.smaller, written.paper = None, [], None
    if written.bill is not None and written.bill.payer_id != reader.pk:
        written.action = None  # the page of a bill is its payer's; the reference stands here
    return written


def _tell_of_promise(written: Letter, application: Application) -> None:
    """Until when we have promised it, or that we are late."""
    case = application.case
    if case.received_at is None or case.clock_ended_at is not None or case.due_at is None:
        return
    if workflow.promise_state(case).is_broken and case.due_at < clock.now():
        written.apology = _LATE
    elif application.case.step in _NAMES_THE_DAY:
        written.due_at = case.due_at


def _question(asked: AskedByCase) -> Task:
    """Who was asked and whether they have answered; what they said is for the officers."""
    referral = asked.referral
    name = f"{referral.unit.name}: {asked.question.label if asked.question else referral.question}"
    if asked.is_open:
        return Task(name=name, state="waiting", word=_("Somebody answers it"))
    if referral.answered_at is None:
        return Task(name=name, state="draft", word=_("Not asked any more"))
    hint = dates.moment(referral.answered_at)
    if referral.is_automatic:
        return Task(name=name, state="done", word=_("Answered by the machine"), hint=hint)
    return Task(name=name, state="done", word=_("Answered"), hint=hint)


def _consents(application: Application) -> Letter:
    return Letter(
        state="waiting",
        sentence=_("We wait until both sides have agreed."),
        turn=_("The two sides'"),
        following=_("Then the other directorates are asked, and you pay the fee."),
        action=(_("See both sides"), reverse("vehicles:transfer", args=[application.reference])),
    )


def _checking(_application: Application) -> Letter:
    return Letter(
        state="waiting",
        sentence=_("We have your application and have asked the other directorates."),
        turn=OTHERS,
        following=_("As soon as they have answered you get a message, and can pay the fee."),
    )


def _review(_application: Application) -> Letter:
    return Letter(
        state="waiting",
        sentence=_("The vehicle officers look at your application."),
        turn=OURS,
        following=_("An officer decides, and we send you a message. You do not have to come."),
    )


def _awaiting_payment(application: Application) -> Letter:
    bill = queries.bill_of(application)
    if bill is None:  # between the last answer and the bill lie a few seconds of the worker
        return Letter(
            state="waiting",
            sentence=_("Nothing stands in the way. Your bill is being written."),
            turn=OURS,
            following=_("Open this page again in a minute. We also send you a message."),
        )
    return Letter(
        state="paused",
        sentence=_("Nothing stands in the way. Pay the fee, and it is done at once."),
        turn=YOURS,
        following=_("When the fee is paid you can download the licence here within seconds.")
        if queries.will_bring_licence(application)
        else _("When the fee is paid it is written into the register at once."),
        action=(_("How to pay"), reverse("payments:bill", args=[bill.reference])),
        bill=bill,
        owed=wording.sums(outstanding_of(bill)),
        offices=cash_offices(),
    )


def _issuing(_application: Application) -> Letter:
    return Letter(
        state="waiting",
        sentence=_("The fee is paid. It is being done at this moment."),
        turn=OURS,
        following=_("Open this page again in a minute. We also send you a message."),
    )


def _held(_application: Application) -> Letter:
    return Letter(
        state="waiting",
        sentence=_("The fee is paid, and the vehicle officers have to look at something first."),
        turn=OURS,
        following=_("Your payment is kept. An officer decides, and we send you a message."),
    )


def _issued(application: Application) -> Letter:
    licence = queries.find_licence(application)
    if licence is None:
        return Letter(
            state="done",
            sentence=_("It is done and stands in the register."),
            following=_("The vehicle has no licence in force. Renew it before it goes on the road.")
            if application.act in rules.WITH_LICENCE
            else _("You have nothing more to do."),
        )
    href = reverse("vehicles:paper", args=[application.reference])
    words = {"day": dates.day(licence.valid_until)}
    return Letter(
        state="done",
        sentence=gettext("Your vehicle licence is issued. It is valid until %(day)s.") % words,
        following=_("Carry it on your phone or on paper. Whoever checks it sees that it is real."),
        action=(_("Download the licence"), href),
        smaller=licences.smaller(licence, href),
        paper=licence.paper,
    )


def _refused(application: Application) -> Letter:
    reason = queries.reason_of(application, "refuse")
    return Letter(
        state="refused",
        sentence=_("Your application has been refused."),
        rows=[Row(_("Reason"), reason)] if reason else [],
        following=_("You can apply again when the reason no longer holds."),
    )


def _withdrawn(_application: Application) -> Letter:
    return Letter(
        state="draft",
        sentence=_("This application was withdrawn."),
        following=_("You can begin a new one at any time."),
    )


def _lapsed(_application: Application) -> Letter:
    return Letter(
        state="draft",
        sentence=_("This application has ended because not everybody agreed in time."),
        following=_("You can begin a new one at any time."),
    )


_LETTERS: Mapping[str, Callable[[Application], Letter]] = {
    "consents": _consents,
    "checking": _checking,
    "review": _review,
    "awaiting_payment": _awaiting_payment,
    "issuing": _issuing,
    "held": _held,
    "issued": _issued,
    "refused": _refused,
    "withdrawn": _withdrawn,
    "lapsed": _lapsed,
}
_LATE = _("We have not kept our promise. We are sorry; the head of the office has been told.")
_NAMES_THE_DAY = frozenset({"checking", "review", "issuing", "held"})

TOLD: timelines.Words = {
    "start": (_("Application begun"), "draft"),
    "submit": (_("Application sent"), "done"),
    "agree": (_("Both sides have agreed"), "done"),
    "clear": (_("The officers found nothing in the way"), "done"),
    "record_payment": (_("Fee paid"), "done"),
    "hold": (_("The officers have to look at something first"), "waiting"),
    "issue": (_("Done"), "done"),
    "refuse": (_("Application refused"), "refused"),
    "withdraw": (_("Application withdrawn"), "draft"),
    "take_back": (_("One side does not agree"), "draft"),
    "lapse": (_("Not everybody agreed in time"), "draft"),
}
