"""Targets: what a figure is to reach, set by who works for the whole Authority."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import units_where
from interior_portal.shared import clock
from reports.actions.targets import set_target
from reports.forms.boards import TargetForm
from reports.queries.boards import highest
from reports.queries.targets import history_of
from reports.roles import TARGET_SET
from reports.rules.targets import may_have_target
from reports.rules.wording import say_target
from reports.views.boards import figure_of, opened


@permitted(TARGET_SET)
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """Set the target of a figure for a unit and a year; below, every one there was."""
    user = user_of(request)
    board, scope, _question = opened(request, code)
    chosen, unit = figure_of(board, figure), highest(scope)
    if unit is None or not may_have_target(chosen):
        raise Http404
    permitted_at = {each.pk for each in units_where(user, TARGET_SET)}
    units = [each for each in scope.choices if each.pk in permitted_at]
    initial = {"unit": unit.code, "year": clock.today().year}
    form = TargetForm(request.POST or None, figure=chosen, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_target(
            figure=chosen,
            unit=form.chosen_unit,
            year=form.cleaned_data["year"],
            value=form.cleaned_data["value"],
            by=user,
        )
        messages.success(
            request, _("The target is set. Every head of the unit reads it from now on.")
        )
        return redirect("reports:figure", code=code, figure=figure)
    rows = [
        (row, "" if row.value is None else say_target(chosen, row.value))
        for row in history_of(chosen, unit)
    ]
    context = {"board": board, "figure": chosen, "form": form, "history": rows, "unit": unit}
    return render(request, "reports/boards/targets.html", context)
