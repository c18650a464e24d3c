"""A change of owner: who gives up what, who takes it over, and each side's own page to agree on."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts.access import permitted, signed_in, user_of
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.shared.refusals import Refused
from vehicles import actions, queries
from vehicles.forms.transfer import (
    AgreeForm,
    BuyerForm,
    GiveAtCounterForm,
    GiveForm,
    SendForm,
    WitnessForm,
)
from vehicles.models import Act, Application, Party, Vehicle
from vehicles.roles import VEHICLE_APPLICATION_DECIDE, VEHICLE_APPLICATION_ENTER
from vehicles.rules import WHOLE
from vehicles.views import licences, transfer_rows
from vehicles.views.presenters import acts
from vehicles.views.reading import as_applicant, as_side, as_witness

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@page
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """What is given up: by an owner with a proven account, or by a clerk who has the sellers before them."""
    vehicle, user = _vehicle(reference), user_of(request)
    form = _give_form(request, vehicle, user)
    if form.is_valid():
        try:
            application = actions.begin_transfer(
                vehicle=vehicle,
                given=form.givers(),
                unit=vehicle.unit,
                by=user,
                key=str(form.cleaned_data["key"]),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:transfer", reference=application.reference)
    back = "vehicles:vehicle" if isinstance(form, GiveForm) else "vehicles:entry"
    context = {
        "vehicle": vehicle,
        "plate": queries.plate_of(vehicle),
        "back": reverse(back, args=[reference]),
        "chosen": acts.choose(vehicle, Act.CHANGE_OF_OWNER),
        "form": form,
    }
    return render(request, "vehicles/transfer/begin.html", context)


def _vehicle(reference: str) -> Vehicle:
    try:
        return queries.get_vehicle(reference)
    except Vehicle.DoesNotExist as error:
        raise Http404 from error


def _give_form(request: HttpRequest, vehicle: Vehicle, user: User) -> GiveForm | GiveAtCounterForm:
    own = queries.owned_by(vehicle, user)
    if own is not None:
        return GiveForm(request.POST or None, own=own)
    if not has_permission(user, VEHICLE_APPLICATION_ENTER, vehicle.unit):
        raise Http404
    owners = list(queries.owners_of(vehicle))
    names = [transfer_rows.name_of(owner.person) for owner in owners]
    return GiveAtCounterForm(request.POST or None, owners=owners, names=names)


@signed_in
@page
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """The draft as it is agreed so far; from here both sides are asked."""
    row = _own_transfer(request, reference)
    if row.case.step != "draft":
        if queries.find_side_of(row, user_of(request)) is not None:
            return redirect("vehicles:side", reference=reference)
        return render(request, "vehicles/transfer/sent.html", _facts(row) | _ending(row))
    form = SendForm(request.POST or None, initial={"version": row.case.version})
    if form.is_valid():
        try:
            actions.submit(
                application=row,
                by=user_of(request),
                version=form.cleaned_data["version"],
                key=str(form.cleaned_data["key"]),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:transfer", reference=reference)
    refusal = queries.why_not_submit(row)
    context = _facts(row) | {"form": form, "refusal": refusal}
    return render(request, "vehicles/transfer/draft.html", context)


@signed_in
@page
def add_buyer(request: HttpRequest, reference: str) -> HttpResponse:
    """Who takes over how many shares."""
    row = _own_draft(request, reference)
    user, parties = user_of(request), list(queries.parties_of(row))
    given, taken = queries.given_and_taken(parties)
    left = sum(given.values()) - sum(taken.values())
    at_counter = has_permission(user, VEHICLE_APPLICATION_ENTER, row.case.unit)
    form = BuyerForm(request.POST or None, at_counter=at_counter, initial={"shares": left or None})
    if form.is_valid():
        try:
            actions.add_buyer(application=row, taker=form.taker(), by=user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:transfer", reference=reference)
    context = {"application": row, "form": form, "left": left, "whole": WHOLE}
    return render(request, "vehicles/transfer/buyer.html", context)


@signed_in
@require_POST
def remove_buyer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take the buyer of this number out of the draft."""
    row = _own_draft(request, reference)
    buyers = _buyers(row)
    if not 1 <= number <= len(buyers):
        raise Http404
    actions.remove_buyer(application=row, party=buyers[number - 1], by=user_of(request))
    return redirect("vehicles:transfer", reference=reference)


@signed_in
@page
def side(request: HttpRequest, reference: str) -> HttpResponse:
    """What is agreed, for one side of it, who says whether they agree; and afterwards where it stands."""
    row, party = as_side(request, reference)
    form = AgreeForm(request.POST or None)
    if form.is_valid():
        act = actions.agree if form.cleaned_data["answer"] == "agree" else actions.take_back
        try:
            act(application=row, by=user_of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:side", reference=reference)
    licence = queries.find_licence(row) if _is_buyer(party) else None
    context = _facts(row) | {
        "form": form,
        "party": party,
        "refusal": queries.why_not_agree(row, party),
        "end_refusal": queries.why_not_take_back(row),
        "bill": queries.bill_of(row),
        "licence": licences.standing_paper(licence),
        "smaller": licences.smaller(licence, reverse("vehicles:side_paper", args=[reference])),
    }
    return render(request, "vehicles/transfer/side.html", context)


@signed_in
@require_safe
def side_paper(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The new licence as PDF, as a sheet, a card or a slip, for a buyer."""
    row, party = as_side(request, reference)
    return licences.file_of(request, queries.find_licence(row) if _is_buyer(party) else None)


@permitted(VEHICLE_APPLICATION_DECIDE)
@page
def witness(request: HttpRequest, reference: str) -> HttpResponse:
    """An officer notes that somebody without a phone agreed before them."""
    row, user = as_witness(request, reference), user_of(request)
    waiting = {
        str(number): party
        for number, party in enumerate(queries.parties_of(row), start=1)
        if queries.why_not_witness(row, party, user) is None
    }
    names = {number: transfer_rows.told(party) for number, party in waiting.items()}
    form = WitnessForm(request.POST or None, waiting=waiting, names=names)
    if waiting and form.is_valid():
        try:
            party = waiting[form.cleaned_data["party"]]
            actions.witness(application=row, party=party, by=user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:witness", reference=reference)
    context = _facts(row) | {"form": form, "waiting": waiting}
    return render(request, "vehicles/transfer/witness.html", context)


def _own_transfer(request: HttpRequest, reference: str) -> Application:
    row = as_applicant(request, reference)
    if row.act != Act.CHANGE_OF_OWNER:
        raise Http404
    return row


def _own_draft(request: HttpRequest, reference: str) -> Application:
    row = _own_transfer(request, reference)
    if row.case.step != "draft":
        raise Http404
    return row


def _buyers(row: Application) -> list[Party]:
    return [party for party in queries.parties_of(row) if party.side == Party.Side.BUYER]


def _is_buyer(party: Party) -> bool:
    return party.side == Party.Side.BUYER


def _ending(row: Application) -> dict[str, object]:
    """What the clerk who entered it tells who stands there: what to pay, and the licence to print."""
    bill = queries.bill_of(row) if row.case.step == "awaiting_payment" else None
    licence = queries.find_licence(row) if row.case.step == "issued" else None
    return {"bill": bill, "paper": licences.standing_paper(licence)}


def _facts(row: Application) -> dict[str, object]:
    """What all pages of a transfer say."""
    parties = list(queries.parties_of(row))
    return {
        "application": row,
        "rows": [*transfer_rows.vehicle_rows(row), transfer_rows.fee_row(row)],
        "sides": transfer_rows.sides(parties, is_draft=row.case.step == "draft"),
        "buyers": [transfer_rows.told(party) for party in parties if _is_buyer(party)],
        "standing": transfer_rows.standing(row),
        "lacks_phone": any(not party.contact and party.user_id is None for party in parties),
    }
