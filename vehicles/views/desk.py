"""The officers' desk: the case with everything known of its vehicle, the decision."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from interior_portal.workflow.views import going_on
from vehicles import actions, queries
from vehicles.forms.desk import DecisionForm, RefusalForm
from vehicles.roles import VEHICLE_APPLICATION_DECIDE, VEHICLE_VIEW
from vehicles.views.presenters import desk as presenter
from vehicles.views.reading import as_officer

FORMS: Mapping[str, type[DecisionForm]] = {
    "clear": DecisionForm,
    "confirm": DecisionForm,
    "release": DecisionForm,
    "refuse": RefusalForm,
}


@permitted(VEHICLE_VIEW)
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One application: the questions and their answers, the vehicle, its marks, the decision bar."""
    application, user = as_officer(request, reference), user_of(request)
    item = queries.open_item(application)
    if item is not None and item.lease_until is not None and item.claimed_by_id == user.pk:
        engine.renew(item_id=item.pk, by=user)
    context = presenter.case(application, user) | {"undoable": going_on.undoable(request)}
    return render(request, "vehicles/desk/case.html", context)


@permitted(VEHICLE_APPLICATION_DECIDE)
@require_POST
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the case: from now on others see whose it is."""
    return _hold(request, reference, engine.claim)


@permitted(VEHICLE_VIEW)
@require_POST
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the case back to the queue: the officer who holds it, or the head in their place."""
    return _hold(request, reference, engine.release)


def _hold(request: HttpRequest, reference: str, act: Callable[..., object]) -> HttpResponse:
    item = queries.open_item(as_officer(request, reference))
    if item is None:
        raise Http404
    try:
        act(item_id=item.pk, by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("vehicles:case", reference=reference)


@permitted(VEHICLE_APPLICATION_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, transition: str) -> HttpResponse:
    """One decision with its reason. A refusal of the engine is a sentence above the form."""
    application = as_officer(request, reference)
    if transition not in FORMS or not queries.has_transition(application, transition):
        raise Http404
    form = FORMS[transition](request.POST or None, initial={"version": application.case.version})
    if form.is_valid():
        values = dict(form.cleaned_data) | {"key": str(form.cleaned_data["key"])}
        try:
            actions.decide(
                application=application, transition=transition, by=user_of(request), **values
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, presenter.done(application, transition))
            return going_on.go_on(request, application.case, transition)
    context = presenter.step(application, user_of(request), transition)
    return render(request, "vehicles/desk/step.html", {**context, "form": form})
