"""What applicants, clerks at the counter and hosts do. The engine locks the case before anything else."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.models import User
from interior_portal.documents import actions as documents
from interior_portal.documents.models import Upload
from interior_portal.notices import actions as notices
from interior_portal.payments import actions as payments
from interior_portal.people.actions import DocumentFacts, PersonFacts, record_person
from interior_portal.people.models import Person
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check
from interior_portal.workflow import engine
from interior_portal.workflow.engine import Advance
from interior_portal.workflow.models import Case
from interior_portal.workflow.queries.applicants import as_told
from visas import queries, rules
from visas.models import (
    Application,
    ApplicationDocument,
    Category,
    RequiredDocument,
    VisaKind,
)

NOT_A_DRAFT = Refusal(
    "not_a_draft", _("This application has been sent; its answers can no longer be changed.")
)
NOT_THE_HOST = Refusal("not_the_host", _("This application names somebody else as host."))
HOST_ANSWERED = Refusal("host_answered", _("You have already answered this question."))
HOST_TOO_LATE = Refusal(
    "host_too_late", _("This application is closed. No answer is needed any more.")
)


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
        unit=kind.office,
        applicant=applicant,
        key=key,
        data={"category": category.code} if category else None,
        category=kind.code,
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
def begin_at_counter(
    *, kind: VisaKind, category: Category | None, by: User, phone: str, name: str, key: str
) -> Application:
    """A draft that a clerk enters for the holder of a phone number, who follows it from that number alone."""
    applicant = accounts.ensure_citizen(contact=phone, name=name)
    return begin(kind=kind, category=category, by=by, applicant=applicant, key=key)


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
def add_photo(*, application: Application, by: User, file: "UploadedFile[bytes]") -> None:
    """Take the portrait, or say what is wrong with it. The file is read before anything is locked."""
    check(queries.why_not_edit(application, by))
    photo = documents.receive_portrait(file, owner=by, purpose="visas.photo")
    draft = _lock_draft(application, by)
    draft.photo = photo
    draft.save(update_fields=["photo"])


@transaction.atomic
def add_document(
    *,
    application: Application,
    requirement: RequiredDocument,
    by: User,
    file: "UploadedFile[bytes]",
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


def _locked_case(application: Application) -> Case:
    """The case as it is now, kept so until the commit: always the case before its application."""
    return Case.objects.select_for_update(no_key=True).get(pk=application.case_id)


def _lock_draft(application: Application, by: User) -> Application:
    """The draft as it is under the lock of its case, for which other pages and the sending wait."""
    check(queries.why_not_edit(application, by))
    case = _locked_case(application)
    if case.step != "draft":
        raise Refused(NOT_A_DRAFT)
    return Application.objects.get(pk=application.pk)


@transaction.atomic
def submit(
    *, application: Application, by: User, paper_language: str, version: int, key: str
) -> Advance:
    """Declare the answers true and send them: the bill follows, and the host is asked.

    What is checked under the lock is what is sent: a page saved meanwhile by another window counts or is refused.
    """
    case = _locked_case(application)
    application = queries.get_application(case.reference)
    if case.step == "draft":
        check(queries.why_not_submit(application))
    advance = engine.advance(
        case_id=application.case_id, transition="submit", by=by, version=version, key=key
    )
    if advance.replayed:
        return advance
    application.person = _traveller(application, by)
    application.declared_at = clock.now()
    application.paper_language = paper_language
    payments.issue_bill(
        payer=application.case.applicant,
        subject=application.reference,
        fee_codes=[application.kind.fee_code],
        settled_handler="visas.fee_paid",
        key=f"visas:{application.pk}",
    )
    if application.kind.asks_host:
        application.host = accounts.ensure_citizen(contact=application.host_contact)
    application.save(update_fields=["person", "declared_at", "paper_language", "host"])
    if application.host is not None:
        notices.send(
            kind="visas.host_asked",
            to=application.host,
            about=application.reference,
            key=f"visas.host_asked:{application.pk}",
        )
    return advance


def _traveller(application: Application, by: User) -> Person:
    """The person whom the answers describe, as the whole Authority knows them."""
    return record_person(
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


@transaction.atomic
def withdraw(*, application: Application, by: User, version: int, key: str) -> Advance:
    """The applicant takes the application back: nobody takes money for it any more; a paid fee is not returned."""
    advance = engine.advance(
        case_id=application.case_id, transition="withdraw", by=by, version=version, key=key
    )
    if not advance.replayed:
        payments.cancel_bills(subject=application.reference, by=by)
        application.refusals.filter(dropped_at__isnull=True).update(dropped_at=clock.now())
    return advance


@transaction.atomic
def send_document(
    *, application: Application, by: User, file: "UploadedFile[bytes]", version: int, key: str
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


@transaction.atomic
def answer_as_host(*, application: Application, by: User, confirms: bool) -> None:
    """The named host says whether the traveller is expected; once."""
    case = _locked_case(application)
    row = Application.objects.get(pk=application.pk)
    if row.host_id != by.pk:
        raise Refused(NOT_THE_HOST)
    if as_told(case).closed_at is not None:
        raise Refused(HOST_TOO_LATE)
    if row.host_confirmed_at or row.host_declined_at:
        raise Refused(HOST_ANSWERED)
    if confirms:
        row.host_confirmed_at = clock.now()
    else:
        row.host_declined_at = clock.now()
    row.save(update_fields=["host_confirmed_at", "host_declined_at"])
