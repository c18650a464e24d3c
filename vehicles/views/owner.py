"""The owner's pages: what they own, what is on record for it, and the beginning of every act."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.people.queries import find_person_of
from interior_portal.shared.refusals import Refused, check
from vehicles import actions, queries
from vehicles.forms.acts import FORMS, ActForm
from vehicles.models import Act, Application, Vehicle
from vehicles.views import licences
from vehicles.views.presenters import acts
from vehicles.views.presenters import vehicle as presenter
from vehicles.views.reading import as_owner

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def vehicles(request: HttpRequest) -> HttpResponse:
    """What the reader owns; or how they become known, when nobody has seen who they are."""
    user = user_of(request)
    owned = list(queries.vehicles_of(user))
    context = {
        "owned": [presenter.owned(each) for each in owned],
        "refusal": queries.NOT_PROVEN if not owned and find_person_of(user) is None else None,
    }
    return render(request, "vehicles/owner/vehicles.html", context)


@signed_in
@require_safe
def vehicle(request: HttpRequest, reference: str) -> HttpResponse:
    """One vehicle: what stands in the register, what is in force, what can be done."""
    row = as_owner(request, reference)
    known, href = queries.evidence_of(row), reverse("vehicles:own_licence", args=[reference])
    context = {
        "vehicle": row,
        "entry": presenter.entry_rows(row, queries.plate_of(row)),
        "owners": presenter.owner_rows(row),
        "proofs": presenter.proofs(known),
        "licence_href": href if licences.standing_paper(known.licence) else "",
        "smaller": licences.smaller(known.licence, href),
        "offers": acts.offers(row),
        "applications": presenter.under_way(queries.applications_by(user_of(request), row)),
    }
    return render(request, "vehicles/owner/vehicle.html", context)


@signed_in
@require_safe
def licence(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The licence that counts, as PDF: a sheet, a card or a slip."""
    return licences.file_of(request, queries.current_licence(as_owner(request, reference)))


@signed_in
@page
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """What an act costs, takes and still lacks, before it is begun. What is missing stops only the sending."""
    row, chosen = as_owner(request, reference), acts.act_of(act)
    form = FORMS[chosen](request.POST or None)
    if form.is_valid():
        try:
            application = _begin(request, row, chosen, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("vehicles:application", reference=application.reference)
    context = {
        "vehicle": row,
        "plate": queries.plate_of(row),
        "chosen": acts.choose(row, chosen),
        "form": form,
    }
    return render(request, "vehicles/owner/act.html", context)


def _begin(request: HttpRequest, row: Vehicle, chosen: Act, form: ActForm) -> Application:
    user = user_of(request)
    check(queries.why_not_apply(row, user))
    return actions.begin(
        act=chosen,
        vehicle=row,
        unit=row.unit,
        by=user,
        applicant=user,
        key=str(form.cleaned_data["key"]),
        details=form.details(),
    )
