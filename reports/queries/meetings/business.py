"""Agenda, motions, votes, elections and texts, as rows."""

from collections.abc import Iterable

from django.db.models import Count, F, Max, Prefetch, Q

from interior_portal.documents.models import Upload
from reports.models import (
    AdoptedText,
    AgendaDocument,
    AgendaItem,
    Candidate,
    Election,
    MajorityRule,
    Meeting,
    Motion,
    MotionText,
    PaperCount,
    Presence,
    SecretCount,
    Vote,
    VotedSeat,
)
from reports.rules.meetings import Majority

MOST = 200  # items, motions, votes, elections of a meeting that a page shows


def find_meeting(reference: str) -> Meeting | None:
    return Meeting.objects.select_related("unit", "created_by").filter(reference=reference).first()


def agenda(meeting: Meeting) -> list[AgendaItem]:
    """In their order, with documents, motions and elections. Four queries."""
    motions = Motion.objects.filter(amends=None).order_by("number")
    items = AgendaItem.objects.filter(meeting=meeting).order_by("position")
    return list(
        items.prefetch_related(
            Prefetch("documents", AgendaDocument.objects.select_related("upload").order_by("pk")),
            Prefetch("motions", motions),
            "elections",
        )[:MOST]
    )


def motions(meeting: Meeting) -> list[Motion]:
    """All that was moved, amendments included, by number."""
    rows = Motion.objects.filter(meeting=meeting).select_related(
        "mover__holder", "seconder__holder", "amends"
    )
    return list(rows.order_by("number")[:MOST])


def find_motion(meeting: Meeting, number: int) -> Motion | None:
    rows = Motion.objects.filter(meeting=meeting, number=number)
    return rows.select_related(
        "mover__holder", "seconder__holder", "amends", "recommendation", "item"
    ).first()


def texts(motion: Motion) -> list[MotionText]:
    """All versions, the first one first."""
    rows = MotionText.objects.filter(motion=motion).select_related("by", "amendment")
    return list(rows.order_by("version"))


def current_text(motion: Motion) -> MotionText:
    """The newest version; every motion has one."""
    return MotionText.objects.filter(motion=motion).latest("version")


def newest_texts(motions: Iterable[Motion]) -> dict[int, MotionText]:
    """The newest text of each motion, by its key. One query."""
    rows = MotionText.objects.filter(motion__in=[motion.pk for motion in motions])
    newest = rows.order_by("motion_id", "-version").distinct("motion_id")
    return {text.motion_id: text for text in newest}


def amendments(motion: Motion) -> list[Motion]:
    """In the order of voting: the one that goes furthest first."""
    rows = Motion.objects.filter(amends=motion).select_related("mover__holder", "seconder__holder")
    return list(rows.order_by("turn", "number"))


def next_amendment(motion: Motion) -> Motion | None:
    """The one that is voted next, before the motion itself."""
    waiting = Motion.objects.filter(amends=motion, state=Motion.State.MOVED)
    return waiting.order_by("turn", "number").first()


def majority_of(motion: Motion) -> Majority:
    """As the rule of the meeting says for its kind; an amendment needs what its motion needs."""
    rule = MajorityRule.objects.get(meeting=motion.meeting_id, motion_kind=motion.kind)
    return Majority(rule.majority)


def find_open_vote(meeting: Meeting) -> Vote | None:
    rows = Vote.objects.filter(meeting=meeting, state=Vote.State.OPEN)
    return rows.select_related("motion", "election").first()


def find_vote(meeting: Meeting, number: int) -> Vote | None:
    rows = Vote.objects.filter(meeting=meeting, number=number)
    return rows.select_related(
        "motion", "election", "opened_by", "ended_by", "confirmed_by"
    ).first()


def votes(meeting: Meeting) -> list[Vote]:
    rows = Vote.objects.filter(meeting=meeting).select_related("motion", "election")
    return list(rows.order_by("number")[:MOST])


def voted(vote: Vote) -> set[int]:
    """The seats that have voted, by key; never what. One query."""
    rows = VotedSeat.objects.filter(vote=vote) if vote.is_secret else vote.open_ballots.all()
    return set(rows.values_list("seat", flat=True))


def waiting_for(vote: Vote) -> int:
    """How many seats in the hall have not voted yet. Two queries."""
    here = Presence.objects.filter(seat__meeting=vote.meeting_id, left_at=None)
    return here.exclude(seat__in=voted(vote)).count()


def candidates_of_round(vote: Vote) -> list[Candidate]:
    """Who stands in this round."""
    counted = SecretCount.objects.filter(vote=vote, candidate__isnull=False)
    rows = Candidate.objects.filter(pk__in=counted.values("candidate"))
    return list(rows.select_related("user").order_by("pk"))


def candidate_sums(vote: Vote) -> dict[int, int]:
    """Votes of each candidate of the round, on devices and on paper. Two queries."""
    sums: dict[int, int] = {}
    for model in (SecretCount, PaperCount):
        rows = model.objects.filter(vote=vote, candidate__isnull=False)
        for key, count in rows.values_list("candidate", "count"):
            sums[key] = sums.get(key, 0) + count
    return sums


def choice_sums(vote: Vote) -> dict[str, int]:
    """A secret vote by choice, on devices and on paper. Two queries."""
    sums: dict[str, int] = {}
    for model in (SecretCount, PaperCount):
        for choice, count in (
            model.objects.filter(vote=vote).exclude(choice="").values_list("choice", "count")
        ):
            sums[choice] = sums.get(choice, 0) + count
    return sums


def find_election(meeting: Meeting, number: int) -> Election | None:
    return Election.objects.filter(meeting=meeting, number=number).first()


def candidates(election: Election) -> list[Candidate]:
    return list(Candidate.objects.filter(election=election).select_related("user").order_by("pk"))


def next_number(rows: Iterable[int | None]) -> int:
    """One more than the highest there is."""
    return max((number or 0 for number in rows), default=0) + 1


def adopted(meeting: Meeting) -> list[AdoptedText]:
    """What a meeting has adopted or changed, with its versions. Two queries."""
    mine = Q(meeting=meeting) | Q(versions__motion__meeting=meeting)
    rows = AdoptedText.objects.filter(mine).distinct().annotate(newest=Max("versions__version"))
    return list(rows.prefetch_related("versions__motion").order_by("pk")[:MOST])


def adopted_before(meeting: Meeting) -> list[AdoptedText]:
    """Texts of the unit's meetings that a motion may change."""
    rows = AdoptedText.objects.filter(meeting__unit=meeting.unit_id)
    return list(rows.order_by("-pk")[:MOST])


def find_adopted(meeting: Meeting, key: int) -> AdoptedText | None:
    mine = Q(meeting=meeting) | Q(versions__motion__meeting=meeting)
    return AdoptedText.objects.filter(mine, pk=key).distinct().first()


def find_document(meeting: Meeting, key: int) -> Upload | None:
    """A document of the agenda, by the key of its row."""
    row = AgendaDocument.objects.filter(pk=key, item__meeting=meeting).select_related("upload")
    found = row.first()
    return found.upload if found else None


def counted_motions(meeting: Meeting) -> dict[str, int]:
    """How many motions (no amendments) ended in which state."""
    rows = Motion.objects.filter(meeting=meeting, amends=None).order_by().values("state")
    return dict(rows.annotate(count=Count("pk")).values_list(F("state"), F("count")))
