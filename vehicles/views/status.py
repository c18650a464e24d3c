"""An application of the reader: checked and sent, then a letter that says where it stands."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.accounts.queries import has_permission
from interior_portal.shared.refusals import Refused
from vehicles import actions, procedures, queries
from vehicles.forms.acts import StepForm
from vehicles.models import Act, Application
from vehicles.roles import VEHICLE_APPLICATION_ENTER
from vehicles.views import licences
from vehicles.views.presenters import letter
from vehicles.views.presenters import vehicle as presenter
from vehicles.views.reading import as_applicant

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """A draft is the page on which it is sent; a sent application is a letter."""
    row = as_applicant(request, reference)
    if row.case.step == "draft":
        own = "vehicles:transfer" if row.act == Act.CHANGE_OF_OWNER else "vehicles:check"
        return redirect(own, reference=reference)
    context = {
        "application": row,
        "title": procedures.LABELS[Act(row.act)],
        "plate": queries.plate_of(row.vehicle),
        "letter": letter.letter(row, user_of(request)),
        "at_counter": has_permission(user_of(request), VEHICLE_APPLICATION_ENTER, row.case.unit),
    }
    return render(request, "vehicles/status.html", context)


@signed_in
@page
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """All that is known on one page, everything that is in the way with its cure, then the sending."""
    row = as_applicant(request, reference)
    if row.case.step != "draft" or row.act == Act.CHANGE_OF_OWNER:
        return redirect("vehicles:application", reference=reference)
    known, plate = queries.evidence_of(row.vehicle), queries.plate_of(row.vehicle)
    hindrances = queries.hindrances(row, known)
    form = StepForm(request.POST or None, initial={"version": row.case.version})
    if form.is_valid() and _send(request, row, form):
        return redirect("vehicles:application", reference=reference)
    context = {
        "application": row,
        "form": form,
        "title": procedures.LABELS[Act(row.act)],
        "rows": presenter.answer_rows(row, plate),
        "proofs": presenter.proofs(known),
        "fees": queries.fees_for(act=row.act, vehicle=row.vehicle),
        "hindrances": hindrances,
        "refusal": presenter.first_of(hindrances),
    }
    return render(request, "vehicles/send.html", context)


def _send(request: HttpRequest, row: Application, form: StepForm) -> bool:
    """Whether it was sent; otherwise the form says why not."""
    try:
        actions.submit(
            application=row,
            by=user_of(request),
            version=form.cleaned_data["version"],
            key=str(form.cleaned_data["key"]),
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


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
            return redirect("vehicles:application", reference=reference)
    return render(request, "vehicles/withdraw.html", {"application": row, "form": form})


@signed_in
@require_safe
def paper(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The licence as PDF, as a sheet, a card or a slip, for the applicant; of a transfer it is the buyer's."""
    row = as_applicant(request, reference)
    if not queries.may_have_licence(row, user_of(request)):
        raise Http404
    return licences.file_of(request, queries.find_licence(row))
