"""Open figures: pages for people, CSV for machines. Nobody signs in, and nobody is found in a small number."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import public
from interior_portal.shared import clock
from interior_portal.shared.tables import as_csv
from interior_portal.tallies.boards import Board, Figure, Way
from interior_portal.ui.components import Bar, Tab
from reports.queries import open_figures as queries
from reports.queries.open_figures import OpenCell
from reports.rules import periods
from reports.rules.disclosure import FEWEST
from reports.rules.wording import say

FRESH = 3600  # seconds; a month that is published does not change but by corrections
YEARS = 5  # so many are shown
LANGUAGES = ("ar", "kmr", "en")
HEAD = ("month", "figure", "by", "part", "name", "value", "unit", "withheld")
UNITS = {
    Way.COUNT: "count",
    Way.SHARE: "share",
    Way.MEDIAN: "seconds",
    Way.P95: "seconds",
    Way.MEAN: "mean",
}
WAYS = {
    Way.COUNT: _("A number of cases."),
    Way.MONEY: _("A sum of money, each currency for itself."),
    Way.SHARE: _("A share, from 0 to 1."),
    Way.MEDIAN: _("A length of time in seconds, at most 5 per cent wrong."),
    Way.P95: _("A length of time in seconds, at most 5 per cent wrong."),
    Way.MEAN: _("An average."),
}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is published, and by which rules."""
    context = {"boards": queries.open_boards(), "fewest": FEWEST, "days": queries.LATE.days}
    return render(request, "reports/open/index.html", context)


@public
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The months of a year, figure by figure."""
    found, year = _open_board(code), _year(request.GET.get("year", ""))
    context = {
        "board": found,
        "year": year,
        "years": [Tab(str(each), f"?year={each}", current=each == year) for each in _years()],
        "tables": list(_tables(queries.cells(found, year))),
        "fewest": FEWEST,
    }
    return render(request, "reports/open/board.html", context)


@public
@require_safe
@cache_control(public=True, max_age=FRESH)
def board_csv(_request: HttpRequest, code: str, year: int) -> StreamingHttpResponse:
    """One line for each figure, month and part; codes and heads never change, names are Arabic."""
    found = _open_board(code)
    if year not in _years():
        raise Http404
    with translation.override("ar"):
        told = queries.cells(found, year)
    return _csv(f"{code}-{year}", [HEAD, *map(_line, told)])


@public
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """What each figure means and how it is written."""
    told = [
        (each, [(f, WAYS[f.way]) for f in queries.open_figures(each)])
        for each in queries.open_boards()
    ]
    return render(request, "reports/open/dictionary.html", {"boards": told})


@public
@require_safe
@cache_control(public=True, max_age=FRESH)
def dictionary_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """The same for machines, with the words of all languages."""
    head = [
        "figure",
        "unit",
        *(f"{what}_{code}" for what in ("label", "definition") for code in LANGUAGES),
    ]
    lines = [
        [figure.code, UNITS.get(figure.way, "money"), *_words(figure)]
        for each in queries.open_boards()
        for figure in queries.open_figures(each)
    ]
    return _csv("dictionary", [head, *lines])


def _words(figure: Figure) -> Iterator[str]:
    for text in (figure.label, figure.definition):
        for code in LANGUAGES:
            with translation.override(code):
                yield str(text)


def _open_board(code: str) -> Board:
    for each in queries.open_boards():
        if each.code == code:
            return each
    raise Http404


def _years() -> range:
    newest = queries.newest_year()
    return range(newest, newest - YEARS, -1)


def _year(text: str) -> int:
    """The year that was asked for, else the newest; anything else is nothing."""
    if not text:
        return queries.newest_year()
    if not (text.isascii() and text.isdigit() and int(text) in _years()):
        raise Http404
    return int(text)


def _tables(cells: Iterable[OpenCell]) -> Iterator[tuple[Figure, list[Bar]]]:
    """Of each figure its months as bars; what is withheld says so."""
    whole = sorted(
        (each for each in cells if each.by in {"", "currency"}), key=lambda each: each.figure.code
    )
    for _code, found in groupby(whole, key=lambda each: each.figure.code):
        lines = list(found)
        yield lines[0].figure, [_bar(each) for each in lines]


def _bar(cell: OpenCell) -> Bar:
    label = periods.month_of(cell.month).label
    if cell.value is None:
        return Bar(label, 0, gettext("withheld"))
    number = cell.value.number or 0
    if cell.figure.way is Way.MONEY:
        number = float(cell.value.amounts[cell.part])
    # Bars are drawn in whole numbers: a share in thousandths.
    return Bar(label, round(1000 * number), say(cell.figure, cell.value))


def _line(cell: OpenCell) -> list[str]:
    unit = UNITS.get(cell.figure.way, cell.part)
    start = [f"{cell.month:%Y-%m}", cell.figure.code, cell.by, cell.part, cell.name]
    if cell.value is None:
        return [*start, "", unit, "yes"]
    return [*start, _number(cell), unit, "no"]


def _number(cell: OpenCell) -> str:
    if cell.value is None:
        return ""
    if cell.figure.way is Way.MONEY:
        return str(cell.value.amounts[cell.part])
    number = cell.value.number
    return "" if number is None else f"{number:.2f}".removesuffix(".00")


def _csv(name: str, rows: Iterable[Iterable[str]]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="interior-{name}-{clock.today():%Y%m%d}.csv"'
    )
    return answer
