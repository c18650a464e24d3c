"""The register as staff see it: the search, one vehicle with its evidence, the marks against it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import has_permission, units_where
from interior_portal.audit import actions as audit
from interior_portal.documents import views as documents
from interior_portal.shared.refusals import Refused
from vehicles import actions, queries
from vehicles.forms.counter import SearchForm
from vehicles.forms.desk import LiftForm, MarkForm
from vehicles.queries import VehicleHits
from vehicles.roles import (
    VEHICLE_APPLICATION_ENTER,
    VEHICLE_MARK,
    VEHICLE_STOCK_KEEP,
    VEHICLE_VIEW,
)
from vehicles.views.presenters import register as presenter
from vehicles.views.reading import as_clerk

page = require_http_methods(["GET", "HEAD", "POST"])


@permitted(VEHICLE_VIEW)
@page
def register(request: HttpRequest) -> HttpResponse:
    """One box for every number and name. What was typed is never in an address; one hit opens at once."""
    form = SearchForm(request.POST or None)
    hits: VehicleHits | None = None
    if form.is_valid():
        user = user_of(request)
        units = list(units_where(user, VEHICLE_VIEW).values_list("pk", flat=True))
        hits = queries.find_vehicles(form.cleaned_data["text"], units)
        audit.record(
            action="vehicles.register.searched",
            by=user,
            subject_kind="register",
            subject_ref="vehicles",
            data={"found": len(hits.rows), "by": hits.by},
        )
        if len(hits.rows) == 1:
            return redirect("vehicles:entry", reference=hits.rows[0].vehicle.reference)
    context = {
        "form": form,
        "hits": hits,
        "found": presenter.lines(hits.rows) if hits else [],
        "may_enter": has_permission(user_of(request), VEHICLE_APPLICATION_ENTER),
        "may_keep_stock": has_permission(user_of(request), VEHICLE_STOCK_KEEP),
    }
    return render(request, "vehicles/register/search.html", context)


@permitted(VEHICLE_VIEW)
@require_safe
def entry(request: HttpRequest, reference: str) -> HttpResponse:
    """One vehicle: what stands in the register beside what proves it, and what its reader may do."""
    row = as_clerk(request, reference)
    context = presenter.entry(row, user_of(request)) | {"search": SearchForm(auto_id=False)}
    return render(request, "vehicles/register/entry.html", context)


@permitted(VEHICLE_VIEW)
@require_safe
def photo(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The photo of the chassis number that the newest inspection brought."""
    inspection = queries.newest_inspection(as_clerk(request, reference))
    if inspection is None or inspection.photo is None:
        raise Http404
    return documents.inline_image(inspection.photo)


@permitted(VEHICLE_MARK)
@page
def place_mark(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a decision into the register that stands against the vehicle from now on."""
    row = as_clerk(request, reference)
    form = MarkForm(request.POST or None)
    if form.is_valid():
        try:
            actions.place_mark(vehicle=row, by=user_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The mark stands from now on."))
            return redirect("vehicles:entry", reference=reference)
    context = {"vehicle": row, "form": form, "title": _("Place a mark")}
    return render(request, "vehicles/register/question.html", context)


@permitted(VEHICLE_MARK)
@page
def lift_mark(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that a mark no longer stands, and why."""
    row = as_clerk(request, reference)
    form = LiftForm(request.POST or None, vehicle=row)
    if form.is_valid():
        try:
            actions.lift_mark(by=user_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The mark is lifted."))
            return redirect("vehicles:entry", reference=reference)
    context = {"vehicle": row, "form": form, "title": _("Lift a mark")}
    return render(request, "vehicles/register/question.html", context)
