"""The final statement: drafted by the machine, edited by the secretary, approved by the chair, made a paper."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.outbox import actions as outbox
from interior_portal.shared.refusals import Refusal, Refused, check
from reports import papers
from reports.actions.meetings import record
from reports.models import FinalStatement, Meeting, StatementVersion
from reports.queries.meetings import business, hall, statement

State = Meeting.State
NO_DRAFT = Refusal("no_draft", _("There is no draft of the statement yet."))
DRAFT_CHANGED = Refusal(
    "draft_changed", _("The statement was changed since you read it. Read the new draft first.")
)
OWN_DRAFT = Refusal("own_draft", _("You wrote this draft: somebody else must approve it."))


@transaction.atomic
def draft_statement(*, meeting: Meeting, by: User) -> StatementVersion:
    """A draft made by the machine from what was adopted. Raises Refused."""
    found = record.kept(meeting, by, (State.CLOSED,))
    return _next(found, statement.drafted(found), by)


@transaction.atomic
def edit_statement(
    *, meeting: Meeting, text: Mapping[str, str], version: int, by: User
) -> StatementVersion:
    """The next draft, written on top of `version`. Raises Refused."""
    found = record.kept(meeting, by, (State.CLOSED,))
    check(_why_not_newest(found, version))
    return _next(found, text, by)


def _next(meeting: Meeting, text: Mapping[str, str], by: User) -> StatementVersion:
    versions = StatementVersion.objects.filter(meeting=meeting).values_list("version", flat=True)
    row = StatementVersion.objects.create(
        meeting=meeting, version=business.next_number(versions), by=by, **text
    )
    record.note(meeting, "statement_drafted", by, {"version": row.version})
    return row


def _why_not_newest(meeting: Meeting, version: int) -> Refusal | None:
    newest = StatementVersion.objects.filter(meeting=meeting).order_by("-version").first()
    if newest is None:
        return NO_DRAFT
    return None if newest.version == version else DRAFT_CHANGED


@transaction.atomic
def approve_statement(*, meeting: Meeting, version: int, by: User) -> FinalStatement:
    """The chair approves the newest draft, which somebody else wrote; its paper follows. Raises Refused."""
    found = record.locked(meeting, State.CLOSED)
    check(hall.why_not_chair(found, by))
    check(_why_not_newest(found, version))
    draft = StatementVersion.objects.get(meeting=found, version=version)
    if draft.by_id == by.pk:
        raise Refused(OWN_DRAFT)
    final = FinalStatement.objects.create(
        meeting=found, draft=draft, written_by=draft.by, approved_by=by
    )
    Meeting.objects.filter(pk=found.pk).update(state=State.CONCLUDED)
    record.tell(found, record.Kind.STATEMENT, by, {"version": version})
    outbox.put("reports.issue_statement", key=f"statement:{final.pk}", payload={"final": final.pk})
    return final


def issue_statement(final_id: int) -> None:
    """The paper of an approved statement, once; in the worker."""
    rows = FinalStatement.objects.select_related("draft", "meeting__unit")
    final = rows.get(pk=final_id)
    if final.paper_id is None:
        paper = papers.issue_statement(final)
        FinalStatement.objects.filter(pk=final.pk).update(paper=paper)
