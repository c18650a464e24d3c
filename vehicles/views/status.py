"""After sending: where the application stands, what is asked, what can be downloaded."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import signed_in
from interior_portal.documents import views as documents
from interior_portal.documents.models import Paper
from vehicles import queries
from vehicles.views.reading import as_applicant


@signed_in
@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands, what it costs and, once it is issued, the licence."""
    row = as_applicant(request, reference)
    context = {
        "application": row,
        "bill": queries.bill_of(row),
        "licence": queries.find_licence(row),
        "obstacles": queries.obstacles(row) if row.case.step == "draft" else [],
    }
    return render(request, "vehicles/status.html", context)


@signed_in
@require_safe
def paper(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The licence as PDF, for the applicant, unless it was revoked."""
    licence = queries.find_licence(as_applicant(request, reference))
    if licence is None or licence.paper is None or licence.paper.status == Paper.Status.REVOKED:
        raise Http404
    return documents.download(licence.paper)
