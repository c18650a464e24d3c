"""The whole report of a year, read in one go: its chapters as blocks, and its numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from interior_portal.accounts.models import Posting, Unit
from interior_portal.accounts.registry import role
from interior_portal.shared import clock
from interior_portal.tallies.boards import get_board
from reports.models import Edition
from reports.queries.annual.areas import area_blocks
from reports.queries.annual.board_chapters import (
    BoardChapter,
    currencies_of,
    currency_both,
    money_rows,
)
from reports.queries.annual.chapters import MONEY_BOARD, Chapter, chapters
from reports.queries.annual.parts import Part
from reports.rules.annual import blocks
from reports.rules.annual.blocks import Block, Cell
from reports.rules.annual.numbers import Both, Number, Register, both, digest_of, label
from reports.rules.periods import Span, year

MOST_UNITS = 400
HEAD = "REPORT_WRITE"


@dataclass(frozen=True, slots=True)
class Composed:
    """What a snapshot keeps."""

    content: dict[str, Any]
    numbers: list[Number]
    until: Span
    part: Part | None = None

    @property
    def digest(self) -> str:
        return digest_of(self.numbers, self.content)


def compose(edition: Edition, part: Part | None = None) -> Composed:
    """The report as the tables say it now, of all or of a part; the caller sees to it that all is read in one
    snapshot.
    """
    spans = spans_of(edition.report.year)
    register = Register(edition.report.year)
    told = []
    for chapter in chapters():
        register.chapter = chapter.code
        found = (
            _blocks(chapter, spans, register)
            if part is None
            else _of(part, chapter, spans, register)
        )
        if blocks_of := list(found):
            told.append({"code": chapter.code, "label": label(chapter), "blocks": blocks_of})
    content = {"year": edition.report.year, "chapters": told}
    return Composed(content, register.numbers, spans[0], part)


def _of(
    part: Part, chapter: Chapter, spans: tuple[Span, Span], register: Register
) -> Iterator[Block]:
    """What a chapter tells of a unit: its organisation, and the boards where it counted something."""
    if chapter.code == "organisation":
        yield _organisation(part)
    elif chapter.board is not None and chapter.board.code in part.boards:
        found = BoardChapter(chapter, chapter.board, spans, register, part)
        if found.units:
            yield from found.parts()
        else:
            yield blocks.finding(both(lambda: _("Nothing was counted in this year.")))


def spans_of(number: int) -> tuple[Span, Span]:
    """The year, as far as it has come, and as much of the year before."""
    span = year(number).until(clock.today())
    return span, span.a_year_before()


def _blocks(chapter: Chapter, spans: tuple[Span, Span], register: Register) -> Iterator[Block]:
    if chapter.board is not None:
        yield from BoardChapter(chapter, chapter.board, spans, register).parts()
    elif chapter.code == "organisation":
        yield blocks.words(chapter.sections[0].code)
        yield _organisation()
    elif chapter.code == "finance":
        yield blocks.words(chapter.sections[0].code)
        yield from _finance(chapter, spans, register)
    elif chapter.code in {"foreword", "outlook"}:
        yield blocks.words(chapter.sections[0].code)
    else:
        yield from area_blocks(chapter, register.year, register)


def _finance(chapter: Chapter, spans: tuple[Span, Span], register: Register) -> Iterator[Block]:
    """The money of the whole Authority, each currency for itself."""
    money = BoardChapter(chapter, get_board(MONEY_BOARD), spans, register)
    yield from money.findings()
    yield money.whole_year()
    codes = currencies_of(money)
    if codes:
        head = [both(lambda: _("Month")), *(currency_both(code) for code in codes)]
        yield blocks.table(both(lambda: _("Money taken, by month")), head, list(money_rows(money)))
    yield from money.by_month()


def _organisation(part: Part | None = None) -> Block:
    """The units as a tree, with who heads them; co-holders stand side by side."""
    active = Unit.objects.filter(is_active=True).order_by("path")
    if part is not None:
        active = active.filter(pk__in=part.unit_ids)
    units = list(active[:MOST_UNITS])
    heads: dict[int, list[str]] = {}
    held = Posting.objects.active(None).filter(unit__in=units, user__is_active=True)
    for posting in held.select_related("user").order_by("user__name"):
        if HEAD in role(posting.role).permissions:
            heads.setdefault(posting.unit_id, []).append(posting.user.name)
    rows: list[tuple[Both, list[Cell]]] = [
        (_unit_name(unit), [_names(heads.get(unit.pk, []))]) for unit in units
    ]
    head = [both(lambda: _("Unit")), both(lambda: _("Heads"))]
    return blocks.table(both(lambda: _("The units and their heads")), head, rows)


def _unit_name(unit: Unit) -> Both:
    indent = "— " * max(unit.path.count("/") - 2, 0)
    return {"ar": f"{indent}{unit.name_ar}", "kmr": f"{indent}{unit.name_kmr}"}


def _names(names: list[str]) -> Both:
    return both(lambda: _(", ").join(names) or "–")
