"""What pages of the annual report show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from interior_portal.accounts.models import User
from interior_portal.accounts.roles import REPORT_APPROVE, REPORT_WRITE
from interior_portal.ui.components import Row, State, Task, Text
from reports.models import (
    Edition,
    FigureRow,
    Making,
    Narrative,
    NarrativeRuling,
    NarrativeVersion,
    Report,
)
from reports.queries.annual.chapters import Chapter, Section, find_section, may
from reports.queries.annual.chapters import chapters as all_chapters
from reports.queries.annual.editions import words_of
from reports.rules.annual.numbers import tell, written
from reports.rules.annual.prose import as_html
from reports.rules.differences import Piece, differences

States = Narrative.State
TAGS: dict[str, State] = {
    States.EMPTY: "paused",
    States.WRITTEN: "waiting",
    States.RETURNED: "refused",
    States.APPROVED: "done",
}
EDITION_TAGS: dict[str, State] = {"DRAFT": "draft", "APPROVED": "waiting", "RELEASED": "done"}
YOURS_TO_WRITE = gettext_lazy("Your turn: write it.")
YOURS_TO_MEND = gettext_lazy("Your turn: change what the note says.")
YOURS_TO_APPROVE = gettext_lazy("Your turn: read it and decide.")


@dataclass(frozen=True, slots=True)
class EditionLine:
    """`book` leads to the file where there is one for everybody; `words` to the desk."""

    edition: Edition
    tag: State
    is_superseded: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class YearLines:
    year: str
    lines: Sequence[EditionLine]


@dataclass(frozen=True, slots=True)
class ChapterTasks:
    label: Text
    tasks: list[Task]


@dataclass(frozen=True, slots=True)
class Printed:
    """How a text will be printed."""

    ar: SafeString
    kmr: SafeString


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version, what became of it, and its difference from the one before."""

    number: int
    at: dt.datetime
    by: User
    tag: State
    word: str
    note: str
    ruled_by: User | None
    ar: list[Piece]
    kmr: list[Piece]


def years(reports: Sequence[Report]) -> list[YearLines]:
    """Each year with its editions; the newest released one counts, those before it are superseded."""
    return [YearLines(str(report.year), _lines(getattr(report, "shown", []))) for report in reports]


def _lines(editions: Sequence[Edition]) -> list[EditionLine]:
    released = [each.number for each in editions if each.state == Edition.State.RELEASED]
    return [
        EditionLine(
            each,
            EDITION_TAGS[each.state],
            each.state == Edition.State.RELEASED and each.number < max(released),
            each.number == 1,
        )
        for each in editions
    ]


def chapters(edition: Edition, user: User) -> list[ChapterTasks]:
    """The chapters with their texts; `hint` says when it is the reader's turn."""
    words = words_of(edition)
    found = []
    for chapter in all_chapters():
        writes, approves = may(user, REPORT_WRITE, chapter), may(user, REPORT_APPROVE, chapter)
        tasks = [
            _task(edition, chapter, section, text, writes=writes, approves=approves)
            for section in chapter.sections
            if (text := words.get((chapter.code, section.code))) is not None
        ]
        if tasks:
            found.append(ChapterTasks(chapter.label, tasks))
    return found


def _task(
    edition: Edition,
    chapter: Chapter,
    section: Section,
    text: Narrative,
    *,
    writes: bool,
    approves: bool,
) -> Task:
    place = (edition.report.year, edition.number, chapter.code, section.code)
    hint: Text = ""
    if edition.state == Edition.State.DRAFT:
        turns: dict[str, tuple[bool, Text]] = {
            States.EMPTY: (writes, YOURS_TO_WRITE),
            States.RETURNED: (writes, YOURS_TO_MEND),
            States.WRITTEN: (approves, YOURS_TO_APPROVE),
        }
        is_theirs, sentence = turns.get(text.state, (False, ""))
        hint = sentence if is_theirs else ""
    return Task(
        name=section.label,
        state=TAGS[text.state],
        word=text.get_state_display(),
        href=reverse("reports:annual_text", args=place),
        hint=hint,
    )


def place(text: Narrative) -> tuple[Chapter, Section]:
    """The chapter and the section of a text that is in the report."""
    found = find_section(text.chapter, text.section)
    if found is None:
        raise LookupError(text.chapter)
    return found


def state_of(text: Narrative) -> tuple[State, str]:
    return TAGS[text.state], text.get_state_display()


def printed(arabic: str, kurmanji: str) -> Printed:
    return Printed(as_html(arabic or ""), as_html(kurmanji or ""))


def versions(found: Sequence[NarrativeVersion]) -> list[VersionLine]:
    """The newest first, each held against the one before it."""
    return [
        _version(each, found[at] if at < len(found) else None) for at, each in enumerate(found, 1)
    ]


def _version(version: NarrativeVersion, old: NarrativeVersion | None) -> VersionLine:
    ruling: NarrativeRuling | None = getattr(version, "ruling", None)
    tag: State = "paused"
    if ruling is not None:
        tag = "done" if ruling.outcome == NarrativeRuling.Outcome.APPROVED else "refused"
    return VersionLine(
        number=version.number,
        at=version.at,
        by=version.by,
        tag=tag,
        word=ruling.get_outcome_display() if ruling else _("not decided"),
        note=ruling.note if ruling else "",
        ruled_by=ruling.by if ruling else None,
        ar=differences(old.text_ar if old else "", version.text_ar),
        kmr=differences(old.text_kmr if old else "", version.text_kmr),
    )


MAKING_TAGS: dict[str, State] = {
    "WAITING": "waiting",
    "RUNNING": "waiting",
    "DONE": "done",
    "CANCELLED": "paused",
    "FAILED": "refused",
}
MAKING_HEADINGS = {
    "WAITING": gettext_lazy("The book is being made"),
    "RUNNING": gettext_lazy("The book is being made"),
    "DONE": gettext_lazy("The book is ready"),
    "CANCELLED": gettext_lazy("The order of the book was cancelled"),
    "FAILED": gettext_lazy("The book could not be made"),
}
FAILURES = {
    "disk_full": gettext_lazy(
        "There is no room left where files are kept. Nothing was stored. Make room, then order the book again."
    ),
    "numbers_differ": gettext_lazy(
        "The numbers on the pages are not those that were read. Nothing was stored; tell the administrator."
    ),
}


GIVEN_UP = {
    Making.Stage.SNAPSHOT: gettext_lazy(
        "The figures could not be read, however often it was tried."
    ),
    Making.Stage.CHARTS: gettext_lazy("The charts could not be drawn, however often it was tried."),
    Making.Stage.LAYOUT: gettext_lazy(
        "The pages could not be laid out, however often it was tried."
    ),
    Making.Stage.CHECK: gettext_lazy(
        "The numbers could not be compared, however often it was tried."
    ),
    Making.Stage.STORE: gettext_lazy(
        "The book could not be signed and stored, however often it was tried."
    ),
}
WHAT_NOW = gettext_lazy(
    "Nothing was stored. Have the book made again; if that fails too, tell the administrator."
)


def failure_of(making: Making) -> str:
    """Why an order failed, in sentences; empty for others."""
    if making.failure == "given_up":
        return f"{GIVEN_UP[Making.Stage(making.stage)]} {WHAT_NOW}"
    return str(FAILURES[making.failure]) if making.failure else ""


def number(row: FigureRow) -> list[Row]:
    """A number with all that proves it."""
    label = row.label_kmr if get_language() == "kmr" else row.label_ar
    query = " ".join(f"{key}={value}" for key, value in sorted(row.query.items()))
    return [
        Row(_("What it tells"), label),
        Row(_("As it is printed"), tell(row.way, row.value, row.currency)),
        Row(_("Exact value"), written(row.value) or "–", iso=True),
        Row(_("Query"), query, iso=True),
        Row(_("Hash"), row.digest, iso=True),
    ]
