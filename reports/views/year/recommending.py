"""Recommendations: those of a year, one with its thread, what its owner writes, what the secretary settles."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import units_where
from interior_portal.accounts.roles import YEAR_KEEP, YEAR_VIEW
from interior_portal.documents import views as documents
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from reports.actions.year import recommending as actions
from reports.forms.year.recommending import (
    DateForm,
    EnterForm,
    ProgressForm,
    ReasonForm,
    StepForm,
)
from reports.models import CourseSession, Project, Recommendation
from reports.queries.year import recommendations as queries
from reports.queries.year.keepers import may_keep, owners_of
from reports.roles import YEAR_SETTLE
from reports.rules.year.recommending import COURSES, UNSETTLED, Verb
from reports.views.year import choosing
from reports.views.year import recommendation_rows as rows

page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "reports:recommendations"


@permitted(YEAR_VIEW)
@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    """The year: what became of each, by state and by owner; seven statements."""
    asked, units = choosing.year_of(request), choosing.units_of(request)
    lines = queries.recommendations_of(asked, units)
    chosen = rows.chosen(lines, request.GET.get("state", ""), request.GET.get("unit", ""))
    context = {
        "year": asked,
        "years": choosing.year_tabs(request, LIST, queries.years()),
        "areas": choosing.area_tabs(LIST),
        "states": rows.state_tabs(request, lines),
        "owners": rows.owner_counts(request, lines),
        "lines": rows.shown(chosen),
        "sentence": rows.sentence(asked, lines),
        "may_enter": units_where(user_of(request), YEAR_SETTLE).exists(),
    }
    return render(request, "reports/year/recommendations.html", context)


@permitted(YEAR_VIEW)
@require_safe
def recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them as a letter: where it stands, whose turn it is, until when, and all that happened."""
    found, user = _found(request, reference), user_of(request)
    events = queries.events_of(found)
    context = {
        "recommendation": found,
        "owners": owners_of(found),
        "letter": rows.letter(found),
        "events": rows.events(events),
        "evidence": rows.evidence(found, events, user),
        "thread": queries.thread_of(found),
        "steps": rows.steps(found, user),
        "may_keep": may_keep(user, owners_of(found)) and found.state in UNSETTLED,
    }
    return render(request, "reports/year/recommendation.html", context)


@permitted(YEAR_KEEP)
@page
@documents.uploads
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    """The owner writes how far it is, and adds what proves it."""
    found, user = _found(request, reference), user_of(request)
    if not may_keep(user, owners_of(found)):
        raise Http404
    units = units_where(user, YEAR_KEEP)
    form = ProgressForm(
        request.POST or None,
        request.FILES or None,
        projects=Project.objects.filter(unit__in=units).order_by("-starts_on")[:200],
        sessions=CourseSession.objects.filter(unit__in=units)
        .select_related("course")
        .order_by("-starts_on")[:200],
    )
    if form.is_valid():
        facts = dict(form.cleaned_data) | {"key": str(form.cleaned_data["key"])}
        try:
            actions.note(recommendation=found, by=user, **facts)
        except Refused as refused:
            form.add_error("file" if facts["file"] else None, str(refused))
        else:
            messages.success(request, _("What you wrote is kept."))
            return redirect("reports:recommendation", reference=reference)
    context = {"form": form, "recommendation": found, "title": _("Write how far it is")}
    return render(request, "reports/year/recommendation_step.html", context)


@permitted(YEAR_VIEW)
@page
def step(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step: begin, report done, confirm, send back, drop, carry over; or another date."""
    found, user = _found(request, reference), user_of(request)
    if verb not in rows.TITLES or not rows.is_theirs(found, user, verb):
        raise Http404
    form = _step_form(verb)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            after = _carried_out(found, verb, request, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done: your step is recorded."))
            return redirect("reports:recommendation", reference=after.reference)
    context = {"form": form, "recommendation": found, "title": rows.TITLES[verb]}
    return render(request, "reports/year/recommendation_step.html", context)


def _step_form(verb: str) -> type[StepForm | ReasonForm | DateForm]:
    if verb in {Verb.CARRY, rows.MOVE}:
        return DateForm
    return ReasonForm if COURSES[Verb(verb)].needs_reason else StepForm


def _carried_out(
    found: Recommendation, verb: str, request: HttpRequest, data: Mapping[str, Any]
) -> Recommendation:
    facts: dict[str, Any] = {"recommendation": found, "by": user_of(request), **data}
    if verb == rows.MOVE:
        return actions.move_due(**facts)
    if verb == Verb.CARRY:
        return actions.carry_over(**facts)
    return actions.carry_out(verb=Verb(verb), **facts)


@permitted(YEAR_SETTLE)
@page
def enter(request: HttpRequest) -> HttpResponse:
    """A new recommendation or resolution."""
    today = clock.today()
    units = units_where(user_of(request), YEAR_SETTLE).filter(is_active=True).order_by("path")
    initial = {"kind": Recommendation.Kind.RECOMMENDATION, "meeting_year": today.year - 1}
    form = EnterForm(request.POST or None, units=units, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        named = {name: data[name] for name in ("kind", "meeting_year", "number", "unit", "others")}
        try:
            made = actions.enter(
                **named,
                year=data["due_on"].year,
                due_on=data["due_on"],
                texts=form.texts(),
                by=user_of(request),
            )
        except Refused as refused:
            form.add_error("number" if refused.refusal == actions.TAKEN else None, str(refused))
        else:
            messages.success(request, _("The recommendation is entered."))
            return redirect("reports:recommendation", reference=made.reference)
    context = {"form": form, "title": _("Enter a recommendation")}
    return render(request, "reports/year/recommendation_step.html", context)


@permitted(YEAR_VIEW)
@require_safe
def evidence(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """A file that proves something, as a download."""
    events = _found(request, reference).events.filter(upload__isnull=False)
    event = get_object_or_404(events.select_related("upload"), pk=pk)
    if event.upload is None:
        raise Http404
    return documents.serve(event.upload)


def _found(request: HttpRequest, reference: str) -> Recommendation:
    found = queries.find_recommendation(reference, user_of(request))
    if found is None:
        raise Http404
    return found
