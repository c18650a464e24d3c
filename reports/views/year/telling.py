"""Awareness: the activities of a year with their sums, one activity, a new one, the correction of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import YEAR_KEEP, YEAR_VIEW
from interior_portal.shared.refusals import Refused
from reports.actions.year import telling as actions
from reports.forms.year.recommending import ReasonForm
from reports.forms.year.telling import ActivityForm, CorrectionForm
from reports.models import Activity
from reports.queries.year import awareness as queries
from reports.views.year import choosing

page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "reports:awareness"
STEP = "reports/year/step.html"
ON_A_PAGE = 25
FIELDS = {"not_yet": "held_on", "nobody": "women", "no_material": "material"}


@permitted(YEAR_VIEW)
@require_safe
def awareness(request: HttpRequest) -> HttpResponse:
    """The year by topic and by place, then each activity."""
    year, units = choosing.year_of(request), choosing.units_of(request)
    topics = queries.awareness_of(year, units)
    pages = Paginator(queries.activities_of(year, units), ON_A_PAGE)
    context = {
        "year": year,
        "years": choosing.year_tabs(request, LIST, (year - 1,)),
        "areas": choosing.area_tabs(LIST),
        "topics": topics,
        "places": queries.places_of(year, units),
        "activities": pages.get_page(request.GET.get("page")),
        "voided": queries.voided_of(year, units),
        "held": sum(line.lectures + line.campaigns for line in topics),
        "reached": sum(line.audience for line in topics),
        "keeps": has_permission(user_of(request), YEAR_KEEP),
        **choosing.pager(request, LIST, pages),
    }
    return render(request, "reports/year/awareness.html", context)


@permitted(YEAR_VIEW)
@require_safe
def activity(request: HttpRequest, reference: str) -> HttpResponse:
    """One activity: who was there, what was handed out, and whether the entry still counts."""
    found = _found(request, reference)
    keeps = found.voided_at is None and has_permission(user_of(request), YEAR_KEEP, found.unit)
    linked = queries.linked_to(found, choosing.units_of(request))
    context = {"activity": found, "keeps": keeps, "linked": linked}
    return render(request, "reports/year/activity.html", context)


@permitted(YEAR_KEEP)
@page
def enter(request: HttpRequest) -> HttpResponse:
    """An activity that took place."""
    form = ActivityForm(request.POST or None, units=choosing.kept_units(request))
    if form.is_valid():
        key = str(form.cleaned_data["key"])
        try:
            made = actions.enter(activity=form.activity(), key=key, by=user_of(request))
        except Refused as refused:
            form.add_error(_field_of(refused), str(refused))
        else:
            messages.success(request, _("The activity is entered."))
            return redirect("reports:activity", reference=made.reference)
    context = {"form": form, "title": _("Enter an activity"), "back": reverse(LIST)}
    return render(request, STEP, context)


@permitted(YEAR_KEEP)
@page
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """The right entry in the place of a wrong one, which stays readable."""
    found, user = _kept(request, reference), user_of(request)
    form = CorrectionForm(
        request.POST or None,
        units=choosing.kept_units(request),
        initial=CorrectionForm.told(found),
    )
    if form.is_valid():
        facts = {"key": str(form.cleaned_data["key"]), "reason": form.cleaned_data["reason"]}
        try:
            made = actions.correct(activity=found, right=form.activity(), by=user, **facts)
        except Refused as refused:
            form.add_error(_field_of(refused), str(refused))
        else:
            messages.success(request, _("The entry is corrected."))
            return redirect("reports:activity", reference=made.reference)
    back = reverse("reports:activity", args=[reference])
    return render(request, STEP, {"form": form, "title": _("Correct the entry"), "back": back})


@permitted(YEAR_KEEP)
@page
def strike(request: HttpRequest, reference: str) -> HttpResponse:
    """An entry of something that did not take place."""
    found = _kept(request, reference)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.void(activity=found, reason=reason, by=user_of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The entry is struck out and counts no more."))
            return redirect("reports:activity", reference=reference)
    back = reverse("reports:activity", args=[reference])
    return render(request, STEP, {"form": form, "title": _("Strike the entry out"), "back": back})


def _field_of(refused: Refused) -> str | None:
    return FIELDS.get(refused.refusal.code)


def _found(request: HttpRequest, reference: str) -> Activity:
    found = queries.find_activity(reference, choosing.units_of(request))
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, reference: str) -> Activity:
    found = _found(request, reference)
    if not has_permission(user_of(request), YEAR_KEEP, found.unit):
        raise Http404
    return found
