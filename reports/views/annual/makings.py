"""Order a book, see how far it is, cancel it, take it along; the numbers of an edition and where each comes from."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interior_portal.accounts.access import permitted, public, user_of
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import REPORT_WRITE
from interior_portal.shared.refusals import Refused
from reports.actions.annual import makings as actions
from reports.forms.annual import MakeForm
from reports.models import Edition, Making, Snapshot
from reports.papers.annual.book import table_of
from reports.queries.annual import editions as queries
from reports.sheets import as_csv, as_xlsx
from reports.views.annual import presenters
from reports.views.annual.editions import edition_of

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permitted(REPORT_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def annual_make(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Choose the language of a book and order it: of the Authority, or of a unit whose report one writes."""
    edition, user = edition_of(year, number), user_of(request)
    for_all = actions.may_make(user, None)
    units = {unit.code: unit for unit in queries.units_of_reports(user)}
    form = MakeForm(request.POST or None, units=units, for_all=for_all)
    if form.is_valid():
        try:
            making = actions.order(edition=edition, by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("reports:annual_making", making.reference)
    context = {
        "form": form,
        "edition": edition,
        "refusal": actions.why_not_order(edition, user, None if for_all else form.first()),
    }
    return render(request, "reports/annual/make.html", context)


@permitted(REPORT_WRITE)
@require_safe
def annual_making(request: HttpRequest, reference: str) -> HttpResponse:
    """How far the worker has come; the page asks again by itself while it works."""
    making, user = _making_of(reference), user_of(request)
    may_make = actions.may_make(user, making.unit)
    again = may_make and queries.is_to_be_made_again(making)
    if again:
        again = actions.why_not_order(making.edition, user, making.unit) is None
    context = {
        "again": MakeForm(units={}) if again else None,
        "heading": presenters.MAKING_HEADINGS[making.state],
        "making": making,
        "edition": making.edition,
        "book": getattr(making, "book", None),
        "tag": presenters.MAKING_TAGS[making.state],
        "failure": presenters.failure_of(making),
        "may_cancel": may_make,
    }
    return render(request, "reports/annual/making.html", context)


@permitted(REPORT_WRITE)
@require_POST
def annual_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """End an order."""
    making = _making_of(reference)
    try:
        actions.cancel(making=making, by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The order is cancelled. Nothing of it is kept."))
    return redirect("reports:annual_making", reference)


@permitted(REPORT_WRITE)
@require_safe
def annual_download(_request: HttpRequest, reference: str) -> HttpResponse | FileResponse:
    """The book of an order, for those who write the report."""
    return _file(_making_of(reference))


@public
@require_safe
def annual_book(_request: HttpRequest, year: int, number: int) -> HttpResponse | FileResponse:
    """The book of a released edition, for everybody."""
    making = queries.the_books().filter(edition=_released(year, number)).first()
    if making is None:
        raise Http404(_("There is no such edition."))
    return _file(making)


@public
@require_safe
def annual_number(request: HttpRequest, year: int, number: int, code: str) -> HttpResponse:
    """One number: what it tells, how it is asked for, when it was taken, its hash."""
    snapshot = _snapshot(request, year, number)
    row = snapshot.rows.filter(number=code).first()
    if row is None:
        raise Http404(_("The report has no such number."))
    context = {"edition": snapshot.edition, "snapshot": snapshot, "rows": presenters.number(row)}
    return render(request, "reports/annual/number.html", {**context, "number": row})


@public
@require_safe
def annual_numbers(request: HttpRequest, year: str, number: str, form: str) -> HttpResponse:
    """All numbers of an edition as a file, in the reader's language; in Arabic for who reads English."""
    snapshot = _snapshot(request, int(year), int(number))
    table = table_of(snapshot, list(snapshot.rows.all()), get_language() or "ar")
    is_csv = form == "csv"
    content = as_csv(table) if is_csv else as_xlsx(table)
    headers = {"Content-Disposition": f'attachment; filename="figures-{year}-{number}.{form}"'}
    return HttpResponse(content, content_type="text/csv" if is_csv else XLSX, headers=headers)


def _making_of(reference: str) -> Making:
    making = queries.find_making(reference)
    if making is None:
        raise Http404(_("There is no such order."))
    return making


def _released(year: int, number: int) -> Edition:
    edition = edition_of(year, number)
    if edition.state != Edition.State.RELEASED:
        raise Http404(_("There is no such edition."))
    return edition


def _snapshot(request: HttpRequest, year: int, number: int) -> Snapshot:
    """The final figures: of a released edition for everybody, before that for who writes the report."""
    user: Any = request.user
    writes = isinstance(user, User) and has_permission(user, REPORT_WRITE)
    edition = edition_of(year, number) if writes else _released(year, number)
    snapshot = edition.snapshots.filter(is_final=True).first()
    if snapshot is None:
        raise Http404(_("The figures of this edition are not taken yet."))
    return snapshot


def _file(making: Making) -> FileResponse:
    book = getattr(making, "book", None)
    if book is None:
        raise Http404(_("There is no such order."))
    edition = making.edition
    name = f"annual-report-{edition.report.year}-{edition.number}-{making.languages}.pdf"
    return FileResponse(book.file.open(), as_attachment=True, filename=name, content_type=PDF)
