"""How a procedure runs: where its open cases stand, and what it costs those who go through it."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import units_where
from interior_portal.shared import clock
from interior_portal.workflow import registry
from interior_portal.workflow.forms.events import PeriodForm
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.queries.heat import heat
from interior_portal.workflow.queries.routine import routine
from interior_portal.workflow.roles import WORKFLOW_PROCEDURES_VIEW
from interior_portal.workflow.views.reports import running as report

PERIODS = (30, 90, 365)


@permitted(WORKFLOW_PROCEDURES_VIEW)
@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """The procedures there are, each a door to how it runs."""
    context = {"procedures": registry.procedures()}
    return render(request, "workflow/seeing/procedures.html", context)


@permitted(WORKFLOW_PROCEDURES_VIEW)
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """The open cases at the reader's units by step, then the routine of a period."""
    found = _get(code)
    units = units_where(user_of(request), WORKFLOW_PROCEDURES_VIEW).values_list("pk", flat=True)
    form, days, (first, last) = _period(request)
    context = {
        "procedure": found,
        **report.heat(found, heat(found, units), is_rtl=get_language_bidi()),
        **report.routine(routine(found, units, first, last)),
        "form": form,
        "first": first,
        "last": last,
        "periods": report.periods(PERIODS, days),
    }
    return render(request, "workflow/seeing/procedure.html", context)


def _get(code: str) -> Procedure:
    try:
        return registry.get_procedure(code)
    except LookupError as error:
        raise Http404 from error


def _period(request: HttpRequest) -> tuple[PeriodForm, int, tuple[dt.date, dt.date]]:
    """The days that were asked for; with wrong ones or none, the last 30 and no more than 365.

    The number of days is 0 where two dates were given.
    """
    form = PeriodForm(request.GET if "first_day" in request.GET else None)
    if form.is_valid():
        return form, 0, (form.cleaned_data["first"], form.cleaned_data["last"])
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[0]
    today = clock.today()
    return form, days, (today - dt.timedelta(days=days - 1), today)
