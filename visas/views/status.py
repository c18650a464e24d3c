"""After sending: where the application stands, what is asked, what can be downloaded."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.documents import views as documents
from interior_portal.documents.models import Paper
from interior_portal.shared.refusals import Refused
from visas import actions, queries
from visas.forms.application import HostAnswerForm, ReplyForm, StepForm
from visas.views import draft, presenters
from visas.views.reading import as_applicant, as_host

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """A draft is its task list; a sent application is a letter that says where it stands."""
    row = as_applicant(request, reference)
    if row.case.step == "draft":
        return draft.task_list(request, row)
    context = {"application": row, "letter": presenters.letter(row, user_of(request))}
    return render(request, "visas/status.html", context)


@signed_in
@documents.uploads
@page
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the document that an officer asked for again."""
    row = as_applicant(request, reference)
    if row.case.step != "awaiting_applicant":
        return redirect("visas:application", reference=reference)
    form = ReplyForm(
        request.POST or None, request.FILES or None, initial={"version": row.case.version}
    )
    if form.is_valid():
        try:
            actions.send_document(
                application=row,
                by=user_of(request),
                file=form.cleaned_data["file"],
                version=form.cleaned_data["version"],
                key=str(form.cleaned_data["key"]),
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("visas:application", reference=reference)
    context = {
        "application": row,
        "form": form,
        "asked": presenters.asked(row, queries.last_request(row)),
    }
    return render(request, "visas/reply.html", context)


@signed_in
@page
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the application back, after one question."""
    row = as_applicant(request, reference)
    form = StepForm(request.POST or None, initial={"version": row.case.version})
    if form.is_valid():
        try:
            actions.withdraw(
                application=row,
                by=user_of(request),
                version=form.cleaned_data["version"],
                key=str(form.cleaned_data["key"]),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("visas:application", reference=reference)
    return render(request, "visas/withdraw.html", {"application": row, "form": form})


@signed_in
@require_safe
def paper(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The visa as PDF, for the applicant, unless it was revoked."""
    row = as_applicant(request, reference)
    visa = queries.find_visa(row)
    if visa is None or visa.paper is None or visa.paper.status == Paper.Status.REVOKED:
        raise Http404
    return documents.download(visa.paper)


@signed_in
@require_safe
def upload(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """One of the applicant's own uploads."""
    row = as_applicant(request, reference)
    return documents.serve(get_object_or_404(queries.uploads_of(row), pk=pk))


@signed_in
@require_safe
def portrait(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The applicant's own photo, shown in the page."""
    row = as_applicant(request, reference)
    if row.photo is None:
        raise Http404
    return documents.inline_image(row.photo)


@signed_in
@require_safe
def hosting(request: HttpRequest) -> HttpResponse:
    """Applications that name the reader as host."""
    rows = queries.hosted_by(user_of(request))
    return render(request, "visas/hosting.html", {"applications": rows})


@signed_in
@page
def host(request: HttpRequest, reference: str) -> HttpResponse:
    """The host says whether the traveller is expected."""
    row = as_host(request, reference)
    form = HostAnswerForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer_as_host(
                application=row,
                by=user_of(request),
                confirms=form.cleaned_data["answer"] == "yes",
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("visas:host", reference=reference)
    return render(request, "visas/host.html", {"application": row, "form": form})
