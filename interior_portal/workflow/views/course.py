"""The way of one case, drawn, for the desks of any directorate."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.audit import actions as audit
from interior_portal.workflow import registry
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.models import Case
from interior_portal.workflow.queries.decisions import procedure_of
from interior_portal.workflow.roles import WORKFLOW_COURSE_VIEW
from interior_portal.workflow.seeing.course import course_of
from interior_portal.workflow.views.reports.course import course as shown


@permitted(WORKFLOW_COURSE_VIEW)
@require_safe
def course(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a case of the reader's units stands, as a picture and as a list; the ledger is told."""
    case = _get(reference, user_of(request))
    context = shown(course_of(case), is_rtl=get_language_bidi())
    page = registry.find_desk_page(case.procedure)
    back = reverse(page.url_name, args=[reference]) if page else ""
    context |= {"case": case, "back_href": back}
    return render(request, "workflow/seeing/course.html", context)


def _get(reference: str, user: User) -> Case:
    """A case that was sent already; what is still being filled in is nobody's business."""
    cases = Case.objects.select_related("procedure_version", "unit")
    case = cases.filter(reference=reference).first()
    if case is None or not has_permission(user, WORKFLOW_COURSE_VIEW, case.unit):
        raise Http404
    if case.step == procedure_of(case).initial:
        raise Http404
    if case.applicant_id == user.pk:
        raise PermissionDenied(OWN_CASE)
    audit.record(
        action="workflow.case.course_seen", by=user, subject_kind="case", subject_ref=reference
    )
    return case
