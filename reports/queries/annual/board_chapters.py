"""The chapter of a directorate: its figures of the year, by month, by unit and by kind, from the tallies alone."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _

from interior_portal.accounts.models import Unit
from interior_portal.tallies.boards import Board, Figure, Way
from interior_portal.ui.amounts import currency_word
from reports.queries.annual.chapters import Chapter
from reports.queries.annual.parts import Part
from reports.queries.figures import read
from reports.rules.annual import blocks
from reports.rules.annual.blocks import Block, Cell
from reports.rules.annual.numbers import Both, Register, both, label, mark
from reports.rules.periods import Span
from reports.rules.values import Value, is_time

TOLD = 4  # sentences
IN_A_TABLE = 4  # columns of figures
MOST_CHARTS = 16
MOST_ROWS = 40
WAYS = {
    Way.COUNT: "count",
    Way.OPEN: "count",
    Way.MONEY: "money",
    Way.SHARE: "share",
    Way.MEAN: "mean",
    Way.MEDIAN: "time",
    Way.P95: "time",
}


class BoardChapter:
    """What is read once for a board, and the blocks made of it. Three statements and two for the figures."""

    def __init__(
        self,
        chapter: Chapter,
        board: Board,
        spans: Sequence[Span],
        register: Register,
        part: Part | None = None,
    ) -> None:
        self.chapter, self.board, self.register = chapter, board, register
        self.spans = spans
        unit_ids = part.unit_ids if part else None
        self.within = {"within": part.query} if part else {}
        apart = ("month", "unit", "category")
        self.readings = read(board.figures, spans, unit_ids=unit_ids, apart=apart)
        names = both_names(board.categories)
        self.categories = {
            code: names.get(code) for code in self.readings.categories(board.figures)
        }
        self.units = {
            unit.pk: {"ar": unit.name_ar, "kmr": unit.name_kmr}
            for unit in Unit.objects.filter(pk__in=self.readings.units(0)).order_by("path")
        }

    def parts(self) -> Iterator[Block]:
        """The whole chapter."""
        first, *others = self.chapter.sections
        yield blocks.words(first.code)
        yield from self.findings()
        yield self.whole_year()
        yield from self.by_month()
        yield from self.by_unit()
        yield from self.by_kind()
        for section in others:
            yield blocks.heading(label(section))
            yield blocks.words(section.code)

    def numbers(self, figure: Figure, span: int = 0, **where: Any) -> list[str]:
        """The ids of a figure somewhere: one, or of money one for each currency."""
        value = self.readings.value(figure, span, **where)
        query = {
            "figure": figure.code,
            "span": self.spans[span].code,
            **self.within,
            **_plain(where),
        }
        told = self._label(figure, span, where)
        return [
            self.register.add(told, query | ({"currency": code} if code else {}), way, number, code)
            for way, number, code in parts_of(figure, value)
        ]

    def findings(self) -> Iterator[Block]:
        """A sentence for each of the most telling figures, with the year before."""
        for figure in self.board.figures[:TOLD]:
            now, before = self.numbers(figure, 0), self.numbers(figure, 1)
            told = [mark(each) for each in now], [mark(each) for each in before]
            yield blocks.finding(both(partial(_sentence, figure, *told)))

    def whole_year(self) -> Block:
        """Each figure of this year and of the one before."""
        rows = []
        for figure in self.board.figures:
            now, before = self.numbers(figure, 0), self.numbers(figure, 1)
            for place in range(max(len(now), len(before))):
                cells = [_cell(each, place) for each in (now, before)]
                rows.append((label(figure), cells))
        head = [
            both(lambda: _("Figure")),
            *({"ar": each.code[:4], "kmr": each.code[:4]} for each in self.spans),
        ]
        return blocks.table(both(lambda: _("The figures of the year")), head, rows)

    def by_month(self) -> Iterator[Block]:
        """The figures by month: a table of a few at a time, then their pictures."""
        months = list(self.spans[0].months())
        single = [figure for figure in self.board.figures if figure.way is not Way.MONEY]
        yield blocks.heading(both(lambda: _("Month by month")))
        drawn = 0
        for start in range(0, len(single), IN_A_TABLE):
            some = single[start : start + IN_A_TABLE]
            told = {f.code: [self.numbers(f, month=m)[0] for m in months] for f in some}
            rows = [
                (_month(month), [told[figure.code][at] for figure in some])
                for at, month in enumerate(months)
            ]
            head = [both(lambda: _("Month")), *(label(f) for f in some)]
            yield blocks.table(both(lambda: _("By month")), head, rows)
            telling = [figure for figure in some if self._tells(told[figure.code])]
            for figure in telling[: MOST_CHARTS - drawn]:
                name = f"month-{figure.code}"
                title = label(figure)
                yield blocks.lines_chart(name, title, [f"{m}" for m in months], told[figure.code])
            drawn += len(telling)

    def _tells(self, ids: Sequence[str]) -> bool:
        """Whether there is anything to draw: a period without data has its table and no picture."""
        return any(self.register.value(told) for told in ids)

    def by_unit(self) -> Iterator[Block]:
        """Each unit that counted something, as it is called today, wherever it belonged meanwhile."""
        keys = list(self.units)[:MOST_ROWS]
        if keys:
            yield blocks.heading(both(lambda: _("Unit by unit")))
            names = [self.units[key] for key in keys]
            wheres = [{"units": (key,)} for key in keys]
            yield from self._apart("unit", both(lambda: _("Unit")), names, wheres)

    def by_kind(self) -> Iterator[Block]:
        """Each kind of what was counted."""
        keys = [key for key, name in self.categories.items() if name][:MOST_ROWS]
        if keys and any(figure.way is not Way.MONEY for figure in self.board.figures):
            yield blocks.heading(both(lambda: _("Kind by kind")))
            names = [name for key in keys if (name := self.categories[key])]
            wheres = [{"category": key} for key in keys]
            yield from self._apart("kind", both(lambda: _("Kind")), names, wheres)

    def _apart(
        self, by: str, first: Both, names: Sequence[Both], wheres: Sequence[Mapping[str, Any]]
    ) -> Iterator[Block]:
        some = [f for f in self.board.figures if f.way in {Way.COUNT, Way.SHARE, Way.MEDIAN}][
            :IN_A_TABLE
        ]
        if not some:
            return
        rows = [
            (name, [self.numbers(figure, **where)[0] for figure in some])
            for name, where in zip(names, wheres, strict=True)
        ]
        head = [first, *(label(f) for f in some)]
        yield blocks.table(both(lambda: _("The year")), head, rows)
        bars = [(name, cells[0]) for name, cells in rows]
        if self._tells([told for _name, told in bars]):
            yield blocks.bars_chart(f"{by}-{some[0].code}", label(some[0]), bars)

    def _label(self, figure: Figure, span: int, where: Mapping[str, Any]) -> Both:
        """What the number tells, with its place in the year."""
        parts = [label(figure), {"ar": "", "kmr": ""}]
        if month := where.get("month"):
            parts[1] = _month(month)
        elif units := where.get("units"):
            parts[1] = self.units[units[0]]
        elif category := where.get("category"):
            parts[1] = self.categories[category] or parts[1]
        year = self.spans[span].code[:4]
        return {
            language: " · ".join(filter(None, (*(p[language] for p in parts), year)))[:400]
            for language in ("ar", "kmr")
        }


def parts_of(figure: Figure, value: Value) -> list[tuple[str, Decimal | float | None, str]]:
    """The numbers of a value: way, number, currency."""
    if figure.way is Way.MONEY:
        return [("money", amount, code) for code, amount in value.amounts.items()]
    return [("time" if is_time(figure) else WAYS[figure.way], value.number, "")]


def both_names(names: Callable[[], Mapping[str, str]]) -> dict[str, Both]:
    """Names by code, in both languages; the names are asked for once a language."""
    told = both_mappings(names)
    return {code: {lang: told[lang].get(code, code) for lang in told} for code in told["ar"]}


def both_mappings(names: Callable[[], Mapping[str, str]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}

    def keep() -> str:
        mapping = {code: str(name) for code, name in names().items()}
        found["ar" if "ar" not in found else "kmr"] = mapping
        return ""

    both(keep)
    return found


def _sentence(figure: Figure, now: Sequence[str], before: Sequence[str]) -> str:
    joined = _(", ")
    values = {
        "figure": figure.label,
        "now": joined.join(now) or "–",
        "before": joined.join(before) or "–",
    }
    return _("%(figure)s: %(now)s. The year before: %(before)s.") % values


def _month(day: dt.date) -> Both:
    return both(lambda: dateformat.format(day, "F"))


def _cell(told: Sequence[str], place: int) -> Cell:
    return told[place] if place < len(told) else {"ar": "–", "kmr": "–"}


def _plain(where: Mapping[str, Any]) -> dict[str, Any]:
    """Where, as it is kept."""
    plain: dict[str, Any] = {}
    if month := where.get("month"):
        plain["month"] = month.isoformat()
    if units := where.get("units"):
        plain["unit"] = units[0]
    if category := where.get("category"):
        plain["category"] = category
    return plain


def money_rows(chapter: BoardChapter) -> Iterator[tuple[Both, list[Cell]]]:
    """The money of each month, a column for each currency."""
    money = next(figure for figure in chapter.board.figures if figure.way is Way.MONEY)
    currencies = currencies_of(chapter)
    for month in chapter.spans[0].months():
        found = dict(
            zip(
                chapter.readings.value(money, 0, month=month).amounts,
                chapter.numbers(money, month=month),
                strict=True,
            )
        )
        yield _month(month), [found.get(code, {"ar": "–", "kmr": "–"}) for code in currencies]


def currencies_of(chapter: BoardChapter) -> list[str]:
    money = next(figure for figure in chapter.board.figures if figure.way is Way.MONEY)
    return list(chapter.readings.value(money).amounts)


def currency_both(code: str) -> Both:
    return both(lambda: currency_word(code))
