"""What follows from a vote about a motion: a new version of its text, an adopted text."""

from interior_portal.accounts.models import User
from reports.models import AdoptedText, AdoptedVersion, Motion, MotionText, Vote
from reports.models.meetings.meeting import MotionKind
from reports.queries.meetings import business


def settle_motion(motion: Motion, vote: Vote, by: User) -> None:
    """Adopted or not; the caller holds the lock of the meeting."""
    is_adopted = vote.outcome == Vote.Outcome.ADOPTED
    state = Motion.State.ADOPTED if is_adopted else Motion.State.NOT_ADOPTED
    Motion.objects.filter(pk=motion.pk).update(state=state)
    if not is_adopted:
        return
    if motion.amends is not None:
        _amend(motion.amends, motion, by)
    elif motion.kind != MotionKind.PROCEDURE:
        _adopt(motion)


def _amend(motion: Motion, amendment: Motion, by: User) -> None:
    """The next version of the motion says what the amendment wanted."""
    texts = business.newest_texts((amendment, motion))
    wanted, before = texts[amendment.pk], texts[motion.pk]
    MotionText.objects.create(
        motion=motion,
        version=before.version + 1,
        text_ar=wanted.text_ar,
        text_kmr=wanted.text_kmr,
        amendment=amendment,
        by=by,
    )


def _adopt(motion: Motion) -> None:
    """A text of its own, or the next version of the one that the motion changes."""
    text = motion.changes or AdoptedText.objects.create(
        meeting=motion.meeting, kind=motion.kind, **_titles(motion)
    )
    said = business.current_text(motion)
    versions = AdoptedVersion.objects.filter(text=text).values_list("version", flat=True)
    AdoptedVersion.objects.create(
        text=text,
        version=business.next_number(versions),
        text_ar=said.text_ar,
        text_kmr=said.text_kmr,
        motion=motion,
    )


def _titles(motion: Motion) -> dict[str, str]:
    return {"title_ar": motion.title_ar, "title_kmr": motion.title_kmr, "title_en": motion.title_en}
