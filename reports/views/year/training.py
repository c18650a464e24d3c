"""Training: what is offered to everybody who works here, and what a head and who holds a course keep of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts.access import permitted, staff_at_work, user_of
from interior_portal.accounts.queries import has_permission, units_where
from interior_portal.accounts.roles import YEAR_KEEP, YEAR_VIEW
from interior_portal.documents import views as documents
from interior_portal.shared.refusals import Refused
from reports.actions.year import training as actions
from reports.forms.year.recommending import ReasonForm
from reports.forms.year.training import AttendanceForm, EnrolForm, ResultsForm, SessionForm
from reports.models import CourseSession, Enrolment
from reports.queries.year import sessions as queries
from reports.views.year import choosing
from reports.views.year import training_rows as rows

page = require_http_methods(["GET", "HEAD", "POST"])
FIELDS = {"ends_early": "ends_on", "not_offered": "course"}
KEPT = {
    "enrol": rows.TITLES["enrol"],
    "attendance": rows.TITLES["attendance"],
    "close": rows.TITLES["close"],
    "cancel": rows.TITLES["cancel"],
}


@staff_at_work
@require_safe
def training(request: HttpRequest) -> HttpResponse:
    """The courses of a year with their free seats, and the reader's own; a few statements."""
    user = user_of(request)
    own = queries.enrolments_of(user)
    context = {
        "year": choosing.year_of(request),
        "years": choosing.year_tabs(request, "reports:training", ()),
        "areas": choosing.area_tabs("reports:training"),
        "lines": rows.sessions(queries.sessions_of(choosing.year_of(request)), own),
        "own": rows.own(own),
        "keeps": has_permission(user, YEAR_KEEP),
        "sees": has_permission(user, YEAR_VIEW),
    }
    return render(request, "reports/year/training.html", context)


@staff_at_work
@require_POST
def seat(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a seat for oneself; the head then agrees."""
    user, found = user_of(request), _session(reference)
    _try(request, lambda: actions.enrol(session=found, trainee=user, by=user))
    return redirect("reports:training")


@staff_at_work
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a seat back: one's own, or that of somebody of one's staff."""
    user = user_of(request)
    row = Enrolment.objects.select_related("session", "unit").filter(reference=reference).first()
    if row is None or not (row.trainee == user or has_permission(user, YEAR_KEEP, row.unit)):
        raise Http404
    _try(request, lambda: actions.withdraw(enrolment=row, by=user))
    if row.trainee == user:
        return redirect("reports:training")
    return redirect("reports:session", reference=row.session.reference)


@staff_at_work
@require_safe
def certificate(request: HttpRequest, reference: str) -> HttpResponseBase:
    """A certificate, for who has it and for their head."""
    row = queries.find_certificate(reference, user_of(request))
    if row is None or row.paper is None:
        raise Http404
    return documents.download(row.paper)


@permitted(YEAR_VIEW)
@require_safe
def session(request: HttpRequest, reference: str) -> HttpResponse:
    """One session: who takes part, who waits, who was there, with which result."""
    found, user = _session(reference), user_of(request)
    people = queries.people_in(found, choosing.units_of(request))
    keeps = units_where(user, YEAR_KEEP)
    kept = set(keeps.values_list("pk", flat=True))
    context = {
        "session": found,
        "people": rows.people(people, queries.days_of(people), kept, found),
        "steps": rows.steps(found, is_holder=found.unit_id in kept, is_head=bool(kept)),
    }
    return render(request, "reports/year/session.html", context)


@permitted(YEAR_KEEP)
@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Let somebody of one's staff take part who asked for it."""
    user = user_of(request)
    row = Enrolment.objects.select_related("session", "unit").filter(reference=reference).first()
    if row is None or not has_permission(user, YEAR_KEEP, row.unit):
        raise Http404
    _try(request, lambda: actions.agree(enrolment=row, by=user))
    return redirect("reports:session", reference=row.session.reference)


@permitted(YEAR_KEEP)
@page
def plan(request: HttpRequest) -> HttpResponse:
    """A new session of a course of the catalogue."""
    user = user_of(request)
    units = units_where(user, YEAR_KEEP).filter(is_active=True).order_by("path")
    form = SessionForm(request.POST or None, units=units)
    if form.is_valid():
        try:
            made = actions.plan(by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(FIELDS.get(refused.refusal.code), str(refused))
        else:
            messages.success(request, _("The course is planned."))
            return redirect("reports:session", reference=made.reference)
    context = {"form": form, "title": rows.TITLES["plan"]}
    return render(request, "reports/year/session_step.html", context)


@permitted(YEAR_KEEP)
@page
def keep(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """What a head or who holds the course does about it: enrol, note who was there, close, cancel."""
    found, user = _session(reference), user_of(request)
    if verb not in KEPT or (verb != "enrol" and not has_permission(user, YEAR_KEEP, found.unit)):
        raise Http404
    form = _form(request, found, verb)
    if form.is_valid():
        try:
            _write(found, verb, form, user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done: your step is recorded."))
            return redirect("reports:session", reference=reference)
    context = {"form": form, "session": found, "title": KEPT[verb]}
    return render(request, "reports/year/session_step.html", context)


def _form(request: HttpRequest, found: CourseSession, verb: str) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if verb == "cancel":
        return ReasonForm(data)
    if verb == "enrol":
        return EnrolForm(data, people=queries.people_of_head(user_of(request)))
    seated = queries.seated_in(found)
    return (AttendanceForm if verb == "attendance" else ResultsForm)(data, seated=seated)


def _write(found: CourseSession, verb: str, form: forms.Form, user: Any) -> None:
    data = form.cleaned_data
    if verb == "enrol":
        actions.enrol(session=found, trainee=data["trainee"], by=user)
    elif verb == "attendance":
        actions.attend(session=found, day=data["day"], there=data["there"], by=user)
    elif isinstance(form, ResultsForm):
        actions.close(session=found, results=form.results(), by=user)
    else:
        actions.cancel(session=found, reason=data["reason"], by=user)


def _session(reference: str) -> CourseSession:
    found = queries.find_session(reference)
    if found is None:
        raise Http404
    return found


def _try(request: HttpRequest, act: Callable[[], object]) -> None:
    """Do it, and say on the next page that it is done, or why not."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done: your step is recorded."))
