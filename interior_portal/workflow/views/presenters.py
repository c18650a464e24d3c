"""What the pages of the desk show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.standing_in import running_for
from interior_portal.ui.components import Tab
from interior_portal.workflow import queries, registry
from interior_portal.workflow.desks import CaseLine
from interior_portal.workflow.forms.bulk import BulkForm
from interior_portal.workflow.forms.desk import NarrowingForm, SavedViewForm, role_label
from interior_portal.workflow.models import Case, SavedView, WorkItem
from interior_portal.workflow.queries import Count, Cursor, Desk, InboxRow, OpenItem
from interior_portal.workflow.queries.questions import address_of, page_of

MOST_TABS = 8
Text = str | Promise
KEYS = (
    (
        _("Everywhere at the desk"),
        (
            (("n",), _("Take the next case and open it")),
            (("/",), _("Go to the search")),
            (("?",), _("Show these keys")),
        ),
    ),
    (
        _("In the list"),
        (
            (("j", "↓"), _("One case down")),
            (("k", "↑"), _("One case up")),
            (("Enter",), _("Open the case")),
        ),
    ),
    (
        _("At a case"),
        (
            (("t",), _("Take this case")),
            (("Enter",), _("Decide, and open the next case")),
            (("y",), _("Yes: issue the paper, and open the next case")),
            (("u",), _("Undo what was just decided")),
            (("a – z",), _("The letter on a button presses the button")),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the inbox. `href` is empty for what no page of the portal opens."""

    item: InboxRow
    href: str
    name: str
    service: Text
    step: Text
    asked_by: str


def desk_page(user: User, address: QueryDict) -> dict[str, Any]:
    """The inbox as its address narrows it.

    Seven queries: desks and their units, categories of each directorate, counts, the page, names of
    its cases, kept views, colleagues; one more for a narrowed list, one where questions lie on the desk, and
    one for who stands in for somebody.
    """
    desks = queries.desks_of(user)
    form = narrowing_form(desks, address)
    queues = form.queues()
    page = queries.inbox(
        queues, narrowing=form.narrowing(user), after=Cursor.read(address.get("after", ""))
    )
    counts = queries.queue_counts([desk.queue for desk in desks])
    return {
        "form": form,
        "desks": desks,
        "stands_in": running_for(user),
        "takes": bool(form.own_queues()),
        "lines": lines(page.rows),
        "count": Count(sum(counts[queue].number for queue in queues)),
        "tabs": tabs(desks, counts, form),
        "is_narrowed": bool(form.chosen),
        "is_first": not address.get("after"),
        "is_cut": page.is_cut,
        "next": _href(form.chosen, after=str(page.after)) if page.after else "",
        "views": SavedView.objects.filter(user=user).order_by("name"),
        "view_form": SavedViewForm(),
        "bulk_form": BulkForm(
            colleagues=queries.colleagues([desk.queue for desk in desks]),
            items=_open_items(page.rows, desks),
            reader=user,
        ),
    }


def _open_items(rows: Sequence[InboxRow], desks: Sequence[Desk]) -> dict[int, OpenItem]:
    units = {desk.queue: desk.unit for desk in desks}
    return {
        row.item_id: OpenItem(
            procedure=row.procedure,
            step=row.question or row.step,
            is_question=bool(row.question),
            unit=units[row.queue],
            claimed_by_id=row.claimed_by_id,
        )
        for row in rows
    }


def narrowing_form(desks: Sequence[Desk], address: QueryDict) -> NarrowingForm:
    """The filters, with what the address says filled in; what it says wrongly has its error."""
    labels: dict[str, str] = {}
    for page in registry.desk_pages().values() if desks else ():
        labels |= page.categories()
    form = NarrowingForm(address, desks=desks, categories=labels)
    form.full_clean()
    return form


def tabs(desks: Sequence[Desk], counts: Mapping[str, Count], form: NarrowingForm) -> list[Tab]:
    """Everything, then each queue that holds something; none where there is one queue."""
    chosen = dict(form.chosen)
    unit, role = chosen.pop("unit", None), chosen.pop("role", None)
    filled = [desk for desk in desks if counts[desk.queue].number][:MOST_TABS]
    if len(desks) < 2 or not filled:  # noqa: PLR2004 (one queue needs no tab)
        return []
    roles_of_unit = [desk.unit.pk for desk in desks]
    every = Tab(_("Everything"), _href(chosen), current=unit is None and role is None)
    return [every] + [
        Tab(
            desk.unit.name
            if roles_of_unit.count(desk.unit.pk) == 1
            else f"{desk.unit.name} · {role_label(desk.role)}",
            _href(chosen, unit=desk.unit.code, role=desk.role),
            current=(unit, role) == (desk.unit.code, desk.role),
            count=str(counts[desk.queue]),
        )
        for desk in filled
    ]


def lines(rows: Sequence[InboxRow]) -> list[Line]:
    """The rows with the names that the directorates give to their cases; one query for each of them."""
    named = case_lines((row.procedure, row.case_id) for row in rows if not row.question)
    askers = Unit.objects.in_bulk({row.unit_id for row in rows if row.question})
    return [_line(row, named.get(row.case_id), askers) for row in rows]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One case of a search."""

    reference: str
    href: str
    name: str
    service: str
    step: Text
    unit: str


def found(cases: Sequence[Case]) -> list[FoundLine]:
    """The cases of a search that a desk may see by now; one query for each directorate."""
    named = case_lines((case.procedure, case.pk) for case in cases)
    return [
        FoundLine(
            reference=case.reference,
            href=case_href(case.procedure, case.reference),
            name=named[case.pk].name,
            service=named[case.pk].service,
            step=registry.get_procedure(case.procedure).step(case.step).label,
            unit=case.unit.name,
        )
        for case in cases
        if case.pk in named
    ]


def case_lines(cases: Iterable[tuple[str, int]]) -> dict[int, CaseLine]:
    """Pairs of procedure and case id as lines by case id; one query for each directorate."""
    wanted: dict[str, list[int]] = {}
    for procedure, case_id in cases:
        wanted.setdefault(registry.get_procedure(procedure).directorate, []).append(case_id)
    found: dict[int, CaseLine] = {}
    for directorate, page in registry.desk_pages().items():
        if directorate in wanted:
            found |= page.lines(wanted[directorate])
    return found


def item_href(item: WorkItem) -> str:
    """Where its holder works on the item, whose case is loaded; empty where no page opens it."""
    if item.referral_id is not None:
        return address_of(item.case.reference, item.step)
    return case_href(item.case.procedure, item.case.reference)


def case_href(procedure: str, reference: str) -> str:
    """Where a desk works on the case; empty for a directorate without such a page."""
    page = registry.find_desk_page(procedure)
    return reverse(page.url_name, args=[reference]) if page else ""


def _line(row: InboxRow, named: CaseLine | None, askers: Mapping[int, Unit]) -> Line:
    procedure = registry.get_procedure(row.procedure)
    return Line(
        item=row,
        href=page_of(row) if row.question else case_href(row.procedure, row.reference),
        name=named.name if named else "",
        service=named.service if named else procedure.label,
        step=_question(row.question) if row.question else procedure.step(row.step).label,
        asked_by=askers[row.unit_id].name if row.question else "",
    )


def _question(code: str) -> Text:
    """What is asked; its code when no procedure asks it any more."""
    known = registry.find_question(code)
    return known.label if known else code


def _href(chosen: Mapping[str, str], **more: str) -> str:
    return f"?{urlencode({**chosen, **more})}"
