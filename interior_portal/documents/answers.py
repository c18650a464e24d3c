"""What the verify page says about a paper: a value that the page shows."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.documents.models import Paper
from interior_portal.documents.registry import find_paper_kind
from interior_portal.documents.rows import thawed
from interior_portal.shared import clock
from interior_portal.ui import dates
from interior_portal.ui.components import Row

Text = str | Promise
Status = Paper.Status


@dataclass(frozen=True, slots=True)
class Answer:
    """A title, a sentence that says what to do, and the tone of a notice panel."""

    title: Text
    text: Text
    tone: str


UNKNOWN = Answer(
    _("We did not issue this paper"),
    _(
        "No paper has this number. Compare it with the paper letter by letter and try again. If the answer stays"
        " the same, do not accept the paper and tell the Authority."
    ),
    "error",
)
IN_FORCE = Answer(
    _("This paper is valid"),
    _("The Authority issued it and it is in force today."),
    "success",
)
NOT_YET = Answer(
    _("This paper is genuine but not valid yet"),
    _("The Authority issued it. It counts from its first day on, not before."),
    "warning",
)
CLOSED = {
    Status.EXPIRED: Answer(
        _("This paper has expired"),
        _("The Authority issued it, but its last day is over. It no longer counts."),
        "warning",
    ),
    Status.USED: Answer(
        _("This paper has been used"),
        _("The Authority issued it and it has served its purpose. It cannot be used again."),
        "warning",
    ),
    Status.REPLACED: Answer(
        _("This paper has been replaced"),
        _("The Authority issued a newer paper in its place. Ask to see the newer one."),
        "warning",
    ),
    Status.REVOKED: Answer(
        _("This paper has been revoked"),
        _("The Authority has declared it void. Do not accept it."),
        "error",
    ),
}


def answer_about(paper: Paper | None) -> Answer:
    """The answer of today."""
    if paper is None:
        return UNKNOWN
    status = paper.status_on(clock.today())
    if status != Status.VALID:
        return CLOSED[Status(status)]
    return IN_FORCE if paper.is_in_force(clock.today()) else NOT_YET


def facts_about(paper: Paper | None) -> list[Row]:
    """What anyone may know who knows the number: the kind and the dates."""
    if paper is None:
        return []
    kind = find_paper_kind(paper.kind)
    last_day = gettext("without end") if paper.valid_until is None else dates.day(paper.valid_until)
    return [
        Row(_("Kind"), kind.label if kind else paper.kind),
        Row(_("Number"), paper.number, iso=True),
        Row(_("Valid from"), dates.day(paper.valid_from)),
        Row(_("Valid until"), last_day),
    ]


def shown_of(paper: Paper | None) -> list[Row]:
    """What who holds the paper can read on it."""
    stored = [] if paper is None else paper.shown
    return [Row(row.label, row.text, iso=row.is_code) for row in thawed(stored)]
