"""The officers' desk: the case with its evidence, the decision."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.documents import views as documents
from interior_portal.documents.roles import DOCUMENTS_PAPER_REVOKE
from interior_portal.shared.refusals import Refused
from interior_portal.ui.forms import VersionedForm
from interior_portal.workflow import engine
from interior_portal.workflow.views import going_on
from visas import actions, queries
from visas.forms.application import StepForm
from visas.forms.desk import (
    DocumentRequestForm,
    ForwardForm,
    GrantForm,
    OtherSideRefusalForm,
    RefusalForm,
    RevokeForm,
)
from visas.models import Application
from visas.roles import VISA_APPLICATION_DECIDE, VISA_APPLICATION_VIEW
from visas.views import presenters
from visas.views.reading import as_officer


@permitted(VISA_APPLICATION_VIEW)
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One application: evidence beside the answers it proves, the checks, the timeline, the decision bar."""
    application = as_officer(request, reference)
    user = user_of(request)
    item = queries.open_item(application)
    if item is not None and item.lease_until is not None and item.claimed_by_id == user.pk:
        engine.renew(item_id=item.pk, by=user)
    context = presenters.case(application, user) | {"undoable": going_on.undoable(request)}
    return render(request, "visas/desk/case.html", context)


@permitted(VISA_APPLICATION_DECIDE)
@require_POST
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the case: from now on others see whose it is."""
    return _hold(request, reference, engine.claim)


@permitted(VISA_APPLICATION_VIEW)
@require_POST
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the case back to the queue: the officer who holds it, or the head in their place."""
    return _hold(request, reference, engine.release)


def _hold(request: HttpRequest, reference: str, act: Callable[..., object]) -> HttpResponse:
    application = as_officer(request, reference)
    item = queries.open_item(application)
    if item is None:
        raise Http404
    try:
        act(item_id=item.pk, by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("visas:case", reference=reference)


Act = Callable[..., object]
FORMS: Mapping[str, tuple[type[VersionedForm], Act]] = {
    "request_document": (DocumentRequestForm, actions.request_document),
    "grant": (GrantForm, actions.grant),
    "propose_refusal": (RefusalForm, actions.propose_refusal),
    "confirm_refusal": (StepForm, actions.confirm_refusal),
    "return_to_review": (StepForm, actions.return_to_review),
    "forward": (ForwardForm, actions.forward),
    "record_other_side_refusal": (OtherSideRefusalForm, actions.record_other_side_refusal),
}
ABOUT_APPLICATION = (DocumentRequestForm, GrantForm)


@permitted(VISA_APPLICATION_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, transition: str) -> HttpResponse:
    """One decision: its form, then the deed. A refusal of the engine is a sentence above the form."""
    application = as_officer(request, reference)
    if transition not in FORMS or not queries.has_transition(application, transition):
        raise Http404
    form_class, act = FORMS[transition]
    form = _form(form_class, request, application)
    if form.is_valid():
        values = dict(form.cleaned_data)
        values["key"] = str(values["key"])
        try:
            act(application=application, by=user_of(request), **values)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, presenters.done(application, transition))
            return going_on.go_on(request, application.case, transition)
    context = presenters.step(application, user_of(request), transition)
    return render(request, "visas/desk/step.html", {**context, "form": form})


def _form(
    form_class: type[VersionedForm], request: HttpRequest, application: Application
) -> VersionedForm:
    options: dict[str, Any] = {"initial": {"version": application.case.version}}
    if form_class in ABOUT_APPLICATION:
        options["application"] = application
    return form_class(request.POST or None, **options)


@permitted(DOCUMENTS_PAPER_REVOKE)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, reference: str) -> HttpResponse:
    """Declare a granted visa void, with the reason that the traveller reads."""
    application, user = as_officer(request, reference), user_of(request)
    visa = queries.find_visa(application)
    if visa is None or visa.paper is None:
        raise Http404
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revoke_visa(
                application=application, by=user, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The visa is revoked, and the traveller is told."))
            return redirect("visas:case", reference=reference)
    context = {
        "application": application,
        "paper": visa.paper,
        "form": form,
        "refusal": queries.why_not_revoke(application, user),
    }
    return render(request, "visas/desk/revoke.html", context)


@permitted(VISA_APPLICATION_VIEW)
@require_safe
def upload(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """An upload of the application, as a download."""
    application = as_officer(request, reference)
    return documents.serve(get_object_or_404(queries.uploads_of(application), pk=pk))


@permitted(VISA_APPLICATION_VIEW)
@require_safe
def image(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """An uploaded picture, shown beside the answers."""
    application = as_officer(request, reference)
    return documents.inline_image(get_object_or_404(queries.uploads_of(application), pk=pk))
