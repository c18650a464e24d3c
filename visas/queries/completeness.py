"""The task list: which pages there are, and which are complete."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.workflow.models import DocumentRequest
from visas.models import Application, Question, RequiredDocument
from visas.queries.applications import PHOTO, current_documents, requirement_of
from visas.queries.catalogue import questions, required_documents


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the task list."""

    code: str
    label: "str | Promise"
    is_complete: bool


LABELS = {
    "passport": _("Passport"),
    "traveller": _("The traveller"),
    "photo": _("Photo"),
    "journey": _("The journey"),
    "host": _("Host"),
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
        Section(code, section_label(application, code), _is_complete(application, code))
        for code in codes
    ]


def section_label(application: Application, code: str) -> "str | Promise":
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


def shown_fields(application: Application, code: str) -> tuple[str, ...]:
    """The columns of a section in the order in which they are shown."""
    if code == "passport":
        return ("document_kind", "document_number", "document_issuer", "document_expires_on")[
            : 4 if application.kind.asks_passport else 2
        ]
    if code == "traveller":
        first, *others = FIELDS[code]
        return (first, "given_names", *others)
    return FIELDS[code]


def requestable(application: Application) -> list[tuple[str, "str | Promise"]]:
    """What an officer can ask for again: the photo and every document of the kind."""
    wanted = required_documents(application.kind, application.category)
    return [(PHOTO, LABELS["photo"]), *((row.code, row.name) for row in wanted)]


def requested_label(application: Application, request: DocumentRequest) -> str:
    """What an officer asked for, in the reader's language."""
    if request.kind == PHOTO:
        return str(LABELS["photo"])
    return requirement_of(application, request.kind).name
