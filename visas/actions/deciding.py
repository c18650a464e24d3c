"""What visa officers do. The engine locks the case before anything else, and a repeated key changes nothing."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import check
from interior_portal.workflow import engine
from interior_portal.workflow.engine import Advance
from interior_portal.workflow.models import DocumentRequest
from visas import queries, rules
from visas.models import (
    Application,
    OtherSideAnswer,
    RefusalGround,
    Visa,
    VisaRefusal,
)


def _advance(
    application: Application,
    transition: str,
    *,
    by: User,
    version: int,
    key: str,
    data: Mapping[str, str] | None = None,
) -> Advance:
    """A step by an officer who has no part of their own in the application."""
    check(queries.why_not_decide(application, by))
    return engine.advance(
        case_id=application.case_id,
        transition=transition,
        by=by,
        version=version,
        key=key,
        data=data,
    )


@transaction.atomic
def request_document(
    *, application: Application, by: User, kind: str, reason: str, version: int, key: str
) -> Advance:
    """Ask for one document again (`kind`: a requirement's code, or the photo); the clock pauses."""
    advance = _advance(
        application, "request_document", by=by, version=version, key=key, data={"document": kind}
    )
    if not advance.replayed:
        DocumentRequest.objects.create(
            case_id=application.case_id, kind=kind, reason=reason, requested_by=by
        )
    return advance


@transaction.atomic
def grant(
    *,
    application: Application,
    by: User,
    entries: int,
    stay_days: int,
    conditions: str,
    version: int,
    key: str,
    approved_on: dt.date | None = None,
) -> Advance:
    """Grant the visa; the worker makes the paper within seconds after the commit.

    `approved_on` is the day of the other side's approval, where the procedure waits for one.
    """
    kind, expires_on = application.kind, application.document_expires_on
    check(rules.why_not_stay(stay_days=stay_days, longest=kind.stay_days))
    check(rules.why_not_entries(entries=entries, most=kind.entries))
    check(rules.why_not_document_today(expires_on=expires_on, today=clock.today()))
    advance = _advance(application, "grant", by=by, version=version, key=key)
    if not advance.replayed:
        days = rules.validity(
            granted_on=clock.today(),
            arrives_on=application.arrives_on or clock.today(),
            validity_days=application.kind.validity_days,
            document_expires_on=application.document_expires_on,
        )
        Visa.objects.create(
            application=application,
            valid_from=days.first,
            valid_until=days.last,
            entries=entries,
            stay_days=stay_days,
            conditions=conditions,
            granted_by=by,
        )
        if approved_on is not None:
            _record_answer(application, by, OtherSideAnswer.Answer.APPROVED, approved_on, "")
    return advance


@transaction.atomic
def propose_refusal(
    *, application: Application, by: User, ground: RefusalGround, note: str, version: int, key: str
) -> Advance:
    """Propose a refusal with its ground; another officer confirms it or sends it back."""
    advance = _advance(
        application,
        "propose_refusal",
        by=by,
        version=version,
        key=key,
        data={"ground": ground.code},
    )
    if not advance.replayed:
        VisaRefusal.objects.create(
            application=application, ground=ground, note=note, proposed_by=by
        )
    return advance


@transaction.atomic
def confirm_refusal(*, application: Application, by: User, version: int, key: str) -> Advance:
    """A second officer confirms: the refusal stands, and the applicant is told."""
    advance = _advance(application, "confirm_refusal", by=by, version=version, key=key)
    if not advance.replayed:
        application.refusals.filter(dropped_at__isnull=True).update(
            confirmed_by=by, confirmed_at=clock.now()
        )
    return advance


@transaction.atomic
def return_to_review(*, application: Application, by: User, version: int, key: str) -> Advance:
    """A second officer does not agree: the proposal is dropped and the case goes on."""
    advance = _advance(application, "return_to_review", by=by, version=version, key=key)
    if not advance.replayed:
        application.refusals.filter(dropped_at__isnull=True).update(dropped_at=clock.now())
    return advance


@transaction.atomic
def forward(
    *, application: Application, by: User, list_number: str, version: int, key: str
) -> Advance:
    """Put the checked person on the numbered list that goes to the other side."""
    advance = _advance(
        application, "forward", by=by, version=version, key=key, data={"list": list_number}
    )
    if not advance.replayed:
        OtherSideAnswer.objects.create(
            application=application, list_number=list_number, forwarded_by=by
        )
    return advance


def forward_one_of_many(
    *, case_id: int, by: User, version: int, key: str, data: Mapping[str, Any]
) -> Advance:
    """`forward` as one row of a list: many people go on the same numbered list."""
    application = Application.objects.select_related("case__unit").get(case_id=case_id)
    return forward(
        application=application, by=by, list_number=data["list_number"], version=version, key=key
    )


@transaction.atomic
def record_other_side_refusal(
    *, application: Application, by: User, answered_on: dt.date, reason: str, version: int, key: str
) -> Advance:
    """The other side refused; `reason` is empty when it gave none, and the applicant is told so."""
    advance = _advance(application, "record_other_side_refusal", by=by, version=version, key=key)
    if not advance.replayed:
        _record_answer(application, by, OtherSideAnswer.Answer.REFUSED, answered_on, reason)
    return advance


def _record_answer(
    application: Application, by: User, answer: str, answered_on: dt.date, reason: str
) -> None:
    OtherSideAnswer.objects.filter(application=application, answer="").update(
        answer=answer,
        reason=reason,
        answered_on=answered_on,
        recorded_by=by,
        recorded_at=clock.now(),
    )
