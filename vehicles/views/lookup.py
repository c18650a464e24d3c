"""The public look-up by plate: what anyone may know about a vehicle that stands before them."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import public
from interior_portal.documents import limits
from interior_portal.ui import dates
from interior_portal.ui.components import Row
from interior_portal.ui.views import too_many_requests
from vehicles.forms.lookup import LookUpForm
from vehicles.queries.lookup import WORDS, Outcome, PlateAnswer, look_up

CHECKS_PER_MINUTE = 20
TONES = {Outcome.VALID: "success", Outcome.EXPIRED: "warning", Outcome.ASK_OFFICE: "warning"}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """By the typed plate, which is posted, so that it stands in no address and no log."""
    form = LookUpForm(request.POST or None)
    if request.method == "POST":
        wait = limits.seconds_to_wait(request, purpose="plate", limit=CHECKS_PER_MINUTE)
        if wait:
            return too_many_requests(request, retry_after=wait)
    if not form.is_valid():
        return render(request, "vehicles/check.html", {"form": form})
    found = look_up(form.cleaned_data["plate"])
    title, text = WORDS[found.outcome]
    context = {
        "title": title,
        "text": text,
        "tone": TONES.get(found.outcome, "info"),
        "rows": _rows(found),
        "is_trial": found.is_trial,
    }
    return render(request, "vehicles/check_answer.html", context)


def _rows(found: PlateAnswer) -> list[Row]:
    """The vehicle as one sees it, and until when its papers hold."""
    vehicle, plate = found.vehicle, found.plate
    if vehicle is None or plate is None:
        return []
    return [
        Row(_("Plate"), plate.face, iso=True),
        Row(_("Make and model"), f"{vehicle.make} {vehicle.model}", iso=True),
        Row(_("Colour"), vehicle.get_colour_display()),
        Row(_("Class"), str(vehicle.vehicle_class)),
        Row(_("Year of make"), str(vehicle.model_year), iso=True),
        Row(_("Licence valid until"), _until(found.licence_until)),
        Row(_("Inspection valid until"), _until(found.inspection_until)),
    ]


def _until(day: dt.date | None) -> str:
    return dates.day(day) if day else gettext("none on record")
