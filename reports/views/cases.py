"""From a number to the cases behind it, for who may read them; each look is told to the ledger."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import units_where, why_not_permitted
from interior_portal.accounts.roles import FIGURES_VIEW
from interior_portal.audit import actions as audit
from interior_portal.shared import clock
from interior_portal.tallies.boards import Figure, Way
from interior_portal.workflow.queries.behind import (
    PAGE,
    Behind,
    cases_behind,
    find_cursor,
    open_behind,
)
from reports.rules.choosing import last_day_over
from reports.views.asking import Asked
from reports.views.board_rows import has_cases
from reports.views.boards import figure_of, opened

OF_OPEN = frozenset({Way.OPEN, Way.AGE})  # they tell of one day, not of a period


@permitted(FIGURES_VIEW)
@require_safe
def cases(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """The cases that a figure was counted from, newest first (what is open: oldest first), at the reader's units."""
    board, scope, question = opened(request, code)
    chosen, user = figure_of(board, figure), user_of(request)
    if not has_cases(board, chosen):
        raise Http404
    if refusal := why_not_permitted(user, board.cases_permission, scope.chosen):
        raise PermissionDenied(refusal)
    readable = {unit.pk: unit for unit in units_where(user, board.cases_permission)}
    kind, names = request.GET.get("kind") or None, board.categories()
    rows = _rows(
        chosen,
        question,
        unit_ids=scope.unit_ids & readable.keys(),
        category=kind,
        after=find_cursor(request.GET.get("after", "")),
    )
    audit.record(
        action="reports.cases.listed",
        by=user,
        subject_kind="figure",
        subject_ref=chosen.code,
        data={"period": question.now.code, "unit": question.unit, "kind": kind or ""},
    )
    shown = rows[:PAGE]
    context = {
        "board": board,
        "figure": chosen,
        "now": question.now,
        "is_of_open": chosen.way in OF_OPEN,
        "kind": names.get(kind, kind) if kind else "",
        "lines": [_line(row, readable[row.unit_id].name, names) for row in shown],
        "back": f"{reverse('reports:figure', args=[code, figure])}?{question.address()}",
        "next": _next(request, shown[-1]) if len(rows) > PAGE else "",
        "summary": _("%(count)s on this page") % {"count": len(shown)},
    }
    return render(request, "reports/boards/cases.html", context)


def _rows(figure: Figure, question: Asked, **where: Any) -> list[Behind]:
    """The open ones of the day that the figure tells of, or those that were counted in the period."""
    if figure.way not in OF_OPEN:
        return cases_behind(figure.measure, question.now.period, **where)
    now = question.now
    day = now.last if figure.way is Way.OPEN else last_day_over(now, clock.today())
    return open_behind(figure.measure.partition(".")[0], day, **where)


def _line(row: Behind, unit: str, names: Any) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "href": reverse("workflow:case", args=[row.reference]),
        "at": row.at,
        "unit": unit,
        "kind": names.get(row.category, row.category),
    }


def _next(request: HttpRequest, last: Behind) -> str:
    query = request.GET.copy()
    query["after"] = last.cursor
    return f"{request.path}?{query.urlencode()}"
