"""What views, actions and papers read of the Visa Directorate."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow.models import DocumentRequest
from visas import rules
from visas.models import (
    Application,
    ApplicationDocument,
    Category,
    KindPromise,
    Question,
    RequiredDocument,
    VisaKind,
)
from visas.roles import VISA_APPLICATION_ENTER

DIRECTORATE = "visas"
PHOTO = "photo"
NOT_YOURS = Refusal("not_yours", _("This application belongs to somebody else."))


# --- the catalogue ---


def open_kinds() -> QuerySet[VisaKind]:
    """Kinds that take applications, in the order of the lists."""
    return VisaKind.objects.filter(is_open=True)


def promise_minutes(kind: VisaKind) -> int:
    """Working minutes within which the kind is decided today."""
    promise = KindPromise.objects.in_force().filter(kind=kind).get()
    return promise.minutes


def required_documents(kind: VisaKind, category: Category | None) -> QuerySet[RequiredDocument]:
    """The papers asked today, of everyone and of the category."""
    return RequiredDocument.objects.in_force().filter(
        Q(category__isnull=True) | Q(category=category), kind=kind
    )


def questions(kind: VisaKind, category: Category | None) -> QuerySet[Question]:
    """The questions asked today, of everyone and of the category."""
    return Question.objects.in_force().filter(
        Q(category__isnull=True) | Q(category=category), kind=kind
    )


def crossing_posts() -> QuerySet[Unit]:
    """The crossings through which people can travel."""
    return Unit.objects.filter(kind=Unit.Kind.POST, is_active=True).order_by("code")


# --- one application ---


def get_application(reference: str) -> Application:
    """The application with its case, kind and category in one query; DoesNotExist otherwise."""
    return Application.objects.select_related(
        "case", "kind", "category", "post", "photo", "host"
    ).get(case__reference=reference)


def why_not_see_as_applicant(application: Application, user: User) -> Refusal | None:
    """The applicant sees it, and the clerk who entered it for them."""
    case = application.case
    if case.applicant_id == user.pk:
        return None
    if case.entered_by_id == user.pk and has_permission(user, VISA_APPLICATION_ENTER):
        return None
    return NOT_YOURS


def why_not_edit(application: Application, user: User) -> Refusal | None:
    """Only who may see it as applicant may write in it; whether it is a draft is checked under the lock."""
    return why_not_see_as_applicant(application, user)


def current_documents(application: Application) -> QuerySet[ApplicationDocument]:
    """The uploads that count, with requirement and upload."""
    return application.documents.filter(replaced_at__isnull=True).select_related(
        "requirement", "upload"
    )


def requirement_of(application: Application, code: str) -> RequiredDocument:
    """The requirement that a request names by its code."""
    return required_documents(application.kind, application.category).get(code=code)


def last_request(application: Application) -> DocumentRequest:
    """The newest request for a document; DoesNotExist when nothing was ever asked."""
    return DocumentRequest.objects.filter(case_id=application.case_id).latest("requested_at")


def requestable(application: Application) -> list[tuple[str, "str | Promise"]]:
    """What an officer can ask for again: the photo and every document of the kind."""
    wanted = required_documents(application.kind, application.category)
    return [(PHOTO, LABELS["photo"]), *((row.code, row.name) for row in wanted)]


# --- the task list ---


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the task list."""

    code: str
    label: "str | Promise"
    is_complete: bool


LABELS = {
    "passport": _("Your passport"),
    "traveller": _("The traveller"),
    "photo": _("Photo"),
    "journey": _("The journey"),
    "host": _("Your host"),
    "declarations": _("Declarations"),
    "documents": _("Documents"),
}
FIELDS = {
    "passport": ("document_kind", "document_number"),
    "traveller": (
        "surname",
        "name_arabic",
        "father_name",
        "mother_name",
        "born_on",
        "birth_place",
        "sex",
        "nationality",
    ),
    "journey": ("arrives_on", "stay_days", "post", "purpose", "address"),
    "host": ("host_name", "host_contact"),
}


def sections(application: Application) -> Sequence[Section]:
    """The task list of an application, with what is complete; three queries at most."""
    codes = [code for code in LABELS if code != "host" or application.kind.asks_host]
    return [
        Section(code, _label(application, code), _is_complete(application, code)) for code in codes
    ]


def _label(application: Application, code: str) -> "str | Promise":
    if code == "passport" and not application.kind.asks_passport:
        return _("Your identity document")
    return LABELS[code]


def _is_complete(application: Application, code: str) -> bool:
    if code == "photo":
        return application.photo_id is not None
    if code == "documents":
        return not missing_documents(application)
    if code == "declarations":
        return not _unanswered(application)
    filled = all(getattr(application, name) for name in FIELDS[code])
    if code == "passport" and application.kind.asks_passport:
        return filled and bool(application.mrz) and application.document_expires_on is not None
    return filled


def missing_documents(application: Application) -> Sequence[RequiredDocument]:
    """Required papers that have no upload yet."""
    sent = set(current_documents(application).values_list("requirement_id", flat=True))
    wanted = required_documents(application.kind, application.category).filter(is_required=True)
    return [requirement for requirement in wanted if requirement.pk not in sent]


def _unanswered(application: Application) -> Sequence[Question]:
    wanted = questions(application.kind, application.category).filter(is_required=True)
    return [q for q in wanted if application.answers.get(q.code) in (None, "")]


# --- the law, applied to one application ---


def why_not_submit(application: Application) -> Refusal | None:
    """Every section is complete, and the days and the passport fit the kind."""
    if not all(section.is_complete for section in sections(application)):
        return Refusal(
            "incomplete", _("Some pages are not complete yet. The task list shows which.")
        )
    return why_not_journey(application)


def why_not_journey(application: Application) -> Refusal | None:
    """The first rule about days that the journey and the passport break."""
    arrives_on, stay_days = application.arrives_on, application.stay_days
    if arrives_on is None or stay_days is None:
        return None
    refusal = rules.why_not_arrival(
        arrives_on=arrives_on, today=clock.today()
    ) or rules.why_not_stay(stay_days=stay_days, longest=application.kind.stay_days)
    expires_on = application.document_expires_on
    if refusal is not None or expires_on is None:
        return refusal
    return rules.why_not_passport(
        expires_on=expires_on, arrives_on=arrives_on, months=application.kind.passport_months
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What an automatic check found, for the officer: a word, and whether it asks for a decision."""

    code: str
    message: "str | Promise"
    is_alarming: bool


def findings(application: Application) -> Sequence[Finding]:
    """The automatic checks: passport and days, duplicates, the host's answer. Two queries at most."""
    found = []
    refusal = why_not_journey(application)
    if refusal is None:
        found.append(
            Finding("days", _("The days and the passport fit this visa."), is_alarming=False)
        )
    else:
        found.append(Finding(refusal.code, str(refusal), is_alarming=True))
    twins = duplicates(application).count()
    if twins:
        found.append(
            Finding(
                "duplicate", _("Another application names the same document."), is_alarming=True
            )
        )
    if application.kind.asks_host:
        found.append(_host_finding(application))
    return found


def duplicates(application: Application) -> QuerySet[Application]:
    """Other sent applications of the same kind with the same document that are not closed."""
    return Application.objects.filter(
        kind=application.kind,
        document_issuer=application.document_issuer,
        document_number=application.document_number,
        declared_at__isnull=False,
        case__closed_at__isnull=True,
    ).exclude(pk=application.pk)


def _host_finding(application: Application) -> Finding:
    if application.host_confirmed_at:
        return Finding("host_confirmed", _("The host has confirmed."), is_alarming=False)
    if application.host_declined_at:
        return Finding(
            "host_declined", _("The host does not know the traveller."), is_alarming=True
        )
    return Finding("host_silent", _("The host has not answered yet."), is_alarming=True)
