"""What the pages of a board show: sentences, pictures, tables, and what can be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.registry import role, roles_with
from interior_portal.shared import clock
from interior_portal.tallies.boards import Board, Figure, Way
from interior_portal.ui import dates
from interior_portal.ui.amounts import currency_word
from interior_portal.ui.components import Tab
from reports.charts import Chart, Form, alt_text, size_of
from reports.queries.boards import NOW, OTHER, Reading
from reports.queries.scope import Scope
from reports.roles import TARGET_SET
from reports.rules.choosing import presets
from reports.rules.periods import Span, SpanKind
from reports.rules.targets import Verdict, judge, may_have_target
from reports.rules.telling import headline
from reports.views.asking import Against, Asked
from reports.views.board_charts import SHARES, TIMES, bars, currencies, line, multiples
from reports.views.board_rows import figure_row, has_cases, pair_of, part_row

LINE, UNITS, KINDS = "line", "units", "kinds"
SENTENCES = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page: where it is, how large, in words; `narrow` for a phone, `png` to take along."""

    title: str
    alt: str
    src: str
    size: tuple[int, int]
    narrow: str
    narrow_size: tuple[int, int]
    png: str


def board_page(board: Board, reading: Reading, question: Asked, user: User) -> dict[str, Any]:
    """The overview: the first figures in sentences, pictures, all figures in a table."""
    may_read = has_permission(user, board.cases_permission) if board.cases_permission else False
    first = board.figures[0]
    charts = _overview(reading, first)
    return {
        "board": board,
        "sentences": [_sentence(reading, each, question) for each in board.figures[:SENTENCES]],
        "missed": [_sentence(reading, each, question) for each in missed(reading)],
        "pictures": [_picture(chart, board, first, name, question) for name, chart in charts],
        "rows": [
            figure_row(board, reading, each, question, may_read=may_read) for each in board.figures
        ],
        **_about(board, question, may_read=may_read),
    }


def figure_page(
    board: Board, figure: Figure, reading: Reading, question: Asked, user: User
) -> dict[str, Any]:
    """One figure: by month, by unit, by kind, what it tells and how it is proven."""
    args = [board.code, figure.code]
    may_read = bool(board.cases_permission) and has_permission(user, board.cases_permission)
    cases = reverse("reports:cases", args=args) if may_read and has_cases(board, figure) else ""
    pictures = [
        _picture(chart, board, figure, name, question) for name, chart in charts_of(reading, figure)
    ]
    row = figure_row(board, reading, figure, question, may_read=may_read)
    return {
        "board": board,
        "figure": figure,
        "row": row,
        "sentence": _sentence(reading, figure, question),
        "pictures": pictures,
        "units": [part_row(figure, *part) for part in reading.by_unit(figure)],
        "kinds": [
            part_row(
                figure,
                name,
                now,
                other,
                cases=f"{cases}?{question.address()}&kind={code}" if cases else "",
            )
            for code, name, now, other in reading.by_category(figure)
        ],
        "targets": reverse("reports:targets", args=args)
        if may_have_target(figure) and has_permission(user, TARGET_SET)
        else "",
        **_about(board, question, may_read=may_read or not has_cases(board, figure)),
    }


def charts_of(reading: Reading, figure: Figure) -> Iterator[tuple[str, Chart]]:
    """The pictures of one figure, by name; parts only where there are several."""
    if figure.way is Way.MONEY:
        yield from _of_currencies(reading, figure)
        return
    yield LINE, line(reading, figure)
    if len(units := reading.by_unit(figure)) > 1:
        title = _("%(figure)s by office") % {"figure": figure.label}
        yield UNITS, bars(reading, figure, units, title)
    if len(kinds := [part[1:] for part in reading.by_category(figure)]) > 1:
        title = _("%(figure)s by kind") % {"figure": figure.label}
        yield KINDS, bars(reading, figure, kinds, title)


def _of_currencies(reading: Reading, figure: Figure) -> Iterator[tuple[str, Chart]]:
    """Pictures of each currency for itself: two never share a scale."""
    units = reading.by_unit(figure)
    for code in currencies(reading, figure):
        yield f"{LINE}-{code}", line(reading, figure, code)
        if len(units) > 1:
            words = {"figure": figure.label, "currency": currency_word(code)}
            title = _("%(figure)s by office: %(currency)s") % words
            yield f"{UNITS}-{code}", bars(reading, figure, units, title, code)


def missed(reading: Reading) -> list[Figure]:
    """The figures that are off their target."""
    return [
        figure
        for figure in reading.figures
        if (target := reading.targets.get(figure.code))
        and target.value is not None
        and judge(figure, reading.spans.value(figure), target.value, reading.now) is Verdict.MISSED
    ]


def find_chart(reading: Reading, figure: Figure, name: str) -> Chart | None:
    """The picture of that name; None where there is none."""
    if name in {SHARES, TIMES}:
        return multiples(reading, name)
    return next((chart for known, chart in charts_of(reading, figure) if known == name), None)


def chooser(request: HttpRequest, question: Asked, scope: Scope) -> dict[str, Any]:
    """What can be chosen above a page: links for spans, a form for the rest."""
    here = request.path
    tabs = [
        Tab(
            _preset(span),
            f"{here}?{question.address(period=span.code)}",
            span == question.span,
            key=f"period-{span.code}",
        )
        for span in presets(clock.today())
    ]
    return {
        "tabs": tabs,
        "question": question,
        "against": [
            Tab(
                _("the period before"),
                f"{here}?{question.address(against=Against.BEFORE)}",
                question.against is Against.BEFORE,
                key="against-before",
            ),
            Tab(
                _("the same a year before"),
                f"{here}?{question.address(against=Against.YEAR)}",
                question.against is Against.YEAR,
                key="against-year",
            ),
        ],
        "choices": scope.choices if len(scope.units) > 1 else [],
        "unit": scope.chosen,
    }


def _preset(span: Span) -> str:
    """A day is today, any days are the last twelve months."""
    names = {SpanKind.DAY: _("Today"), SpanKind.DAYS: _("The last twelve months")}
    return names.get(span.kind, span.label)


def _overview(reading: Reading, first: Figure) -> Iterator[tuple[str, Chart]]:
    yield from (
        (name, chart) for name, chart in charts_of(reading, first) if not name.startswith(UNITS)
    )
    for name in (SHARES, TIMES):
        if chart := multiples(reading, name):
            yield name, chart


def _sentence(reading: Reading, figure: Figure, question: Asked) -> str:
    return headline(figure, pair_of(reading, figure), question.words)


def _picture(chart: Chart, board: Board, figure: Figure, name: str, question: Asked) -> Picture:
    def at(form: Form) -> str:
        args = [board.code, figure.code, name, form.value]
        return f"{reverse('reports:picture', args=args)}?{question.address()}"

    return Picture(
        chart.title,
        alt_text(chart),
        at(Form.SVG),
        size_of(chart, Form.SVG),
        at(Form.NARROW),
        size_of(chart, Form.NARROW),
        at(Form.PNG),
    )


def _about(board: Board, question: Asked, *, may_read: bool) -> dict[str, Any]:
    """What stands on each page of a board; who may not read the cases behind it is told who does."""
    readers = roles_with(board.cases_permission) if board.cases_permission and not may_read else ()
    return {
        "case_readers": gettext(", ").join(str(role(code).label) for code in sorted(readers)),
        "now": question.labels[NOW],
        "other": question.labels[OTHER],
        "until": "" if question.now == question.span else dates.day(question.now.last),
        "address": question.address(),
        "first_figure": board.figures[0],
    }
