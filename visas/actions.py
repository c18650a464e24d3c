"""The only writes of the Visa Directorate. Each is one transaction; the engine locks the case before anything else."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.models import Unit, User
from interior_portal.audit import actions as audit
from interior_portal.documents import actions as documents
from interior_portal.documents.models import Upload
from interior_portal.notices import actions as notices
from interior_portal.payments import actions as payments
from interior_portal.people.actions import DocumentFacts, PersonFacts, record_person
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check
from interior_portal.workflow import engine
from interior_portal.workflow.engine import Advance
from interior_portal.workflow.models import DocumentRequest
from visas import papers, queries, rules
from visas.models import (
    Application,
    ApplicationDocument,
    Category,
    OtherSideAnswer,
    RefusalGround,
    RequiredDocument,
    Visa,
    VisaKind,
    VisaRefusal,
)

NOT_A_DRAFT = Refusal(
    "not_a_draft", _("This application has been sent; its answers can no longer be changed.")
)
NOT_THE_HOST = Refusal("not_the_host", _("This application names somebody else as host."))
HOST_ANSWERED = Refusal("host_answered", _("You have already answered this question."))


# --- the applicant ---


@transaction.atomic
def begin(
    *, kind: VisaKind, category: Category | None, by: User, applicant: User, key: str
) -> Application:
    """A new draft with its reference; a clerk at the counter (`by`) may begin it for somebody else."""
    if not kind.is_open:
        raise Refused(rules.KIND_CLOSED)
    advance = engine.start(
        procedure=kind.procedure,
        by=by,
        unit=Unit.objects.get(code=queries.DIRECTORATE),
        applicant=applicant,
        key=key,
        promise_minutes=queries.promise_minutes(kind),
    )
    application, _created = Application.objects.get_or_create(
        case_id=advance.case_id,
        defaults={
            "kind": kind,
            "category": category,
            "paper_language": "en" if applicant.language == "en" else "kmr",
        },
    )
    return application


@transaction.atomic
def save_answers(*, application: Application, by: User, changes: Mapping[str, Any]) -> None:
    """Keep one page of a draft. Nothing is checked here beyond the form: a draft may be incomplete."""
    draft = _lock_draft(application, by)
    for name, value in changes.items():
        setattr(draft, name, value)
        setattr(application, name, value)
    draft.changed_at = clock.now()
    draft.save(update_fields=[*changes, "changed_at"])


@transaction.atomic
def add_photo(*, application: Application, by: User, file: UploadedFile) -> None:
    """Take the portrait, or say what is wrong with it. The file is read before anything is locked."""
    check(queries.why_not_edit(application, by))
    photo = documents.receive_portrait(file, owner=by, purpose="visas.photo")
    draft = _lock_draft(application, by)
    draft.photo = photo
    draft.save(update_fields=["photo"])


@transaction.atomic
def add_document(
    *, application: Application, requirement: RequiredDocument, by: User, file: UploadedFile
) -> ApplicationDocument:
    """Take one required document of a draft; an earlier one for the same requirement is kept as replaced."""
    check(queries.why_not_edit(application, by))
    upload = documents.receive_upload(file, owner=by, purpose="visas.document")
    _lock_draft(application, by)
    return _attach(application, requirement, upload)


def _attach(
    application: Application, requirement: RequiredDocument, upload: Upload
) -> ApplicationDocument:
    application.documents.filter(requirement=requirement, replaced_at__isnull=True).update(
        replaced_at=clock.now()
    )
    return ApplicationDocument.objects.create(
        application=application, requirement=requirement, upload=upload
    )


def _lock_draft(application: Application, by: User) -> Application:
    """The draft under a lock that later pages of the same person wait for."""
    check(queries.why_not_edit(application, by))
    draft = (
        Application.objects.select_for_update(of=("self",))
        .select_related("case")
        .get(pk=application.pk)
    )
    if draft.case.step != "draft":
        raise Refused(NOT_A_DRAFT)
    return draft


@transaction.atomic
def submit(*, application: Application, by: User, version: int, key: str) -> Advance:
    """Declare the answers true and send them: the bill follows, and the host is asked."""
    check(queries.why_not_submit(application))
    advance = engine.advance(
        case_id=application.case_id, transition="submit", by=by, version=version, key=key
    )
    if advance.replayed:
        return advance
    application.person = record_person(
        facts=PersonFacts(
            surname=application.surname,
            given_names=application.given_names,
            name_arabic=application.name_arabic,
            father_name=application.father_name,
            mother_name=application.mother_name,
            born_on=application.born_on,
            birth_place=application.birth_place,
            sex=application.sex,
            nationality=application.nationality,
        ),
        document=DocumentFacts(
            kind=application.document_kind,
            number=application.document_number,
            issuer=application.document_issuer,
            expires_on=application.document_expires_on,
            mrz=application.mrz,
        ),
        by=by,
    )
    application.declared_at = clock.now()
    payments.issue_bill(
        payer=application.case.applicant,
        subject=application.reference,
        fee_codes=[application.kind.fee_code],
        settled_handler="visas.fee_paid",
        key=f"visas:{application.pk}",
    )
    if application.kind.asks_host:
        application.host = accounts.ensure_citizen(contact=application.host_contact)
    application.save(update_fields=["person", "declared_at", "host"])
    if application.host is not None:
        notices.send(
            kind="visas.host_asked",
            to=application.host,
            about=application.reference,
            key=f"visas.host_asked:{application.pk}",
        )
    return advance


@transaction.atomic
def withdraw(*, application: Application, by: User, version: int, key: str) -> Advance:
    """The applicant takes the application back; a paid fee is not returned by this."""
    return engine.advance(
        case_id=application.case_id, transition="withdraw", by=by, version=version, key=key
    )


@transaction.atomic
def send_document(
    *, application: Application, by: User, file: UploadedFile, version: int, key: str
) -> Advance:
    """Answer the officer's request with a new file; the clock runs on."""
    check(queries.why_not_see_as_applicant(application, by))
    request = queries.last_request(application)
    if request.kind == queries.PHOTO:
        upload = documents.receive_portrait(file, owner=by, purpose="visas.photo")
    else:
        upload = documents.receive_upload(file, owner=by, purpose="visas.document")
    advance = engine.advance(
        case_id=application.case_id, transition="send_document", by=by, version=version, key=key
    )
    if advance.replayed:
        return advance
    if request.kind == queries.PHOTO:
        application.photo = upload
        application.save(update_fields=["photo"])
    else:
        _attach(application, queries.requirement_of(application, request.kind), upload)
    request.answered_at = clock.now()
    request.save(update_fields=["answered_at"])
    return advance


# --- the host ---


@transaction.atomic
def answer_as_host(*, application: Application, by: User, confirms: bool) -> None:
    """The named host says whether the traveller is expected; once."""
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if row.host_id != by.pk:
        raise Refused(NOT_THE_HOST)
    if row.host_confirmed_at or row.host_declined_at:
        raise Refused(HOST_ANSWERED)
    if confirms:
        row.host_confirmed_at = clock.now()
    else:
        row.host_declined_at = clock.now()
    row.save(update_fields=["host_confirmed_at", "host_declined_at"])


# --- the officers ---


@transaction.atomic
def request_document(
    *, application: Application, by: User, kind: str, reason: str, version: int, key: str
) -> Advance:
    """Ask for one document again (`kind`: a requirement's code, or the photo); the clock pauses."""
    advance = engine.advance(
        case_id=application.case_id,
        transition="request_document",
        by=by,
        version=version,
        key=key,
        data={"document": kind},
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
    check(rules.why_not_stay(stay_days=stay_days, longest=application.kind.stay_days))
    advance = engine.advance(
        case_id=application.case_id, transition="grant", by=by, version=version, key=key
    )
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
    advance = engine.advance(
        case_id=application.case_id,
        transition="propose_refusal",
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
    advance = engine.advance(
        case_id=application.case_id, transition="confirm_refusal", by=by, version=version, key=key
    )
    if not advance.replayed:
        application.refusals.filter(dropped_at__isnull=True).update(
            confirmed_by=by, confirmed_at=clock.now()
        )
    return advance


@transaction.atomic
def return_to_review(*, application: Application, by: User, version: int, key: str) -> Advance:
    """A second officer does not agree: the proposal is dropped and the case goes on."""
    advance = engine.advance(
        case_id=application.case_id, transition="return_to_review", by=by, version=version, key=key
    )
    if not advance.replayed:
        application.refusals.filter(dropped_at__isnull=True).update(dropped_at=clock.now())
    return advance


# --- the other side of the crossing ---


@transaction.atomic
def forward(
    *, application: Application, by: User, list_number: str, version: int, key: str
) -> Advance:
    """Put the checked person on the numbered list that goes to the other side."""
    advance = engine.advance(
        case_id=application.case_id,
        transition="forward",
        by=by,
        version=version,
        key=key,
        data={"list": list_number},
    )
    if not advance.replayed:
        OtherSideAnswer.objects.create(
            application=application, list_number=list_number, forwarded_by=by
        )
    return advance


@transaction.atomic
def record_other_side_refusal(
    *, application: Application, by: User, answered_on: dt.date, reason: str, version: int, key: str
) -> Advance:
    """The other side refused; `reason` is empty when it gave none, and the applicant is told so."""
    advance = engine.advance(
        case_id=application.case_id,
        transition="record_other_side_refusal",
        by=by,
        version=version,
        key=key,
    )
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


# --- the system ---


@transaction.atomic
def record_payment(*, reference: str, bill_id: int) -> None:
    """The fee is paid: the case goes to the officers. A case withdrawn meanwhile stays closed, and the ledger says so."""
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
