"""Write the words of an edition, approve them, send them back: two people for each, under the lock of the edition."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.roles import REPORT_APPROVE, REPORT_WRITE
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused, check
from reports.actions.annual.editions import NOT_A_DRAFT, locked, note
from reports.models import Edition, Narrative, NarrativeRuling, NarrativeVersion
from reports.queries.annual.chapters import acts_for, find_section, may, stood_in_for

WRITTEN_MEANWHILE = Refusal(
    "narrative_written_meanwhile",
    _(
        "Somebody has saved a newer version meanwhile. Compare it with yours below, then save again."
    ),
)
FOUR_EYES = Refusal(
    "narrative_four_eyes", _("You wrote this version. Somebody else must approve it.")
)
NOTHING_WAITS = Refusal(
    "narrative_nothing_waits", _("No version of this text waits for approval any more.")
)
NOTE_MISSING = Refusal(
    "narrative_note_missing", _("Write what must be changed, so that the writer knows.")
)
Outcome = NarrativeRuling.Outcome


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote; `seen` is the number of the version that they had before them, 0 for none."""

    ar: str
    kmr: str
    seen: int
    key: uuid.UUID


@transaction.atomic
def write(*, narrative: Narrative, words: Words, by: User) -> NarrativeVersion:
    """Keep a further version, which waits for somebody else's approval. The same key is the same version.

    What was approved before is printed no longer. Raises Refused.
    """
    edition = locked(narrative.edition)
    check(why_not_write(edition, narrative, by))
    known = NarrativeVersion.objects.filter(key=words.key, narrative=narrative).first()
    if known is not None:
        return known
    text = edition.narratives.get(pk=narrative.pk)
    if words.seen != text.newest:
        raise Refused(WRITTEN_MEANWHILE)
    version = text.versions.create(
        number=text.newest + 1,
        text_ar=words.ar,
        text_kmr=words.kmr,
        by=by,
        on_behalf_of_id=_absent_writer(text, by),
        key=words.key,
    )
    text.newest, text.state, text.approved = version.number, Narrative.State.WRITTEN, None
    text.save(update_fields=["newest", "state", "approved"])
    note("written", edition, by, _about(text))
    return version


def approve(*, narrative: Narrative, number: int, by: User) -> Narrative:
    """The version of this number is printed. Raises Refused: a newer one, or one's own."""
    return _rule(narrative, number, by, Outcome.APPROVED, "")


def send_back(*, narrative: Narrative, number: int, by: User, reason: str) -> Narrative:
    """The writer has to change it. Raises Refused."""
    if not reason:
        raise Refused(NOTE_MISSING)
    return _rule(narrative, number, by, Outcome.RETURNED, reason)


@transaction.atomic
def _rule(
    narrative: Narrative, number: int, by: User, outcome: NarrativeRuling.Outcome, reason: str
) -> Narrative:
    edition = locked(narrative.edition)
    text = edition.narratives.get(pk=narrative.pk)
    version = text.versions.filter(number=number).first()
    if version is None or number != text.newest:
        raise Refused(NOTHING_WAITS)
    check(why_not_rule(edition, text, version, by))
    NarrativeRuling.objects.create(
        version=version, outcome=outcome, note=reason, written_by=version.by, by=by
    )
    text.state = Narrative.State(outcome.value)
    text.approved = version if outcome == Outcome.APPROVED else None
    text.save(update_fields=["state", "approved"])
    note(f"text_{outcome.value.lower()}", edition, by, _about(text))
    return text


def why_not_write(edition: Edition, narrative: Narrative, by: User) -> Refusal | None:
    if not _may(narrative, by, REPORT_WRITE):
        return NOT_PERMITTED
    return None if edition.state == Edition.State.DRAFT else NOT_A_DRAFT


def why_not_rule(
    edition: Edition, narrative: Narrative, version: NarrativeVersion | None, by: User
) -> Refusal | None:
    """Why `by` may not approve the version, or send it back."""
    if not _may(narrative, by, REPORT_APPROVE):
        return NOT_PERMITTED
    if edition.state != Edition.State.DRAFT:
        return NOT_A_DRAFT
    if version is None or narrative.state != Narrative.State.WRITTEN:
        return NOTHING_WAITS
    writers = {version.by_id, version.on_behalf_of_id} - {None}
    return FOUR_EYES if writers & {by.pk, *stood_in_for(by, REPORT_APPROVE)} else None


def _may(narrative: Narrative, by: User, permission: str) -> bool:
    found = find_section(narrative.chapter, narrative.section)
    return found is not None and may(by, permission, found[0])


def _absent_writer(narrative: Narrative, by: User) -> int | None:
    found = find_section(narrative.chapter, narrative.section)
    return acts_for(by, REPORT_WRITE, found[0]) if found else None


def _about(text: Narrative) -> dict[str, str | int]:
    return {"chapter": text.chapter, "section": text.section, "version": text.newest}
