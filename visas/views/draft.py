"""Filling in: the task list and its pages. Every page is saved by itself and can be left at any time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.documents.views import uploads
from interior_portal.shared.refusals import Refused
from visas import actions, queries
from visas.forms.application import (
    DeclarationsForm,
    DeclareForm,
    DocumentForm,
    HostForm,
    IdentityForm,
    JourneyForm,
    PhotoForm,
    TravellerForm,
)
from visas.forms.passport import PassportForm
from visas.models import Application
from visas.views import presenters
from visas.views.reading import of_draft

page = require_http_methods(["GET", "HEAD", "POST"])


def task_list(request: HttpRequest, application: Application) -> HttpResponse:
    """The sections of a draft with their states; `status.application` calls it."""
    context = {
        "application": application,
        "tasks": presenters.tasks(application),
        "refusal": queries.why_not_submit(application),
    }
    return render(request, "visas/tasks.html", context)


@signed_in
@page
@of_draft
def section(request: HttpRequest, application: Application, code: str) -> HttpResponse:
    """One page of the task list: shown, checked, saved."""
    form = _form(request, application, code)
    if form.is_valid():
        actions.save_answers(application=application, by=user_of(request), changes=form.changes())
        return redirect(presenters.next_href(application, code))
    context = {
        "application": application,
        "form": form,
        "title": presenters.title(application, code),
    }
    return render(request, "visas/section.html", context)


def _form(
    request: HttpRequest, application: Application, code: str
) -> PassportForm | IdentityForm | TravellerForm | JourneyForm | HostForm | DeclarationsForm:
    data = request.POST or None
    if code == "declarations":
        return DeclarationsForm(data, application=application)
    if code == "passport" and application.kind.asks_passport:
        return PassportForm(data, instance=application)
    if code == "passport":
        return IdentityForm(data, instance=application)
    if code == "traveller":
        return TravellerForm(data, instance=application)
    if code == "journey":
        return JourneyForm(data, instance=application)
    if code == "host" and application.kind.asks_host:
        return HostForm(data, instance=application)
    raise Http404


@signed_in
@uploads
@page
@of_draft
def photo(request: HttpRequest, application: Application) -> HttpResponse:
    """The portrait: sent, looked at, replaced as often as needed."""
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.add_photo(
                application=application, by=user_of(request), file=form.cleaned_data["photo"]
            )
        except Refused as refused:
            form.add_error("photo", str(refused))
        else:
            messages.success(request, _("The photo is saved."))
            return redirect("visas:photo", reference=application.reference)
    return render(request, "visas/photo.html", {"application": application, "form": form})


@signed_in
@require_safe
@of_draft
def documents(request: HttpRequest, application: Application) -> HttpResponse:
    """The papers that the kind asks for, each with its state."""
    context = {"application": application, "tasks": presenters.document_tasks(application)}
    return render(request, "visas/documents.html", context)


@signed_in
@uploads
@page
@of_draft
def document(request: HttpRequest, application: Application, code: str) -> HttpResponse:
    """One paper: sent, or sent anew."""
    wanted = queries.required_documents(application.kind, application.category)
    requirement = get_object_or_404(wanted, code=code)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.add_document(
                application=application,
                requirement=requirement,
                by=user_of(request),
                file=form.cleaned_data["file"],
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("The document is saved."))
            return redirect("visas:documents", reference=application.reference)
    context = {"application": application, "requirement": requirement, "form": form}
    return render(request, "visas/document.html", context)


@signed_in
@page
@of_draft
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """All answers on one page, then the declaration: from here on the Authority has the application."""
    refusal = queries.why_not_submit(application)
    form = DeclareForm(
        request.POST or None,
        initial={
            "version": application.case.version,
            "paper_language": application.paper_language,
        },
    )
    if refusal is None and form.is_valid() and _submit(request, application, form):
        return redirect("visas:application", reference=application.reference)
    context = {
        "application": application,
        "form": form,
        "refusal": refusal,
        "answers": presenters.answers(application, with_links=True),
    }
    return render(request, "visas/check.html", context)


def _submit(request: HttpRequest, application: Application, form: DeclareForm) -> bool:
    """Whether the application was sent; otherwise the form says why not."""
    try:
        actions.submit(
            application=application,
            by=user_of(request),
            paper_language=form.cleaned_data["paper_language"],
            version=form.cleaned_data["version"],
            key=str(form.cleaned_data["key"]),
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True
