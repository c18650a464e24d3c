"""The chapters of the report in their order, and who writes and who approves the words of each."""

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import Reader, held_roles, units_where
from interior_portal.accounts.registry import roles_with
from interior_portal.tallies.boards import Board, boards

BOARD_PREFIX = "board-"
MONEY_BOARD = "payments"
ROOT_SLASHES = 2  # the path of the Authority itself: "/1/"


@dataclass(frozen=True, slots=True)
class Section:
    """One text that somebody writes; `hint` says what belongs there."""

    code: str
    label: str | Promise
    hint: str | Promise


@dataclass(frozen=True, slots=True)
class Chapter:
    """`board` is the directorate's own where the chapter is a directorate's."""

    code: str
    label: str | Promise
    sections: tuple[Section, ...]
    board: Board | None = None


def _one(code: str, label: Promise, hint: Promise) -> Chapter:
    return Chapter(code, label, (Section("words", label, hint),))


FOREWORD = _one(
    "foreword", _("Foreword"), _("What this year meant, in the name of the Authority: half a page.")
)
ORGANISATION = _one(
    "organisation",
    _("Organisation"),
    _(
        "What changed in the organisation this year; the units and their heads follow by themselves."
    ),
)
AREAS = (
    _one(
        "projects",
        _("Projects"),
        _("What the projects of the year brought, and what held them up."),
    ),
    _one("training", _("Training"), _("Which courses were held, for whom, and what they changed.")),
    _one("awareness", _("Awareness"), _("Where lectures were held, and what people asked for.")),
    _one("readiness", _("Readiness"), _("How ready the forces are, and what is still missing.")),
    _one("finance", _("Finance"), _("What was taken in this year, and how fees were changed.")),
    _one(
        "recommendations",
        _("Recommendations of the last meeting"),
        _("What the Authority did about the recommendations; their states follow by themselves."),
    ),
)
OUTLOOK = _one("outlook", _("Outlook"), _("What the Authority intends for the next year."))


def chapters() -> tuple[Chapter, ...]:
    """The whole report. Each board is a chapter but the money, which is the finance of the Authority."""
    directorates = (of_board(board) for board in boards() if board.code != MONEY_BOARD)
    return (FOREWORD, ORGANISATION, *directorates, *AREAS, OUTLOOK)


def find_chapter(code: str) -> Chapter | None:
    return next((chapter for chapter in chapters() if chapter.code == code), None)


def find_section(chapter: str, section: str) -> tuple[Chapter, Section] | None:
    """The chapter and the section of these codes."""
    found = find_chapter(chapter)
    if found is None:
        return None
    return next(((found, each) for each in found.sections if each.code == section), None)


@cache
def of_board(board: Board) -> Chapter:
    sections = (
        Section("achieved", _("What was achieved"), _("The work of the year in a few sentences.")),
        Section(
            "needed",
            _("Difficulties and needs"),
            _("What held the work up, and what the directorate needs to do better."),
        ),
    )
    return Chapter(f"{BOARD_PREFIX}{board.code}", board.label, sections, board)


def may(user: Reader, permission: str, chapter: Chapter) -> bool:
    """Whether somebody holds the permission for the words of a chapter: for the Authority's at its root, for a
    directorate's also where they may open its board. Two queries at most.
    """
    if may_for_all(user, permission):
        return True
    if chapter.board is None:
        return False
    here = units_where(user, permission).filter(
        pk__in=units_where(user, chapter.board.permission).values("pk")
    )
    return here.exists()


def may_for_all(user: Reader, permission: str) -> bool:
    """Whether somebody holds the permission for the whole Authority."""
    return units_where(user, permission).filter(parent=None).exists()


def authority() -> Unit:
    """The root of the organisation; one query."""
    return Unit.objects.get(parent=None)


def acts_for(user: Reader, permission: str, chapter: Chapter) -> int | None:
    """For whom somebody stands in when they use a permission for a chapter that their own posts do not give."""
    carrying = [held for held in held_roles(user) if held.role in roles_with(permission)]
    if chapter.board is None:
        carrying = [held for held in carrying if held.path.count("/") == ROOT_SLASHES]
    if any(held.absent_id is None for held in carrying):
        return None
    return next((held.absent_id for held in carrying), None)


def stood_in_for(user: Reader, permission: str) -> set[int]:
    """All for whom somebody stands in today with a permission."""
    held_for = {h.absent_id for h in held_roles(user) if h.role in roles_with(permission)}
    return {absent for absent in held_for if absent is not None}
