"""Reminders: before a recommendation is due, and when it is late."""

import datetime as dt

from django.db import transaction

from interior_portal.accounts.models import User
from interior_portal.notices.actions import send
from interior_portal.shared import clock
from reports.messages import DUE, LATE
from reports.models import Recommendation
from reports.queries.year.keepers import keepers_of, owners_of
from reports.rules.year.recommending import MONTH, RUNNING, reminder_of

MOST = 500


def remind() -> int:
    """Tell who keeps the year of the owners; how many are near or late. Again on the same day tells nobody twice."""
    last = clock.today() + dt.timedelta(days=MONTH)
    near = Recommendation.objects.filter(state__in=RUNNING, due_on__lte=last)
    rows = list(
        near.select_related("unit").prefetch_related("others").order_by("due_on", "pk")[:MOST]
    )
    for row in rows:
        _remind(row)
    return len(rows)


@transaction.atomic
def _remind(recommendation: Recommendation) -> None:
    mark = reminder_of(recommendation.due_on, clock.today())
    kind = LATE if mark.startswith("late") else DUE
    for user in _told(recommendation):
        key = f"{kind.code}:{recommendation.reference}:{recommendation.due_on}:{mark}:{user.pk}"
        send(kind=kind.code, to=user, about=recommendation.reference, key=key)


def _told(recommendation: Recommendation) -> list[User]:
    people = [user for unit in owners_of(recommendation) for user in keepers_of(unit)]
    return list({user.pk: user for user in people}.values())
