"""The two meetings of the demonstration, told once."""

import pytest

from reports.demo import meetings
from reports.demo.year import recommendations
from reports.models import AdoptedText, Meeting, Motion, Panel, Vote
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_annual_meeting_is_concluded_and_the_conference_prepared(cast: Cast) -> None:
    recommendations.load()
    meetings.load()
    meetings.load()
    states = Meeting.objects.order_by("starts_on").values_list("kind", "state")
    assert list(states) == [("ANNUAL", "CONCLUDED"), ("CONFERENCE", "PREPARED")]
    annual = Meeting.objects.get(kind=Meeting.Kind.ANNUAL)
    kinds = list(AdoptedText.objects.filter(meeting=annual).values_list("kind", flat=True))
    assert kinds == ["BYLAWS", *["RECOMMENDATION"] * 9]
    followed = Motion.objects.filter(meeting=annual, recommendation__isnull=False)
    assert list(followed.values_list("recommendation__number", flat=True)) == list(range(1, 10))
    assert set(Panel.objects.values_list("user", flat=True)) == {cast.chair.pk, cast.co_chair.pk}
    votes = Vote.objects.filter(meeting=annual)
    assert {(vote.state, vote.ballots) for vote in votes} == {("CONFIRMED", 14)}
