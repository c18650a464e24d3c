"""The catalogue of courses: what it offers, a new course, and what is written about one."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, staff_at_work, user_of
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from reports.actions.year import teaching as actions
from reports.forms.year.teaching import CourseForm, EnterCourseForm, SureForm
from reports.models import Course
from reports.queries.year import catalogue as queries
from reports.roles import YEAR_SETTLE
from reports.views.year import choosing, trying

page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "reports:catalogue"
STEP = "reports/year/step.html"
ON_A_PAGE = 25
FIELDS = {"there_already": "title_ar"}
TITLES = {
    "retire": gettext_lazy("Retire the course"),
    "offer": gettext_lazy("Offer the course again"),
    "delete": gettext_lazy("Delete the course"),
}


@staff_at_work
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Each course with how often it was held and how many certificates it brought."""
    pages = Paginator(queries.catalogue(), ON_A_PAGE)
    context = {
        "courses": pages.get_page(request.GET.get("page")),
        "settles": has_permission(user_of(request), YEAR_SETTLE),
        **choosing.pager(request, LIST, pages),
    }
    return render(request, "reports/year/catalogue.html", context)


@permitted(YEAR_SETTLE)
@page
def enter(request: HttpRequest) -> HttpResponse:
    """A new course of the catalogue."""
    form, by = EnterCourseForm(request.POST or None), user_of(request)
    if form.is_valid():
        key = str(form.cleaned_data["key"])
        if trying.tried(
            form, FIELDS, lambda: actions.enter(course=Course(**form.facts()), key=key, by=by)
        ):
            messages.success(request, _("The course is in the catalogue."))
            return redirect(LIST)
    context = {"form": form, "title": _("Enter a course"), "back": reverse(LIST)}
    return render(request, STEP, context)


@permitted(YEAR_SETTLE)
@page
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Other words, hours or attendance of a course."""
    found, by = _found(code), user_of(request)
    form = CourseForm(request.POST or None, initial=CourseForm.told(found))
    if form.is_valid() and trying.tried(
        form, FIELDS, lambda: actions.change(course=found, facts=form.facts(), by=by)
    ):
        messages.success(request, _("The course is changed."))
        return redirect(LIST)
    return _asked(request, form, _("Change the course"), found)


@permitted(YEAR_SETTLE)
@page
def step(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Retire a course, offer it again, or delete one that was never planned."""
    found, by = _found(code), user_of(request)
    if verb not in TITLES:
        raise Http404
    form = SureForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and trying.tried(form, FIELDS, lambda: _carry_out(verb, found, by)):
        messages.success(request, _("Done: your step is recorded."))
        return redirect(LIST)
    return _asked(request, form, str(TITLES[verb]), found)


def _carry_out(verb: str, found: Course, by: User) -> str:
    """The step is done; which one, is answered."""
    if verb == "delete":
        actions.take_out(course=found, by=by)
    else:
        (actions.retire if verb == "retire" else actions.offer)(course=found, by=by)
    return verb


def _asked(request: HttpRequest, form: forms.Form, title: str, found: Course) -> HttpResponse:
    context = {"form": form, "title": title, "back": reverse(LIST), "hint": found.title}
    return render(request, STEP, context)


def _found(code: str) -> Course:
    found = queries.find_course(code)
    if found is None:
        raise Http404
    return found
