"""Projects: those of a year, one with its stages and money, a new one, and what is written about it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import YEAR_KEEP, YEAR_VIEW
from reports.actions.year import building as actions
from reports.forms.year.building import (
    AfterForm,
    LevelForm,
    ProjectForm,
    SpendingForm,
    StageDoneForm,
    StageForm,
    StopForm,
)
from reports.models import Project
from reports.queries.year import projects as queries
from reports.views.year import building_rows as rows
from reports.views.year import choosing, trying

page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "reports:projects"
STEP = "reports/year/step.html"
FIELDS: Mapping[str, str] = {
    "ends_early": "ends_on",
    "there_already": "title_ar",
    "no_budget": "budget_syp",
    "stage_ends_early": "planned_until",
    "began_later": "began_on",
    "nothing": "amount",
}


@permitted(YEAR_VIEW)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects of a year: money by currency, and which stages are late."""
    year = choosing.year_of(request)
    lines = queries.projects_of(year, choosing.units_of(request))
    context = {
        "year": year,
        "years": choosing.year_tabs(request, LIST, (year - 1,)),
        "areas": choosing.area_tabs(LIST),
        "lines": [rows.shown(line) for line in lines],
        "late": sum(bool(line.late) for line in lines),
        "keeps": has_permission(user_of(request), YEAR_KEEP),
    }
    return render(request, "reports/year/projects.html", context)


@permitted(YEAR_VIEW)
@require_safe
def project(request: HttpRequest, reference: str) -> HttpResponse:
    """One project: its stages drawn and in a table, its money, what it changed."""
    found = _found(request, reference)
    line = queries.lines([found])[0]
    keeps = has_permission(user_of(request), YEAR_KEEP, found.unit)
    context = {
        "shown": rows.shown(line),
        "stages": [rows.stage(each) for each in line.stages],
        "bars": [rows.stage(each).bar for each in line.stages],
        "spendings": queries.spendings_of(found),
        "keeps": keeps,
        "measures": keeps and found.state != Project.State.STOPPED,
        "is_open": found.state in {Project.State.PLANNED, Project.State.RUNNING},
    }
    return render(request, "reports/year/project.html", context)


@permitted(YEAR_KEEP)
@page
def enter(request: HttpRequest) -> HttpResponse:
    """A new project with its budget and what it is to change."""
    form = ProjectForm(request.POST or None, units=choosing.kept_units(request))
    if form.is_valid():
        facts: dict[str, Any] = {
            "budgets": form.budgets(),
            "level": form.level(),
            **_keyed(request, form),
        }
        made = trying.tried(form, FIELDS, lambda: actions.enter(project=form.project(), **facts))
        if isinstance(made, Project):
            messages.success(request, _("The project is entered. Now add its stages."))
            return redirect("reports:project", reference=made.reference)
    context = {"form": form, "title": _("Enter a project"), "back": reverse(LIST)}
    return render(request, STEP, context)


@permitted(YEAR_KEEP)
@page
def add_stage(request: HttpRequest, reference: str) -> HttpResponse:
    """A further stage of a project."""
    found, form = _kept(request, reference), StageForm(request.POST or None)

    def act() -> object:
        return actions.add_stage(project=found, stage=form.stage(), **_keyed(request, form))

    return _answer(request, found, form, act, _("Add a stage"))


@permitted(YEAR_KEEP)
@page
def finish_stage(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    """A stage is done: when it began and when it ended."""
    found, by = _kept(request, reference), user_of(request)
    stage = get_object_or_404(found.stages.select_related("project"), position=position)
    initial = {"began_on": stage.began_on or stage.planned_from}
    form = StageDoneForm(request.POST or None, initial=initial)

    def act() -> object:
        return actions.finish_stage(stage=stage, by=by, **form.days())

    return _answer(request, found, form, act, _("Mark the stage as done"), stage.title)


@permitted(YEAR_KEEP)
@page
def add_level(request: HttpRequest, reference: str) -> HttpResponse:
    """A further level of service that the project is to change."""
    found, form = _kept(request, reference), LevelForm(request.POST or None)

    def act() -> object:
        return actions.add_level(project=found, level=form.level(), **_keyed(request, form))

    return _answer(request, found, form, act, _("Add a level of service"))


@permitted(YEAR_KEEP)
@page
def measure_level(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What a level of service is after the project."""
    found, by = _kept(request, reference), user_of(request)
    level = get_object_or_404(found.levels.select_related("project"), pk=pk)
    form = AfterForm(request.POST or None, initial={"after": level.after})
    form.fields["after"].help_text = level.measured_in

    def act() -> object:
        return actions.measure_level(level=level, after=form.cleaned_data["after"], by=by)

    return _answer(request, found, form, act, _("Enter the value after"), level.title)


@permitted(YEAR_KEEP)
@page
def stop(request: HttpRequest, reference: str) -> HttpResponse:
    """A project that is not carried through."""
    found, by = _kept(request, reference), user_of(request)
    form = StopForm(request.POST or None)

    def act() -> object:
        return actions.stop(project=found, reason=form.cleaned_data["reason"], by=by)

    return _answer(request, found, form, act, _("Stop the project"))


@permitted(YEAR_KEEP)
@page
def spend(request: HttpRequest, reference: str) -> HttpResponse:
    """Money that went out for a project."""
    found, form = _kept(request, reference), SpendingForm(request.POST or None)

    def act() -> object:
        return actions.spend(spending=form.spending(found), **_keyed(request, form))

    return _answer(request, found, form, act, _("Enter spending"))


def _keyed(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    return {"key": str(form.cleaned_data["key"]), "by": user_of(request)}


def _answer(
    request: HttpRequest,
    found: Project,
    form: forms.Form,
    act: Callable[[], object],
    *words: str,
) -> HttpResponse:
    """Onward when it is done; else the form, with what is wrong; `words` are its title and what it is about."""
    if form.is_valid() and trying.tried(form, FIELDS, act):
        return _done(request, found)
    return _asked(request, found, form, *words)


def _done(request: HttpRequest, found: Project) -> HttpResponse:
    messages.success(request, _("Done: your step is recorded."))
    return redirect("reports:project", reference=found.reference)


def _asked(
    request: HttpRequest, found: Project, form: forms.Form, title: str, hint: str = ""
) -> HttpResponse:
    back = reverse("reports:project", args=[found.reference])
    context: dict[str, Any] = {"form": form, "title": title, "back": back}
    return render(request, STEP, context | {"hint": hint or found.title})


def _found(request: HttpRequest, reference: str) -> Project:
    found = queries.find_project(reference, choosing.units_of(request))
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest, reference: str) -> Project:
    found = _found(request, reference)
    if not has_permission(user_of(request), YEAR_KEEP, found.unit):
        raise Http404
    return found
