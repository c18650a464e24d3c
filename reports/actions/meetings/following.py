"""An adopted recommendation goes into the Authority's year, with who carries it out and until when."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.shared.refusals import Refusal, check
from reports.actions.meetings import record
from reports.actions.year import recommending
from reports.models import Meeting, Motion, Recommendation
from reports.models.meetings.meeting import MotionKind
from reports.queries.meetings import business

State = Meeting.State
NOT_TO_FOLLOW = Refusal(
    "not_to_follow", _("Only a recommendation that was adopted goes into the year, and only once.")
)


@transaction.atomic
def follow_up(*, motion: Motion, unit: Unit, due_on: dt.date, by: User) -> Recommendation:
    """Enter it for the year after the one that the meeting speaks of. Raises Refused."""
    found = record.kept(motion.meeting, by, (State.OPEN, State.CLOSED, State.CONCLUDED))
    row = Motion.objects.get(pk=motion.pk)
    check(why_not_follow(row))
    kind = Recommendation.Kind.RECOMMENDATION
    named = Recommendation.objects.filter(meeting_year=found.year, year=found.year + 1, kind=kind)
    text = business.current_text(row)
    made = recommending.enter(
        kind=kind,
        meeting_year=found.year,
        number=business.next_number(named.values_list("number", flat=True)),
        year=found.year + 1,
        texts={"ar": text.text_ar, "kmr": text.text_kmr},
        unit=unit,
        others=(),
        due_on=due_on,
        by=by,
    )
    Motion.objects.filter(pk=row.pk).update(recommendation=made)
    record.note(found, "recommendation_followed", by, {"motion": row.number})
    return made


def why_not_follow(motion: Motion) -> Refusal | None:
    """Why it does not go into the year (any more)."""
    fits = (
        motion.kind == MotionKind.RECOMMENDATION
        and motion.amends_id is None
        and motion.state == Motion.State.ADOPTED
        and motion.recommendation_id is None
    )
    return None if fits else NOT_TO_FOLLOW
