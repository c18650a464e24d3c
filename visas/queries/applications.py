"""One application, and the lists of applications that people see."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission, units_where, why_not_permitted
from interior_portal.documents import actions as documents
from interior_portal.documents.models import Paper, PaperEvent, Upload
from interior_portal.documents.roles import DOCUMENTS_PAPER_REVOKE
from interior_portal.payments.models import Bill
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow import queries as workflow
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.desks import CaseLine
from interior_portal.workflow.models import DocumentRequest, WorkItem
from interior_portal.workflow.procedures import Step
from interior_portal.workflow.queries import Count
from interior_portal.workflow.queries.decisions import procedure_of
from visas.models import (
    Application,
    ApplicationDocument,
    RequiredDocument,
    Visa,
    VisaKind,
    VisaRefusal,
)
from visas.roles import VISA_APPLICATION_ENTER

DIRECTORATE = "visas"
PHOTO = "photo"
MOST = 50
NO_PAPER = Refusal("no_paper", _("There is no paper to revoke."))
NOT_YOURS = Refusal("not_yours", _("This application belongs to somebody else."))


def get_application(reference: str) -> Application:
    """The application with its case, kind and category in one query; DoesNotExist otherwise."""
    return Application.objects.select_related(
        "case__procedure_version", "case__unit", "kind", "category", "post", "photo", "host"
    ).get(case__reference=reference)


def why_not_see_as_applicant(application: Application, user: User) -> Refusal | None:
    """The applicant sees it, and the clerk who entered it while they work at that office."""
    case = application.case
    if case.applicant_id == user.pk:
        return None
    if case.entered_by_id == user.pk and has_permission(user, VISA_APPLICATION_ENTER, case.unit):
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
    """The requirement that a request names by its code, also when it is not asked any more."""
    named = RequiredDocument.objects.filter(
        Q(category__isnull=True) | Q(category=application.category),
        kind=application.kind,
        code=code,
        since__lte=clock.today(),
    )
    found: RequiredDocument = named.latest("since")
    return found


def last_request(application: Application) -> DocumentRequest:
    """The newest request for a document; DoesNotExist when nothing was ever asked."""
    return DocumentRequest.objects.filter(case_id=application.case_id).latest("requested_at")


def open_request(application: Application) -> DocumentRequest | None:
    """The request that waits for the applicant; None when nothing is asked."""
    return DocumentRequest.objects.filter(
        case_id=application.case_id, answered_at__isnull=True
    ).first()


def drafts_of(user: User, kind: VisaKind) -> QuerySet[Application]:
    """The reader's drafts of the kind, newest first."""
    drafts = Application.objects.filter(case__applicant=user, case__step="draft", kind=kind)
    return drafts.select_related("case").order_by("-pk")[:MOST]


def entered_drafts_of(user: User) -> QuerySet[Application]:
    """Drafts that a clerk entered for others and has not sent yet, newest first."""
    units = units_where(user, VISA_APPLICATION_ENTER).values("pk")
    drafts = Application.objects.filter(
        case__entered_by=user, case__step="draft", case__unit__in=units
    )
    return drafts.select_related("case", "case__applicant", "kind").order_by("-pk")[:MOST]


def hosted_by(user: User) -> QuerySet[Application]:
    """Applications that name the reader as host, newest first."""
    return Application.objects.filter(host=user).select_related("case").order_by("-pk")[:MOST]


def find_visa(application: Application) -> Visa | None:
    """The grant with its paper; None before there is one."""
    return Visa.objects.select_related("paper").filter(application=application).first()


def find_revocation(application: Application) -> PaperEvent | None:
    """When and why the visa was declared void; None while it was not."""
    return PaperEvent.objects.filter(
        paper__visa__application=application, status=Paper.Status.REVOKED
    ).first()


def why_not_revoke(application: Application, user: User) -> Refusal | None:
    """Why somebody may not declare the visa of an application void, in the order in which it is told."""
    visa, case = find_visa(application), application.case
    if visa is None or visa.paper is None:
        return NO_PAPER
    if case.applicant_id == user.pk:
        return OWN_CASE
    return why_not_permitted(user, DOCUMENTS_PAPER_REVOKE, case.unit) or documents.why_not_change(
        visa.paper
    )


def can_withdraw(application: Application) -> bool:
    """Whether a sent application can still be taken back, whoever asks; a draft is simply left."""
    step = application.case.step
    transition = procedure_of(application.case).transition("withdraw")
    return step != "draft" and step in transition.source


def standing_refusal(application: Application) -> VisaRefusal | None:
    """The refusal that stands or is proposed; None when there is none."""
    standing = application.refusals.filter(dropped_at__isnull=True)
    return standing.select_related("ground", "proposed_by").first()


def uploads_of(application: Application) -> QuerySet[Upload]:
    """Everything the applicant has sent that counts: the documents and the photo."""
    documents = Upload.objects.filter(
        visa_document__application=application, visa_document__replaced_at__isnull=True
    )
    return documents | Upload.objects.filter(visa_photo_of=application)


def open_item(application: Application) -> WorkItem | None:
    """The open work item of the case, with who holds it."""
    items = WorkItem.objects.filter(case_id=application.case_id, closed_at__isnull=True)
    item = items.select_related("claimed_by").filter(referral=None).first()
    if item is not None:
        item.case = application.case
    return item


def place_in_queue(application: Application) -> Count | None:
    """The place among those who wait, 1 for who is next; None when no desk has the case.

    A case of which its applicant may not know yet that it has left the queue (`as_told`) keeps its place.
    """
    items = WorkItem.objects.filter(
        case_id=application.case_id, referral=None, step=application.case.step
    )
    item = items.order_by("-pk").first()
    return Count(workflow.queue_place(item).number + 1) if item is not None else None


def applications_by_case(case_ids: Sequence[int]) -> dict[int, Application]:
    """The applications of a page of cases, with kind and category; one query."""
    rows = Application.objects.filter(case_id__in=case_ids).select_related("kind", "category")
    return {row.case_id: row for row in rows}


def desk_lines(case_ids: Sequence[int]) -> dict[int, CaseLine]:
    """How the common desk names these cases, once they were sent; one query."""
    return {
        case_id: CaseLine(row.full_name, _service(row))
        for case_id, row in applications_by_case(case_ids).items()
        if row.declared_at is not None
    }


def _service(application: Application) -> str:
    named = [application.kind.name]
    if application.category:
        named.append(application.category.name)
    return " · ".join(named)


def step_of(application: Application) -> Step:
    """The step at which the case stands, with its words for officers and for the applicant."""
    return procedure_of(application.case).step(application.case.step)


def has_transition(application: Application, code: str) -> bool:
    """Whether the procedure of the case knows this transition at all, at whatever step."""
    return any(known.code == code for known in procedure_of(application.case).transitions)


def bill_of(application: Application) -> Bill:
    """The bill for the application's fee."""
    return Bill.objects.get(key=f"visas:{application.pk}")
