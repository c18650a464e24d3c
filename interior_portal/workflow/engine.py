"""The only writer of a case. Each verb is one transaction (part of the caller's, if there is one) and
locks the case before anything else; every verb that changes a case adds an event to its chain.

Refusals are found before anything is written: a caller who catches one has a whole transaction.
`by=None` is the system.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.db import transaction as database

from interior_portal.accounts.models import Unit, User
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import registry
from interior_portal.workflow.queries.stuck import Finding
from interior_portal.workflow.questions import Answer
from interior_portal.workflow.results import (
    Advance,
    Claim,
    Extension,
    KeyReused,
    QuestionChange,
    StaleCase,
)
from interior_portal.workflow.verbs import (
    advancing,
    answering,
    breaching,
    extending,
    holding,
    leasing,
    migrating,
    opening,
    repairing,
    undoing,
)

__all__ = [
    "Advance",
    "Claim",
    "Extension",
    "KeyReused",
    "QuestionChange",
    "StaleCase",
    "advance",
    "answer",
    "assign",
    "breach",
    "claim",
    "extend",
    "hand_over",
    "keep_draft",
    "lapse",
    "migrate",
    "question_overdue",
    "refer",
    "release",
    "remind",
    "renew",
    "repair",
    "revert_migration",
    "start",
    "take_next",
    "undo",
    "withdraw_question",
]

LEASE_MINUTES = 15

Result = TypeVar("Result", Advance, Claim, Extension, QuestionChange)


def start(
    *,
    procedure: str,
    by: User | None,
    unit: Unit,
    applicant: User,
    key: str,
    data: Mapping[str, Any] | None = None,
    category: str = "",
    promise_minutes: int | None = None,
) -> Advance:
    """Begin a case at `unit` for `applicant`; `by` may be a clerk who enters it for them.

    `category` is what figures are told apart by (a kind of visa), `promise_minutes` the promise where
    the directorate's data give another than the procedure. At most 4 statements. Raises `Refused`
    when `by` may not, `KeyReused`, `LookupError` for an unknown procedure.
    """
    request = opening.Opening(
        procedure=registry.get_procedure(procedure),
        by=by,
        unit_id=unit.pk,
        applicant_id=applicant.pk,
        key=key,
        data=data or {},
        category=category,
        promise_minutes=promise_minutes,
    )
    with database.atomic(savepoint=False):
        outcome = opening.open_case(request)
    return _unless_refused(outcome)


def advance(
    *,
    case_id: int,
    transition: str,
    by: User | None,
    version: int | None,
    key: str,
    data: Mapping[str, Any] | None = None,
) -> Advance:
    """Carry out a transition: case, items, event, tallies and outbox rows in one commit.

    `version` is the case's version the actor saw; only the system may give None, which stands for
    whatever it is now. `data` is kept in the event; it holds text, whole numbers, lists and mappings
    of these. Two statements, a third when the clock starts, pauses or runs on. Raises `Refused`,
    `StaleCase`, `KeyReused`, `Case.DoesNotExist`, and `KeyError` for a transition that the case's
    procedure does not have.
    """
    move = advancing.Move(case_id, transition, by, version, key, data or {})
    with database.atomic(savepoint=False):
        outcome = advancing.carry_out(move)
    return _unless_refused(outcome)


def undo(*, case_id: int, by: User, version: int, key: str) -> Advance:
    """Take back one's own last decision while its messages are held (`Transition.undo_seconds`).

    The case stands where it stood, its item is held by the actor again, its clock runs as before; what
    was counted is counted back, what the directorate wrote is taken back by what it registered with
    `acts.undoing`. Nothing else may have happened to the case since. Five statements and those of the
    directorate. Raises like `advance`.
    """
    with database.atomic(savepoint=False):
        outcome = undoing.carry_out(case_id, by, version, key)
    return _unless_refused(outcome)


def claim(*, item_id: int, by: User) -> Claim:
    """Take an open item from its queue; taking it again changes nothing.

    Two statements. Raises `Refused`, `WorkItem.DoesNotExist`.
    """
    with database.atomic(savepoint=False):
        outcome = holding.take(item_id, by)
    return _unless_refused(outcome)


def assign(*, item_id: int, to: User, by: User) -> Claim:
    """Give an open item to `to`, whoever holds it; needs the procedure's `release_permission`.

    `to` must be able to take it. Three statements. Raises like `claim`.
    """
    with database.atomic(savepoint=False):
        outcome = holding.assign(item_id, to, by)
    return _unless_refused(outcome)


def hand_over(*, item_id: int, to: User, by: User, note: str = "") -> Claim:
    """Give an item that `by` holds to a colleague who could take it; `note` is kept with the case.

    Three statements, four with a note. Raises like `claim`.
    """
    with database.atomic(savepoint=False):
        outcome = holding.hand_over(item_id, to, by, note.strip())
    return _unless_refused(outcome)


def take_next(
    *, queues: Collection[str], by: User, lease_minutes: int = LEASE_MINUTES
) -> Claim | None:
    """Take the most urgent free item of `queues` for `lease_minutes`; None when there is none.

    `by` gets no case of their own and none that four eyes keep from them. Three statements, as many
    again for each item that somebody else was quicker to take, 25 times at most; outside a caller's
    transaction each try is one of its own.
    """
    lease, lost = dt.timedelta(minutes=lease_minutes), list[int]()
    while len(lost) < leasing.TRIES:
        with database.atomic(savepoint=False):
            tried = leasing.take_free(queues, by, lease, lost)
        if tried is None:
            return None
        item_id, outcome = tried
        if isinstance(outcome, Claim):
            return outcome
        lost.append(item_id)
    return None


def renew(*, item_id: int, by: User, lease_minutes: int = LEASE_MINUTES) -> bool:
    """Let the lease run anew, when `by` opens or works on the case; False when they have none.

    One statement, without an event: nothing happens to the case.
    """
    return leasing.renew(item_id, by, dt.timedelta(minutes=lease_minutes))


def lapse(*, item_id: int) -> Claim | None:
    """Give an item back whose lease is over; None when it is held again. Two statements.

    An error leaves the transaction of a caller whole: a sweep goes on with the next item.
    """
    with database.atomic():
        return leasing.give_back(item_id)


def release(*, item_id: int, by: User | None) -> Claim:
    """Put a taken item back into its queue. Two statements. Raises like `claim`."""
    with database.atomic(savepoint=False):
        outcome = holding.put_back(item_id, by)
    return _unless_refused(outcome)


def refer(
    *, case_id: int, question: str, by: User, version: int, key: str, remark: str = ""
) -> QuestionChange:
    """Put a question to the unit that answers it, or have it answered at once by the machine.

    `by` holds the case at a step that `may_ask` it; a question that was answered or withdrawn is asked
    again as another round. Four statements, one more in a branch, two for the savepoint of an automatic
    answer. Raises `Refused`, `StaleCase`, `KeyReused`, `Referral.DoesNotExist`, `LookupError`.
    """
    said = {"question": question, "remark": remark, "case": case_id}
    request = answering.Request(event=answering.ASKED, by=by, key=key, said=said)
    with database.atomic(savepoint=False):
        outcome = answering.refer(
            request, case_id=case_id, code=question, version=version, remark=remark
        )
    return _unless_refused(outcome)


def answer(
    *,
    referral_id: int,
    by: User | None,
    outcome: str,
    key: str,
    note: str = "",
    data: Mapping[str, Any] | None = None,
) -> QuestionChange:
    """Answer an open question; whoever answers has taken it. The case that waited for it goes on in the same
    commit. Two statements, a third when the clock runs on. `data` is what the answer form took, kept
    with the answer and told in no event. Raises `Refused`, `KeyReused`, `Referral.DoesNotExist`.
    """
    given = Answer(outcome=outcome, note=note, data=data or {})
    said = {"referral": referral_id, "outcome": outcome, "note": note, "data": given.data}
    request = answering.Request(event=answering.ANSWERED, by=by, key=key, said=said)
    with database.atomic(savepoint=False):
        changed = answering.answer(request, referral_id=referral_id, given=given)
    return _unless_refused(changed)


def keep_draft(*, referral_id: int, by: User, draft: Mapping[str, Any]) -> None:
    """Keep what the holder of a question has written so far. Two statements, without an event.

    Raises `Refused`, `Referral.DoesNotExist`.
    """
    with database.atomic(savepoint=False):
        refused = answering.keep_draft(by, referral_id=referral_id, draft=draft)
    if refused is not None:
        raise refused


def withdraw_question(
    *, referral_id: int, by: User | None, reason: str, key: str
) -> QuestionChange:
    """Take back an open question; a case that waited for it goes on, and one that was to answer it ends.

    Statements and errors as `answer`; two more for a case that answers, a third when its clock is read.
    """
    said = {"referral": referral_id, "reason": reason}
    request = answering.Request(event=answering.WITHDRAWN, by=by, key=key, said=said)
    with database.atomic(savepoint=False):
        changed = answering.withdraw(request, referral_id=referral_id, reason=reason)
    return _unless_refused(changed)


def remind(*, referral_id: int, by: User | None, key: str) -> QuestionChange:
    """Remind the desk of an open question, once on each working day of the unit that answers.

    Three statements, a fourth when it was reminded before. Raises as `answer`.
    """
    said = {"referral": referral_id}
    request = answering.Request(event=answering.REMINDED, by=by, key=key, said=said)
    with database.atomic(savepoint=False):
        changed = answering.remind(request, referral_id=referral_id)
    return _unless_refused(changed)


def extend(
    *,
    case_id: int,
    minutes: int,
    reason: str,
    by: User | None,
    version: int | None,
    key: str,
) -> Extension:
    """Give a case so many more working minutes; `reason` is the code of a registered one.

    Pages that showed the case before are stale then. Three statements. Raises `Refused` when `by` may
    not or the clock does not run, `StaleCase`, `KeyReused`, `Case.DoesNotExist`, and `LookupError` for
    an unknown reason.
    """
    wish = extending.Wish(case_id, minutes, reason, by, version, key)
    with database.atomic(savepoint=False):
        outcome = extending.extend(wish)
    return _unless_refused(outcome)


def migrate(*, case_id: int, plan: migrating.Plan, by: User | None) -> Advance:
    """Let a running case go on under another version of its procedure; the same run twice is once.

    Two statements, a third when the clock moves or timers are set. Raises `Refused`, `Case.DoesNotExist`.
    """
    with database.atomic(savepoint=False):
        outcome = migrating.migrate(case_id, plan, by)
    return _unless_refused(outcome)


def revert_migration(*, case_id: int, plan: migrating.Plan, since: int, by: User | None) -> Advance:
    """Take a migration back, unless the case has moved on since version `since`. As `migrate`."""
    with database.atomic(savepoint=False):
        outcome = migrating.revert(case_id, plan, since, by)
    return _unless_refused(outcome)


def repair(*, finding: Finding, reason: str, by: User | None) -> Advance:
    """Mend a stuck case, if it is still stuck in this way; who may is asked by the page.

    At most 6 statements. Raises `Refused`, `Case.DoesNotExist`.
    """
    with database.atomic(savepoint=False):
        outcome = repairing.repair(finding, reason, by)
    return _unless_refused(outcome)


def breach(*, case_id: int, due_at: dt.datetime) -> bool:
    """Record that a case was not done by `due_at`, once; False when that was recorded before.

    Two statements. Raises `Case.DoesNotExist`.
    """
    with database.atomic(savepoint=False):
        return breaching.breach(case_id, due_at)


def question_overdue(*, referral_id: int, key: str) -> QuestionChange:
    """Note that a desk has not answered in time. Two statements. Raises as `answer`."""
    said = {"referral": referral_id}
    request = answering.Request(event=answering.OVERDUE, by=None, key=key, said=said)
    with database.atomic(savepoint=False):
        changed = answering.fall_due(request, referral_id=referral_id)
    return _unless_refused(changed)


def _unless_refused(outcome: Result | Refused) -> Result:
    """Raised only here, outside the atomic block: a refusal does not break the caller's transaction."""
    if isinstance(outcome, Refused):
        raise outcome
    return outcome
