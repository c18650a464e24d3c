"""What heads see: the first page, the boards, their figures, pictures and files."""

import hashlib
from collections.abc import Collection, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.accounts.roles import FIGURES_VIEW
from interior_portal.shared import clock
from interior_portal.tallies.boards import Board, Figure, get_board
from reports.charts import Form, kept
from reports.queries.boards import Reading, boards_of, read_board
from reports.queries.scope import Scope, scope_of
from reports.rules import periods
from reports.rules.choosing import morning, trend
from reports.sheets import Table, as_csv, as_xlsx
from reports.views import board_pages as pages
from reports.views import board_sheets as sheets
from reports.views.asking import Asked, asked
from reports.views.board_charts import SHARES, TIMES
from reports.views.morning import lines_of

TYPES = {
    "svg": "image/svg+xml",
    "narrow": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
APART = ("unit", "category")
OVERVIEW = ("category",)  # a board shows no units


@permitted(FIGURES_VIEW)
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """The morning look: one sentence a board, of what is off its target or changed most."""
    user, span = user_of(request), morning(clock.today())
    lines = [line for board in boards_of(user) if (line := lines_of(user, board, span))]
    return render(request, "reports/boards/boards.html", {"lines": lines, "span": span})


@permitted(FIGURES_VIEW)
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """One board in sentences, pictures and a table."""
    if onward := _two_days(request):
        return redirect(onward)
    found, scope, question = opened(request, code)
    reading = _read(found, scope, question, found.figures, OVERVIEW)
    context = pages.board_page(found, reading, question, user_of(request))
    context |= pages.chooser(request, question, scope)
    return render(request, "reports/boards/board.html", context)


@permitted(FIGURES_VIEW)
@require_safe
def figure(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """One figure by month, unit and kind, and what it tells."""
    if onward := _two_days(request):
        return redirect(onward)
    found, scope, question = opened(request, code)
    chosen = figure_of(found, figure)
    reading = _read(found, scope, question, [chosen])
    context = pages.figure_page(found, chosen, reading, question, user_of(request))
    context |= pages.chooser(request, question, scope)
    return render(request, "reports/boards/figure.html", context)


@permitted(FIGURES_VIEW)
@require_safe
def picture(request: HttpRequest, code: str, figure: str, name: str, form: str) -> HttpResponse:
    """A picture of a board: kept, and asked for anew only when it is another."""
    found, scope, question = opened(request, code)
    chosen = figure_of(found, figure)
    figures = found.figures if name in {SHARES, TIMES} else [chosen]
    reading = _read(found, scope, question, figures)
    chart = pages.find_chart(reading, chosen, name)
    if chart is None or form not in set(Form):
        raise Http404
    content = kept(chart, language=get_language() or "ar", form=Form(form))
    response = _file(request, content, form, f"{chosen.code}-{name}-{question.now.code}")
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return response


@permitted(FIGURES_VIEW)
@require_safe
def board_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """All figures of a board as CSV or workbook."""
    found, scope, question = opened(request, code)
    reading = _read(found, scope, question, found.figures)
    return _table(request, sheets.board_table(found, reading), form, f"{code}-{question.now.code}")


@permitted(FIGURES_VIEW)
@require_safe
def figure_file(request: HttpRequest, code: str, figure: str, form: str) -> HttpResponse:
    """One figure with its parts as CSV or workbook."""
    found, scope, question = opened(request, code)
    chosen = figure_of(found, figure)
    table = sheets.figure_table(chosen, _read(found, scope, question, [chosen]))
    return _table(request, table, form, f"{chosen.code}-{question.now.code}")


def opened(request: HttpRequest, code: str) -> tuple[Board, Scope, Asked]:
    """The board, where the reader may see it and what they ask; 404 or 403 where there is none for them."""
    try:
        found = get_board(code)
    except LookupError:
        raise Http404 from None
    user = user_of(request)
    if refusal := why_not_permitted(user, found.permission):
        raise PermissionDenied(refusal)
    question = asked(request)
    scope = scope_of(user, found, question.unit)
    if scope is None:
        raise Http404
    return found, scope, question


def figure_of(board: Board, code: str) -> Figure:
    """The figure of the board; 404 where there is none."""
    found = next((each for each in board.figures if each.code == code), None)
    if found is None:
        raise Http404
    return found


def _read(
    board: Board,
    scope: Scope,
    question: Asked,
    figures: Sequence[Figure],
    apart: Collection[str] = APART,
) -> Reading:
    spans = (question.now, question.before)
    months = trend(question.span)
    return read_board(
        board,
        scope,
        spans,
        labels=question.labels,
        months=months,
        figures=figures,
        apart=apart,
    )


def _two_days(request: HttpRequest) -> str:
    """Where a form with two days leads: to the address of their span; without them, with a word, where they make none.

    Empty where no day was given.
    """
    query = request.GET.copy()
    first, last = (str(query.pop(name, [""])[-1]) for name in ("first", "last"))
    if not first and not last:
        return ""
    span = periods.find_span(f"{first}..{last}")
    if span is None or span.first > clock.today():
        messages.error(
            request,
            _(
                "Give two days: the first no later than the last and no later than today, at most ten years apart."
            ),
        )
    else:
        query["period"] = span.code
    return f"{request.path}?{query.urlencode()}"


def _table(request: HttpRequest, table: Table, form: str, name: str) -> HttpResponse:
    makers = {"csv": as_csv, "xlsx": as_xlsx}
    if form not in makers:
        raise Http404
    return _file(request, makers[form](table), form, name)


def _file(_request: HttpRequest, content: bytes, form: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[form])
    if form in {"png", "csv", "xlsx"}:
        response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = "private, max-age=60"
    response["X-Content-Type-Options"] = "nosniff"
    return response
