"""The same-day clock: from the complete application to the licence, and every licence that missed its day.

A day is a calendar day where the Authority works. A correction has no clock: nobody applied for it.
"""

import datetime as dt
import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Extract, TruncDate
from django.utils import timezone

from interior_portal.shared import clock
from interior_portal.workflow.models import CaseEvent, Referral
from vehicles.models import Act, Application, Licence
from vehicles.rules import WITH_LICENCE

MOST = 50
TIMED = sorted(WITH_LICENCE - {Act.CORRECTION})


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Of the licences issued on a day: how many, how many on the day of their application, and in how many minutes."""

    issued: int
    same_day: int
    median_minutes: float | None
    p95_minutes: float | None

    @property
    def share(self) -> int | None:
        """Per cent on the same day, rounded down: 100 means all of them. None when nothing was issued."""
        return self.same_day * 100 // self.issued if self.issued else None


@dataclass(frozen=True, slots=True)
class Cause:
    """What the time went by with: the step, for a held case why, and the question that was waited for."""

    step: str
    because: str = ""
    referral: Referral | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """An application whose licence did not come on the day on which it was complete, or has not come at all."""

    application: Application
    issued_at: dt.datetime | None
    cause: Cause


class _Percentile(Aggregate):
    """A value below which that part of all lies (SQL percentile_cont)."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def figures_of(day: dt.date, *, unit_ids: Collection[int]) -> DayFigures:
    """One query."""
    seconds = Extract(F("issued_at") - F("application__completed_at"), "epoch")
    found = _issued_on(day, unit_ids).aggregate(
        issued=Count("pk"),
        same_day=Count("pk", filter=Q(complete_on=day)),
        median=_Percentile(seconds, part=0.5),
        p95=_Percentile(seconds, part=0.95),
    )
    return DayFigures(
        issued=found["issued"],
        same_day=found["same_day"],
        median_minutes=_minutes(found["median"]),
        p95_minutes=_minutes(found["p95"]),
    )


def misses_of(day: dt.date, *, unit_ids: Collection[int]) -> tuple[Sequence[Miss], int]:
    """What was issued that day and complete before it, and what is complete since before it and still open: the
    oldest first, at most 50, and how many there are. At most 5 queries.
    """
    begins = _midnight(day)
    late = Q(licence__issued_at__gte=begins, licence__issued_at__lt=_midnight(_next(day)))
    still_open = Q(licence__isnull=True, case__closed_at__isnull=True)
    found = Application.objects.filter(
        late | still_open,
        act__in=TIMED,
        completed_at__lt=begins,
        case__unit__in=unit_ids,
    )
    rows = list(
        found.select_related("case__unit", "vehicle", "licence").order_by("completed_at")[:MOST]
    )
    causes = _causes(rows)
    misses = [Miss(row, _issued_at(row), causes[row.case_id]) for row in rows]
    return misses, len(misses) if len(misses) < MOST else found.count()


def is_same_day(application: Application, at: dt.datetime) -> bool:
    """Whether a licence issued at that moment is one of the day on which the application was complete."""
    completed_at = application.completed_at
    return completed_at is not None and clock.day_of(completed_at) == clock.day_of(at)


def is_timed(application: Application) -> bool:
    return application.act in TIMED


def _issued_on(day: dt.date, unit_ids: Collection[int]) -> QuerySet[Licence]:
    zone = timezone.get_default_timezone()
    complete_on = TruncDate("application__completed_at", tzinfo=zone)
    return Licence.objects.filter(
        issued_at__gte=_midnight(day),
        issued_at__lt=_midnight(_next(day)),
        application__act__in=TIMED,
        application__completed_at__isnull=False,
        application__case__unit__in=unit_ids,
    ).annotate(complete_on=complete_on)


def _causes(rows: Sequence[Application]) -> Mapping[int, Cause]:
    """Of an open case where it stands; of an issued one where it stood longest. Two queries."""
    cases = [row.case_id for row in rows]
    events: dict[int, list[CaseEvent]] = {case: [] for case in cases}
    for event in CaseEvent.objects.filter(case__in=cases).order_by("case", "seq"):
        events[event.case_id].append(event)
    referrals: dict[int, list[Referral]] = {case: [] for case in cases}
    asked = Referral.objects.filter(case__in=cases, is_automatic=False, withdrawn_at=None)
    for referral in asked.select_related("unit").order_by("case", "asked_at"):
        referrals[referral.case_id].append(referral)
    return {row.case_id: _cause(row, events[row.case_id], referrals[row.case_id]) for row in rows}


def _cause(row: Application, events: Sequence[CaseEvent], referrals: Sequence[Referral]) -> Cause:
    issued_at = _issued_at(row)
    step = row.case.step if issued_at is None else _longest(row, events)
    because = [event.data.get("because", "") for event in events if event.transition == "hold"]
    return Cause(
        step=step,
        because=because[-1] if because and step == "held" else "",
        referral=_waited_for(referrals) if step == "checking" else None,
    )


def _longest(row: Application, events: Sequence[CaseEvent]) -> str:
    """The step in which the application stood for the longest time since it was complete."""
    stood: dict[str, dt.timedelta] = {}
    for before, after in itertools.pairwise(events):
        since = max(before.at, row.completed_at or before.at)
        stood[before.to_step] = stood.get(before.to_step, dt.timedelta()) + max(
            after.at - since, dt.timedelta()
        )
    return max(stood, key=lambda step: stood[step], default="issuing")


def _waited_for(referrals: Sequence[Referral]) -> Referral | None:
    """A question that is open, else the one that was answered last."""
    return max(referrals, key=_answered, default=None)


def _answered(referral: Referral) -> tuple[bool, Any]:
    return referral.answered_at is None, referral.answered_at or referral.asked_at


def _issued_at(row: Application) -> dt.datetime | None:
    licence = getattr(row, "licence", None)
    return licence.issued_at if licence else None


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, timezone.get_default_timezone())


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)
