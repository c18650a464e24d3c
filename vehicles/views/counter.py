"""The counter: everything for whoever stands there, with the keyboard alone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.models import User
from interior_portal.documents import actions as uploads
from interior_portal.documents import views as documents
from interior_portal.shared.refusals import Refused, check
from vehicles import actions, queries
from vehicles.forms.acts import FORMS, ActForm
from vehicles.forms.counter import AccountForm, InspectionForm, InsuranceForm, VisitorForm
from vehicles.models import Act, Application, Vehicle
from vehicles.roles import VEHICLE_APPLICATION_ENTER, VEHICLE_INSPECT
from vehicles.views.presenters import acts
from vehicles.views.presenters import vehicle as presenter
from vehicles.views.reading import as_clerk

page = require_http_methods(["GET", "HEAD", "POST"])
PURPOSE = "vehicles.inspection"


@permitted(VEHICLE_APPLICATION_ENTER)
@page
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """An act for whoever stands here, begun and sent with one key when nothing is in its way."""
    row, chosen = as_clerk(request, reference), acts.act_of(act)
    form = FORMS[chosen](request.POST or None)
    visitor = VisitorForm(request.POST or None, account=queries.find_owners_account(row))
    if form.is_valid() and visitor.is_valid():
        try:
            application = _apply(user_of(request), row, chosen, form, visitor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:application", reference=application.reference)
    shown = acts.choose(row, chosen, page="vehicles:counter_act")
    context = {
        "vehicle": row,
        "plate": queries.plate_of(row),
        "chosen": shown,
        "proofs": presenter.proofs(shown.known),
        "form": form,
        "visitor": visitor,
        "refusal": presenter.first_of(shown.hindrances),
    }
    return render(request, "vehicles/counter/act.html", context)


def _apply(
    user: User, row: Vehicle, chosen: Act, form: ActForm, visitor: VisitorForm
) -> Application:
    return actions.apply_at_counter(
        act=chosen,
        vehicle=row,
        visitor=visitor.visitor(),
        by=user,
        key=str(form.cleaned_data["key"]),
        details=form.details(),
    )


@permitted(VEHICLE_APPLICATION_ENTER)
@page
def account(request: HttpRequest, reference: str) -> HttpResponse:
    """An owner shows a document: from now on the account at their number sees their vehicles."""
    row = as_clerk(request, reference)
    form = AccountForm(request.POST or None, vehicle=row)
    if form.is_valid():
        try:
            actions.prove_owner(
                vehicle=row,
                person=form.cleaned_data["owner"].person,
                phone=str(form.cleaned_data["phone"]),
                by=user_of(request),
            )
        except Refused as refused:
            form.add_error("phone", str(refused))
        else:
            messages.success(request, _("The owner can sign in with this number from now on."))
            return redirect("vehicles:entry", reference=reference)
    return _question(request, row, form, _("Prove an owner's account"))


@permitted(VEHICLE_APPLICATION_ENTER)
@page
def insurance(request: HttpRequest, reference: str) -> HttpResponse:
    """A policy as the clerk sees it."""
    row = as_clerk(request, reference)
    form = InsuranceForm(request.POST or None)
    if form.is_valid():
        try:
            check(queries.why_not_apply(row, user_of(request)))
            actions.record_insurance(vehicle=row, by=user_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error("policy_number", str(refused))
        else:
            messages.success(request, _("The insurance is recorded."))
            return redirect("vehicles:entry", reference=reference)
    return _question(request, row, form, _("Record the insurance"))


@permitted(VEHICLE_INSPECT)
@documents.uploads
@page
def inspection(request: HttpRequest, reference: str) -> HttpResponse:
    """What the inspector found today, with a photo of the chassis number."""
    row, user = as_clerk(request, reference), user_of(request)
    form = InspectionForm(request.POST or None, request.FILES or None, vehicle=row)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            facts["photo"] = uploads.receive_upload(facts["photo"], owner=user, purpose=PURPOSE)
        except Refused as refused:
            form.add_error("photo", str(refused))
        else:
            actions.record_inspection(vehicle=row, unit=row.unit, by=user, **facts)
            messages.success(request, _("The inspection is recorded."))
            return redirect("vehicles:entry", reference=reference)
    return _question(request, row, form, _("Record an inspection"))


def _question(request: HttpRequest, row: Vehicle, form: Any, title: str) -> HttpResponse:
    context = {"vehicle": row, "form": form, "title": title}
    return render(request, "vehicles/register/question.html", context)


@permitted(VEHICLE_APPLICATION_ENTER)
@require_POST
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """The printed licence is given to who came for it."""
    held = queries.current_licence(as_clerk(request, reference))
    if held is None:
        raise Http404
    try:
        actions.hand_over(licence=held, by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The licence is handed over."))
    return redirect("vehicles:entry", reference=reference)
