"""Begin an edition, approve it, open it again, release it. Each locks the report or the edition first."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.roles import REPORT_APPROVE
from interior_portal.audit import actions as audit
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused, check
from reports.models import Edition, Making, Narrative, NarrativeRuling, NarrativeVersion, Report
from reports.models.annual.editions import FIRST_YEAR
from reports.queries.annual.chapters import chapters, may_for_all
from reports.roles import REPORT_MAKE

IN_THE_MAKING = Refusal(
    "edition_in_the_making",
    _("An edition of this year is being written already. Release it before you begin another."),
)
YEAR_NOT_BEGUN = Refusal(
    "report_year",
    _("A report is written about a year that has begun. Choose this year or an earlier one."),
)
CHANGE_UNSAID = Refusal(
    "edition_change_unsaid",
    _("Say in Arabic and in Kurmanji what this edition changes, for who knows the one before."),
)
NOT_A_DRAFT = Refusal("edition_not_a_draft", _("This edition is no longer being written."))
NOT_APPROVED = Refusal("edition_not_approved", _("This edition is not approved yet."))
RELEASED = Refusal(
    "edition_released",
    _("This edition was released and stays as it is. Begin a new edition to correct it."),
)
WORDS_MISSING = Refusal(
    "edition_words_missing",
    _(
        "Some texts are not approved yet. Each text must be written by one person and approved by another."
    ),
)
BOOK_MISSING = Refusal(
    "edition_book_missing",
    _("The book with both languages is not made yet. Have it made, read it, and release it then."),
)
BEING_MADE = Refusal(
    "edition_being_made", _("A book of this edition is being made. Wait for it, or cancel it.")
)


@transaction.atomic
def begin_edition(*, year: int, by: User, change_ar: str = "", change_kmr: str = "") -> Edition:
    """A draft of the year's report: the first, or one that corrects the last released. Raises Refused.

    A correction begins with the words that were approved before, each as its writer left it.
    """
    if not may_for_all(by, REPORT_MAKE):
        raise Refused(NOT_PERMITTED)
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Refused(YEAR_NOT_BEGUN)
    report = Report.objects.get_or_create(year=year)[0]
    report = Report.objects.select_for_update().get(pk=report.pk)
    last = report.editions.order_by("number").last()
    if last is not None and last.state != Edition.State.RELEASED:
        raise Refused(IN_THE_MAKING)
    if last is not None and not (change_ar and change_kmr):
        raise Refused(CHANGE_UNSAID)
    edition = Edition.objects.create(
        report=report,
        number=1 if last is None else last.number + 1,
        change_ar="" if last is None else change_ar,
        change_kmr="" if last is None else change_kmr,
        begun_by=by,
    )
    _lay_out_words(edition, last)
    note("begun", edition, by, {"number": edition.number})
    return edition


@transaction.atomic
def approve_edition(*, edition: Edition, by: User) -> Edition:
    """Lock the words: every text has been approved. Raises Refused."""
    edition = locked(edition)
    check(why_not_approve_edition(edition, by))
    edition.state, edition.approved_by = Edition.State.APPROVED, by
    edition.approved_at = clock.now()
    edition.save(update_fields=["state", "approved_by", "approved_at"])
    note("approved", edition, by)
    return edition


@transaction.atomic
def reopen_edition(*, edition: Edition, by: User) -> Edition:
    """Back to writing, as long as it is not released; its figures are taken anew when it is approved again."""
    edition = locked(edition)
    check(why_not_reopen(edition, by))
    edition.snapshots.filter(is_final=True).update(is_final=False)
    edition.state, edition.approved_by, edition.approved_at = Edition.State.DRAFT, None, None
    edition.save(update_fields=["state", "approved_by", "approved_at"])
    note("reopened", edition, by)
    return edition


@transaction.atomic
def release_edition(*, edition: Edition, by: User) -> Edition:
    """Everybody may read it from now on, and it stays. Raises Refused."""
    edition = locked(edition)
    check(why_not_release(edition, by))
    edition.state, edition.released_by = Edition.State.RELEASED, by
    edition.released_at = clock.now()
    edition.save(update_fields=["state", "released_by", "released_at"])
    note("released", edition, by)
    return edition


def why_not_approve_edition(edition: Edition, by: User) -> Refusal | None:
    if not may_for_all(by, REPORT_APPROVE):
        return NOT_PERMITTED
    if edition.state != Edition.State.DRAFT:
        return NOT_A_DRAFT
    missing = edition.narratives.exclude(state=Narrative.State.APPROVED).exists()
    return WORDS_MISSING if missing else None


def why_not_reopen(edition: Edition, by: User) -> Refusal | None:
    if not may_for_all(by, REPORT_APPROVE):
        return NOT_PERMITTED
    if edition.state == Edition.State.RELEASED:
        return RELEASED
    if edition.state != Edition.State.APPROVED:
        return NOT_APPROVED
    return BEING_MADE if _is_being_made(edition) else None


def why_not_release(edition: Edition, by: User) -> Refusal | None:
    if not may_for_all(by, REPORT_MAKE):
        return NOT_PERMITTED
    if edition.state == Edition.State.RELEASED:
        return RELEASED
    if edition.state != Edition.State.APPROVED:
        return NOT_APPROVED
    if _is_being_made(edition):
        return BEING_MADE
    made = edition.makings.filter(
        state=Making.State.DONE, languages=Making.Languages.BOTH, snapshot__is_final=True
    )
    return None if made.exists() else BOOK_MISSING


def locked(edition: Edition) -> Edition:
    """The row as it is now; whoever writes words or orders books waits here."""
    return (
        Edition.objects.select_for_update(of=("self",)).select_related("report").get(pk=edition.pk)
    )


def note(what: str, edition: Edition, by: User | None, data: dict[str, Any] | None = None) -> None:
    """A line in the ledger."""
    audit.record(
        action=f"reports.edition.{what}",
        by=by,
        subject_kind="edition",
        subject_ref=str(edition),
        data=data,
    )


def _is_being_made(edition: Edition) -> bool:
    return edition.makings.filter(finished_at=None).exists()


def _lay_out_words(edition: Edition, last: Edition | None) -> None:
    """A row for each text of the report, with what was approved before."""
    before = (
        {}
        if last is None
        else {
            (text.chapter, text.section): text
            for text in last.narratives.select_related("approved__ruling")
        }
    )
    for chapter in chapters():
        for section in chapter.sections:
            text = Narrative.objects.create(
                edition=edition, chapter=chapter.code, section=section.code
            )
            old = before.get((chapter.code, section.code))
            if old is not None and old.approved is not None:
                _take_over(text, old.approved)


def _take_over(text: Narrative, old: NarrativeVersion) -> None:
    version = NarrativeVersion.objects.create(
        narrative=text,
        number=1,
        text_ar=old.text_ar,
        text_kmr=old.text_kmr,
        by=old.by,
        on_behalf_of=old.on_behalf_of,
        at=old.at,
        key=uuid.uuid4(),
    )
    ruling = old.ruling
    NarrativeRuling.objects.create(
        version=version,
        outcome=ruling.outcome,
        note=ruling.note,
        written_by=ruling.written_by,
        by=ruling.by,
        at=ruling.at,
    )
    text.state, text.newest, text.approved = Narrative.State.APPROVED, 1, version
    text.save(update_fields=["state", "newest", "approved"])
