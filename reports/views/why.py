"""Why a figure changed: where, in which kind and in which month, in sentences whose numbers add up."""

from collections.abc import Iterator, Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.accounts.roles import FIGURES_VIEW
from interior_portal.tallies.boards import Board, Figure, get_board
from reports.queries.scope import scope_of
from reports.queries.why import Compared, compare
from reports.rules.telling import Split, headline, split
from reports.rules.why import Pair, explained_by
from reports.views.asking import Asked, asked


@permitted(FIGURES_VIEW)
@require_safe
def why(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """One figure of a board, of one span against another."""
    board, explained = _figure(code, figure)
    user, question = user_of(request), asked(request)
    if refusal := why_not_permitted(user, board.permission):
        raise PermissionDenied(refusal)
    scope = scope_of(user, board, question.unit)
    if scope is None:
        raise Http404
    compared = compare(
        explained,
        question.now,
        question.before,
        unit_ids=scope.unit_ids,
        groups=scope.groups,
    )
    context = {
        "board": board,
        "figure": explained,
        "code": figure,
        "asked": question,
        "unit": scope.chosen,
        "headline": _headline(compared, question),
        "splits": list(_splits(compared, board)),
    }
    return render(request, "reports/boards/why.html", context)


def _figure(code: str, figure: str) -> tuple[Board, Figure]:
    """The board, and the figure that can be split; 404 where there is none."""
    try:
        board = get_board(code)
    except LookupError:
        raise Http404 from None
    found = next((each for each in board.figures if each.code == figure), None)
    explained = None if found is None else explained_by(found)
    if explained is None:
        raise Http404
    return board, explained


def _headline(compared: Compared, question: Asked) -> str:
    return headline(compared.figure, compared.whole, question.words)


def _splits(compared: Compared, board: Board) -> Iterator[Split]:
    """By unit, kind and month; a respect in which there is only one part explains nothing."""
    names = board.categories()
    months = {dateformat.format(month, "F"): pair for month, pair in compared.months.items()}
    kinds = {names.get(code, code): pair for code, pair in compared.categories.items()}
    respects: tuple[tuple[str, Mapping[str, Pair]], ...] = (
        (gettext("By office"), compared.units),
        (gettext("By kind"), kinds),
        (gettext("By month"), months),
    )
    for label, parts in respects:
        if len(parts) > 1 and (told := split(compared.figure, compared.whole, parts, label)):
            yield told
