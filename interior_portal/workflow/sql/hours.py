"""Reads the working calendar of a unit, in one statement."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from interior_portal.shared import clock
from interior_portal.workflow.sql.cursor import run
from interior_portal.workflow.timing.calendar import DAY, Span, WeekPlan, WorkingCalendar, joined
from interior_portal.workflow.timing.deadline import LoadCalendar

# Hours of the unit and the units above it, nearest first; holidays have no weekday.
_READ = """
SELECT length(u.path) AS depth, h.weekday, h.opens, h.closes, h.effective_from AS day
FROM accounts_unit mine
JOIN accounts_unit u ON starts_with(mine.path, u.path)
JOIN workflow_openinghours h ON h.unit_id = u.id
WHERE mine.id = %(unit)s
UNION ALL
SELECT 0, NULL, NULL, NULL, o."on"
FROM accounts_unit mine
JOIN workflow_holiday o ON o."on" >= %(first)s AND (o.unit_id IS NULL OR EXISTS (
  SELECT FROM accounts_unit u WHERE u.id = o.unit_id AND starts_with(mine.path, u.path)))
WHERE mine.id = %(unit)s
"""


def calendar_of(unit_id: int, since: dt.datetime) -> WorkingCalendar:
    """When the unit works from the day of `since` on. One statement."""
    zone = timezone.get_default_timezone()
    rows = run(_READ, {"unit": unit_id, "first": clock.day_of(since)})
    units: defaultdict[int, defaultdict[dt.date, list[tuple[Any, ...]]]]
    units = defaultdict(lambda: defaultdict(list))
    holidays = set()
    for depth, weekday, opens, closes, day in rows:
        if weekday is None:
            holidays.add(day)
        else:
            units[depth][day].append((weekday, (_minute(opens), _minute(closes) or DAY)))
    plans = tuple(
        tuple(_week(day, hours) for day, hours in units[depth].items())
        for depth in sorted(units, reverse=True)
    )
    return WorkingCalendar(plans, frozenset(holidays), zone)


def loader(unit_id: int) -> LoadCalendar:
    """`calendar_of` for one decision: asked again for the same days it reads nothing."""
    kept: list[tuple[dt.date, WorkingCalendar]] = []

    def load(since: dt.datetime) -> WorkingCalendar:
        day = timezone.localdate(since)
        if not kept or day < kept[-1][0]:
            kept.append((day, calendar_of(unit_id, since)))
        return kept[-1][1]

    return load


def _minute(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _week(effective_from: dt.date, hours: Iterable[tuple[int, Span]]) -> WeekPlan:
    days: list[list[Span]] = [[] for _ in range(7)]
    for weekday, span in hours:
        days[weekday].append(span)
    return WeekPlan(effective_from, tuple(joined(spans) for spans in days))
