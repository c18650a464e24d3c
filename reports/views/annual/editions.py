"""The years and their editions; the draft desk: what is written, what waits, and what comes next."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts.access import permitted, public, user_of
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import REPORT_APPROVE, REPORT_WRITE
from interior_portal.shared.refusals import Refused
from reports.actions.annual import editions as actions
from reports.forms.annual import BeginForm
from reports.models import Edition
from reports.queries.annual import editions as queries
from reports.roles import REPORT_MAKE
from reports.views.annual import presenters

page = require_http_methods(["GET", "HEAD", "POST"])
Act = Callable[..., Edition]


@public
@require_safe
def annual_reports(request: HttpRequest) -> HttpResponse:
    """The released reports, for everybody; who writes them also sees those that are not released."""
    user = request.user
    writes = isinstance(user, User) and has_permission(user, REPORT_WRITE)
    begins = isinstance(user, User) and has_permission(user, REPORT_MAKE)
    context = {
        "years": presenters.years(queries.reports(released_only=not writes)),
        "begins": begins,
    }
    return render(request, "reports/annual/reports.html", context)


@permitted(REPORT_MAKE)
@page
def annual_begin(request: HttpRequest) -> HttpResponse:
    """A new edition: the first of a year, or one that corrects the last."""
    form = BeginForm(request.POST or None)
    if form.is_valid():
        try:
            edition = actions.begin_edition(by=user_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return to_edition(edition)
    return render(request, "reports/annual/begin.html", {"form": form})


@permitted(REPORT_WRITE)
@require_safe
def annual_edition(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The desk of one edition: its chapters, whose turn each is, and what comes next."""
    edition = edition_of(year, number)
    user = user_of(request)
    context = {
        "edition": edition,
        "follower": queries.follower_of(edition),
        "chapters": presenters.chapters(edition, user),
        "makings": queries.makings_of(edition),
        "why_not": {
            "approve": actions.why_not_approve_edition(edition, user),
            "reopen": actions.why_not_reopen(edition, user),
            "release": actions.why_not_release(edition, user),
        },
        "may_make": has_permission(user, REPORT_MAKE),
    }
    return render(request, "reports/annual/edition.html", context)


@permitted(REPORT_APPROVE)
@require_POST
def annual_approve(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Lock the words."""
    told = gettext_lazy("The edition is approved. Its words are locked; have the book made now.")
    return _carry_out(request, year, number, actions.approve_edition, told)


@permitted(REPORT_APPROVE)
@require_POST
def annual_reopen(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Back to writing."""
    told = gettext_lazy("The edition is being written again. It must be approved once more.")
    return _carry_out(request, year, number, actions.reopen_edition, told)


@permitted(REPORT_MAKE)
@require_POST
def annual_release(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Give it to everybody."""
    told = gettext_lazy("The edition is released. Everybody can read it from now on.")
    return _carry_out(request, year, number, actions.release_edition, told)


def edition_of(year: int, number: int) -> Edition:
    """The edition of an address, or Http404."""
    edition = queries.find_edition(year, number)
    if edition is None:
        raise Http404(_("There is no such edition."))
    return edition


def to_edition(edition: Edition) -> HttpResponse:
    return redirect("reports:annual_edition", edition.report.year, edition.number)


def _carry_out(
    request: HttpRequest, year: int, number: int, act: Act, told: Promise
) -> HttpResponse:
    edition = edition_of(year, number)
    arguments: dict[str, Any] = {"edition": edition, "by": user_of(request)}
    try:
        act(**arguments)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(told))
    return to_edition(edition)
