"""Readiness: the units of a year against their targets, one indicator with its history, and what is written of it."""

from typing import Any

from django import forms
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
from interior_portal.shared import clock
from reports.actions.year import readying as actions
from reports.forms.year.readying import IndicatorForm, MeasureForm, TargetForm
from reports.forms.year.recommending import ReasonForm
from reports.models import Indicator
from reports.queries.year import readiness as queries
from reports.rules.year.lights import Light
from reports.views.year import choosing, trying
from reports.views.year import readying_rows as rows

page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "reports:readiness"
STEP = "reports/year/step.html"
ON_A_PAGE = 25
FIELDS = {
    "not_there": "unit",
    "year_over": "year",
    "not_yet": "month",
    "same": "value",
    "reason_missing": "note",
}


@permitted(YEAR_VIEW)
@require_safe
def readiness(request: HttpRequest) -> HttpResponse:
    """Each indicator at each of the reader's units, held against its target."""
    year = choosing.year_of(request)
    lines = queries.readiness_of(year, choosing.units_of(request))
    pages = Paginator(lines, ON_A_PAGE)
    here = pages.get_page(request.GET.get("page"))
    lights = [line.light for line in lines]
    context = {
        "year": year,
        "years": choosing.year_tabs(request, LIST, (year - 1,)),
        "areas": choosing.area_tabs(LIST),
        "lines": [rows.shown(line, year) for line in here],
        "reached": lights.count(Light.GREEN),
        "narrow": lights.count(Light.AMBER),
        "missed": lights.count(Light.RED),
        "gaps": sum(bool(line.missing(year)) for line in lines),
        "keeps": has_permission(user_of(request), YEAR_KEEP),
        **choosing.pager(request, LIST, pages),
    }
    return render(request, "reports/year/readiness.html", context)


@permitted(YEAR_VIEW)
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it means, how each unit stands, all that was measured with its corrections."""
    found, units = _found(request, code), choosing.units_of(request)
    year, user = choosing.year_of(request), user_of(request)
    pages = Paginator(queries.history_of(found, year, units), ON_A_PAGE)
    at = {"args": [code]}
    context = {
        "indicator": found,
        "year": year,
        "years": choosing.year_tabs(request, "reports:indicator", (year - 1,), **at),
        "lines": [rows.shown(line, year) for line in queries.standing_of(found, year, units)],
        "targets": queries.targets_of(found, year, units),
        "history": rows.measured(pages.get_page(request.GET.get("page"))),
        "measures": found.is_measured and _offered(request, found).exists(),
        "keeps": found.is_measured and has_permission(user, YEAR_KEEP, found.unit),
        **choosing.pager(request, "reports:indicator", pages, **at),
    }
    return render(request, "reports/year/indicator.html", context)


@permitted(YEAR_KEEP)
@page
def define(request: HttpRequest) -> HttpResponse:
    """A new indicator, measured from this month on."""
    form = IndicatorForm(request.POST or None, units=choosing.kept_units(request))
    by = user_of(request)
    if form.is_valid():
        key = str(form.cleaned_data["key"])
        made = trying.tried(
            form, FIELDS, lambda: actions.define(indicator=form.indicator(), key=key, by=by)
        )
        if isinstance(made, Indicator):
            messages.success(request, _("The indicator is defined. Now set the targets."))
            return redirect("reports:indicator", code=made.code)
    context = {"form": form, "title": _("Define an indicator"), "back": reverse(LIST)}
    return render(request, STEP, context)


@permitted(YEAR_KEEP)
@page
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """The value of a month, or the correction of one."""
    found = _kept(request, code)
    form = MeasureForm(request.POST or None, **_asked_of(request, found))
    by = user_of(request)
    if form.is_valid():
        facts: dict[str, Any] = {**form.cleaned_data, "key": str(form.cleaned_data["key"])}
        if trying.tried(form, FIELDS, lambda: actions.measure(indicator=found, by=by, **facts)):
            return _done(request, found, facts["month"].year)
    return _asked(request, found, form, _("Enter a value"))


@permitted(YEAR_KEEP)
@page
def target(request: HttpRequest, code: str) -> HttpResponse:
    """What a unit is to reach."""
    found = _kept(request, code)
    form = TargetForm(request.POST or None, **_asked_of(request, found))
    by = user_of(request)
    if form.is_valid():
        facts: dict[str, Any] = form.cleaned_data
        if trying.tried(form, FIELDS, lambda: actions.set_target(indicator=found, by=by, **facts)):
            return _done(request, found, facts["year"])
    return _asked(request, found, form, _("Set the target"))


@permitted(YEAR_KEEP)
@page
def end(request: HttpRequest, code: str) -> HttpResponse:
    """An indicator that nobody measures any more; its history stays."""
    found, by = _kept(request, code), user_of(request)
    if not has_permission(by, YEAR_KEEP, found.unit):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if trying.tried(form, FIELDS, lambda: actions.end(indicator=found, reason=reason, by=by)):
            return _done(request, found, clock.today().year)
    return _asked(request, found, form, _("Stop measuring it"))


def _asked_of(request: HttpRequest, found: Indicator) -> dict[str, Any]:
    """What a form about a unit begins with: the units, and the one that the address names."""
    units = _offered(request, found)
    chosen = units.filter(code=request.GET.get("unit", "")).first()
    initial = {"unit": chosen.pk} if chosen is not None else {}
    return {"units": units, "measured_in": found.measured_in, "initial": initial}


def _offered(request: HttpRequest, found: Indicator) -> Any:
    """The reader's units at which it is measured."""
    return choosing.kept_units(request).filter(path__startswith=found.unit.path)


def _done(request: HttpRequest, found: Indicator, year: int) -> HttpResponse:
    messages.success(request, _("Done: your step is recorded."))
    return redirect(f"{reverse('reports:indicator', args=[found.code])}?year={year}")


def _asked(request: HttpRequest, found: Indicator, form: forms.Form, title: str) -> HttpResponse:
    back = reverse("reports:indicator", args=[found.code])
    context: dict[str, Any] = {"form": form, "title": title, "back": back, "hint": found.title}
    return render(request, STEP, context)


def _found(request: HttpRequest, code: str) -> Indicator:
    found = queries.find_indicator(code, choosing.units_of(request))
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, code: str) -> Indicator:
    """The indicator for who keeps the year of a unit at which it is measured."""
    found = _found(request, code)
    if not found.is_measured or not _offered(request, found).exists():
        raise Http404
    return found
