"""An entry of the register: written by a clerk the first time, changed on request, corrected by officers."""

from typing import Any, Protocol

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import permitted, signed_in, user_of
from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission, units_where
from interior_portal.shared.refusals import Refusal, Refused
from vehicles import actions, procedures, queries
from vehicles.actions import Newcomer
from vehicles.forms.changes import ExchangeForm, NewcomerForm, ScrapForm
from vehicles.forms.entry import ChangeForm, EntryForm
from vehicles.models import Act, Application, Vehicle
from vehicles.roles import VEHICLE_APPLICATION_DECIDE, VEHICLE_APPLICATION_ENTER
from vehicles.rules import details as law
from vehicles.views.presenters import acts

page = require_http_methods(["GET", "HEAD", "POST"])
UNKNOWN_OWNER = Refusal(
    "unknown_owner",
    _("No owner of this vehicle has an account that was proven at a counter. Prove it first."),
)


class BeginForm(Protocol):
    """A form that begins an act about a vehicle that is in the register."""

    cleaned_data: dict[str, Any]

    def is_valid(self) -> bool: ...
    def details(self) -> dict[str, Any]: ...
    def add_error(self, field: str | None, error: Any) -> None: ...


@permitted(VEHICLE_APPLICATION_ENTER)
@page
def new(request: HttpRequest) -> HttpResponse:
    """A vehicle that is not in the register yet, and whose it is."""
    user = user_of(request)
    unit = _office_of(user)
    form = EntryForm(request.POST or None)
    newcomer = NewcomerForm(request.POST or None, unit=unit, prefix="owner")
    if form.is_valid() and newcomer.is_valid():
        try:
            application = _enter(form, newcomer, unit, user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:application", reference=application.reference)
    context = {"form": form, "newcomer": newcomer, "unit": unit}
    return render(request, "vehicles/entry/new.html", context)


def _enter(form: EntryForm, newcomer: NewcomerForm, unit: Unit, user: User) -> Application:
    owner = Newcomer(
        facts=newcomer.person_facts(),
        document=newcomer.document_facts(),
        contact=newcomer.contact(),
    )
    return actions.enter_vehicle(
        facts=form.facts(),
        owner=owner,
        plate_kind=newcomer.cleaned_data["plate_kind"],
        paper_language=newcomer.cleaned_data["paper_language"],
        unit=unit,
        by=user,
        key=str(form.cleaned_data["key"]),
    )


def _office_of(user: User) -> Unit:
    office = units_where(user, VEHICLE_APPLICATION_ENTER).order_by("path").first()
    if office is None:
        raise Http404
    return office


@signed_in
@page
def details(request: HttpRequest, reference: str) -> HttpResponse:
    """Columns that an owner, or a clerk with the vehicle before them, says otherwise."""
    vehicle, is_owner = _vehicle_for(request, reference)
    columns = law.BY_OWNER if is_owner else law.BY_CLERK
    form = ChangeForm(request.POST or None, instance=_copy(vehicle), columns=columns)
    return _asked(request, vehicle, form, Act.CHANGE_OF_DETAILS)


@signed_in
@page
def plates(request: HttpRequest, reference: str) -> HttpResponse:
    """Other plates of a kind that the office has in its stock."""
    vehicle, _is_owner = _vehicle_for(request, reference)
    form = ExchangeForm(request.POST or None, unit=vehicle.unit)
    return _asked(request, vehicle, form, Act.PLATE_EXCHANGE)


@signed_in
@page
def scrap(request: HttpRequest, reference: str) -> HttpResponse:
    """A vehicle that is taken apart: plate and printed licence are handed back, or lost."""
    vehicle, _is_owner = _vehicle_for(request, reference)
    return _asked(request, vehicle, ScrapForm(request.POST or None), Act.SCRAPPING)


def _vehicle_for(request: HttpRequest, reference: str) -> tuple[Vehicle, bool]:
    """The vehicle for one of its owners, or (then False) for a clerk of its office; Http404 for all others."""
    vehicle, user = _vehicle(reference), user_of(request)
    if queries.owned_by(vehicle, user) is not None:
        return vehicle, True
    if not has_permission(user, VEHICLE_APPLICATION_ENTER, vehicle.unit):
        raise Http404
    return vehicle, False


def _asked(request: HttpRequest, vehicle: Vehicle, form: BeginForm, act: Act) -> HttpResponse:
    if form.is_valid():
        try:
            application = _begin(act, vehicle, form, user_of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:application", reference=application.reference)
    return _shown(request, vehicle, form, act)


def _begin(act: Act, vehicle: Vehicle, form: BeginForm, user: User) -> Application:
    is_owner = queries.owned_by(vehicle, user) is not None
    account = user if is_owner else queries.find_owners_account(vehicle)
    if account is None:
        raise Refused(UNKNOWN_OWNER)
    return actions.begin(
        act=act,
        vehicle=vehicle,
        unit=vehicle.unit,
        by=user,
        applicant=account,
        key=str(form.cleaned_data["key"]),
        details=form.details(),
    )


@permitted(VEHICLE_APPLICATION_DECIDE)
@page
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """What an officer finds wrong in the register; another officer confirms it."""
    vehicle, user = _vehicle(reference), user_of(request)
    if not has_permission(user, VEHICLE_APPLICATION_DECIDE, vehicle.unit):
        raise Http404
    form = ChangeForm(request.POST or None, instance=_copy(vehicle))
    if form.is_valid():
        try:
            actions.correct(
                vehicle=vehicle,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                by=user,
                key=str(form.cleaned_data["key"]),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Sent: another officer looks at it and confirms it."))
            return redirect("vehicles:entry", reference=reference)
    return _shown(request, vehicle, form, Act.CORRECTION)


def _shown(request: HttpRequest, vehicle: Vehicle, form: BeginForm, act: Act) -> HttpResponse:
    """The questions of an act, below what it does and costs; a correction is nobody's to pay."""
    is_staff = user_of(request).is_staff
    back = "vehicles:entry" if is_staff else "vehicles:vehicle"
    context = {
        "vehicle": vehicle,
        "plate": queries.plate_of(vehicle),
        "back": reverse(back, args=[vehicle.reference]),
        "form": form,
        "title": procedures.LABELS[act],
        "chosen": None if act == Act.CORRECTION else acts.choose(vehicle, act),
        "twin": getattr(form, "twin", None),
    }
    return render(request, "vehicles/entry/change.html", context)


def _vehicle(reference: str) -> Vehicle:
    try:
        return queries.get_vehicle(reference)
    except Vehicle.DoesNotExist as error:
        raise Http404 from error


def _copy(vehicle: Vehicle) -> Vehicle:
    """A form writes what was typed onto its vehicle: never onto the one that is carried on."""
    return Vehicle.objects.select_related("vehicle_class").get(pk=vehicle.pk)
