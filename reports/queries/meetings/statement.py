"""The draft of a final statement that the machine makes from what was decided, in both languages."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext, override

from interior_portal.ui import dates
from reports.models import Candidate, Meeting, Motion, MotionText, StatementVersion, Vote
from reports.models.meetings.meeting import MotionKind
from reports.queries.meetings import business

HEADINGS = (MotionKind.BYLAWS, MotionKind.PROPOSAL, MotionKind.RECOMMENDATION)
Texts = dict[str, str]


def drafted(meeting: Meeting) -> Texts:
    """`text_ar` and `text_kmr`: where and when it met, whom it elected, what it adopted with the figures of each vote.

    At most nine queries.
    """
    motions = [
        motion
        for motion in business.motions(meeting)
        if motion.amends_id is None and motion.state == Motion.State.ADOPTED
    ]
    confirmed = Vote.objects.filter(meeting=meeting, state=Vote.State.CONFIRMED)
    votes: dict[int | None, Vote] = {vote.motion_id: vote for vote in confirmed}
    said = business.newest_texts(motions)
    texts = {}
    for language in ("ar", "kmr"):
        with override(language):
            lines = [_opening(meeting, language), *_elected(meeting)]
            for kind in HEADINGS:
                lines += _section([m for m in motions if m.kind == kind], said, votes, language)
            texts[f"text_{language}"] = "\n\n".join(lines)
    return texts


def _opening(meeting: Meeting, language: str) -> str:
    opening = meeting.events.filter(kind="OPENED").first()
    figures = opening.data if opening else {"present": 0, "seats": 0}
    return gettext(
        "“%(title)s” was held in %(place)s and began on %(day)s. %(present)s of %(seats)s seats were present"
        " when it was opened, so the quorum was reached."
    ) % {
        "title": meeting.title_in(language),
        "place": meeting.place,
        "day": dates.day(meeting.starts_on),
        "present": figures["present"],
        "seats": figures["seats"],
    }


def _elected(meeting: Meeting) -> list[str]:
    rows = Candidate.objects.filter(
        election__meeting=meeting, election__is_panel=True, elected_in__isnull=False
    )
    names = [str(row.user) for row in rows.select_related("user").order_by("pk")]
    if not names:
        return []
    chaired = gettext("The meeting elected to its chair by secret ballot: %(names)s.")
    return [chaired % {"names": gettext(", ").join(names)}]


def _section(
    adopted: list[Motion],
    said: Mapping[int, MotionText],
    votes: Mapping[int | None, Vote],
    language: str,
) -> list[str]:
    """What was adopted of one kind, one paragraph each; nothing for none."""
    if not adopted:
        return []
    lines = [_heading(MotionKind(adopted[0].kind), len(adopted))]
    for place, motion in enumerate(adopted, 1):
        text = said[motion.pk]
        words = text.text_kmr if language == "kmr" else text.text_ar
        lines.append(
            gettext("%(place)s. %(title)s: %(text)s (%(figures)s)")
            % {
                "place": place,
                "title": motion.title_in(language),
                "text": " ".join(words.split()),
                "figures": figures_of(votes[motion.pk]),
            }
        )
    return lines


def _heading(kind: MotionKind, count: int) -> str:
    match kind:
        case MotionKind.BYLAWS:
            return gettext("The meeting adopted these bylaws:")
        case MotionKind.PROPOSAL:
            return gettext("The meeting adopted these proposals:")
        case _:
            text = ngettext(
                "The meeting adopted %(count)s recommendation:",
                "The meeting adopted %(count)s recommendations:",
                count,
            )
            return text % {"count": count}


def figures_of(vote: Vote) -> str:
    """What was counted, in words of the active language; the casting vote is told."""
    text = gettext("%(yes)s for, %(no)s against, %(abstain)s abstained") % {
        "yes": vote.yes,
        "no": vote.no,
        "abstain": vote.abstain,
    }
    return gettext("%(figures)s; the chair decided") % {"figures": text} if vote.casting else text


def drafts(meeting: Meeting) -> list[StatementVersion]:
    """All drafts, the first one first."""
    rows = StatementVersion.objects.filter(meeting=meeting).select_related("by")
    return list(rows.order_by("version"))
