"""Working time against a count of every single minute."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interior_portal.workflow.timing.calendar import (
    DAY,
    WeekPlan,
    WorkingCalendar,
    add_working_minutes,
    joined,
    working_minutes_between,
)

DAMASCUS = ZoneInfo("Asia/Damascus")
MINUTE = dt.timedelta(minutes=1)
OFFICE = ((8 * 60, 15 * 60),)
CLOSED = ()
# Saturday to Thursday from 8 to 15, as offices here work; Monday is first.
WEEK = WeekPlan(dt.date(2020, 1, 1), (OFFICE, OFFICE, OFFICE, OFFICE, CLOSED, OFFICE, OFFICE))


def calendar(
    *plans: tuple[WeekPlan, ...], holidays: frozenset[dt.date] = frozenset()
) -> WorkingCalendar:
    return WorkingCalendar(plans, holidays, DAMASCUS)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=DAMASCUS)


def is_open(calendar: WorkingCalendar, moment: dt.datetime) -> bool:
    """The rule itself, for one minute: what the clock on the wall says, and that day's hours."""
    wall = moment.astimezone(calendar.zone)
    minute = wall.hour * 60 + wall.minute
    return any(opens <= minute < closes for opens, closes in calendar.hours_on(wall.date()))


def brute_between(start: dt.datetime, end: dt.datetime, calendar: WorkingCalendar) -> int:
    moment, total = whole(start), 0
    while moment < whole(end):
        total += is_open(calendar, moment)
        moment += MINUTE
    return total


def brute_add(start: dt.datetime, minutes: int, calendar: WorkingCalendar) -> dt.datetime | None:
    """None when a month does not hold so many working minutes."""
    moment, left = whole(start), minutes
    end = moment + dt.timedelta(days=31)
    while left and moment < end:
        left -= is_open(calendar, moment)
        moment += MINUTE
    return None if left else moment


def whole(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(second=0, microsecond=0)


SPANS = st.lists(
    st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).filter(lambda s: s[0] < s[1]),
    max_size=3,
).map(joined)
# Around the changes of clocks that Damascus knew until 2022, and in years without any.
FROM_TO = [
    (dt.date(2022, 3, 20), dt.date(2022, 4, 5)),
    (dt.date(2021, 10, 20), dt.date(2021, 11, 5)),
    (dt.date(2026, 11, 1), dt.date(2026, 12, 31)),
]
DAYS = st.one_of(*(st.dates(first, last) for first, last in FROM_TO))
PLANS = st.builds(WeekPlan, DAYS, st.tuples(*[SPANS] * 7))
CALENDARS = st.builds(
    WorkingCalendar,
    st.lists(st.lists(PLANS, max_size=2).map(tuple), max_size=3).map(tuple),
    st.frozensets(DAYS, max_size=8),
    st.sampled_from([DAMASCUS, ZoneInfo("UTC"), ZoneInfo("Australia/Lord_Howe")]),
)
MOMENTS = st.one_of(
    *(
        st.datetimes(
            dt.datetime.combine(first, dt.time()),
            dt.datetime.combine(last, dt.time()),
            timezones=st.just(dt.UTC),
        )
        for first, last in FROM_TO
    )
)


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(0, 6 * DAY))
def test_minutes_between_equal_a_count_of_minutes(
    calendar: WorkingCalendar, start: dt.datetime, length: int
) -> None:
    end = start + length * MINUTE + dt.timedelta(seconds=17)
    assert working_minutes_between(start, end, calendar) == brute_between(start, end, calendar)


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(0, 3000))
def test_adding_equals_a_count_of_minutes(
    calendar: WorkingCalendar, start: dt.datetime, minutes: int
) -> None:
    expected = brute_add(start, minutes, calendar)
    if expected is not None:
        assert add_working_minutes(start, minutes, calendar) == expected


@settings(max_examples=100, deadline=None)
@given(MOMENTS, st.integers(1, 20_000))
def test_what_was_added_lies_between(start: dt.datetime, minutes: int) -> None:
    hours = calendar((WEEK,))
    end = add_working_minutes(start, minutes, hours)
    assert working_minutes_between(start, end, hours) == minutes
    assert working_minutes_between(start, end - MINUTE, hours) == minutes - 1


def test_a_promise_skips_the_night_the_weekend_and_a_holiday() -> None:
    hours = calendar((WEEK,), holidays=frozenset({dt.date(2026, 11, 22)}))
    thursday = local("2026-11-19 14:30")
    # 30 minutes on Thursday; Friday is the weekend; Saturday 7 hours; Sunday is a holiday.
    assert add_working_minutes(thursday, 30, hours) == local("2026-11-19 15:00")
    assert add_working_minutes(thursday, 31, hours) == local("2026-11-21 08:01")
    assert add_working_minutes(thursday, 30 + 420, hours) == local("2026-11-21 15:00")
    assert add_working_minutes(thursday, 30 + 420 + 1, hours) == local("2026-11-23 08:01")


def test_seconds_belong_to_their_minute() -> None:
    hours = calendar((WEEK,))
    begun = local("2026-11-19 09:00") + dt.timedelta(seconds=59, microseconds=999_999)
    assert add_working_minutes(begun, 1, hours) == local("2026-11-19 09:01")
    assert working_minutes_between(begun, local("2026-11-19 09:01"), hours) == 1


def test_nothing_between_an_end_and_an_earlier_start() -> None:
    hours = calendar((WEEK,))
    noon = local("2026-11-19 12:00")
    assert working_minutes_between(noon, noon - dt.timedelta(hours=1), hours) == 0
    assert working_minutes_between(noon, noon, hours) == 0


def test_nothing_added_is_the_moment_itself() -> None:
    friday = local("2026-11-20 12:00")
    assert add_working_minutes(friday, 0, calendar((WEEK,))) == friday


def test_a_unit_without_a_plan_in_force_works_as_the_one_above() -> None:
    mornings = WeekPlan(dt.date(2026, 12, 1), (((8 * 60, 12 * 60),),) * 7)
    hours = calendar((mornings,), (WEEK,))
    assert hours.hours_on(dt.date(2026, 11, 30)) == OFFICE
    assert hours.hours_on(dt.date(2026, 12, 1)) == ((8 * 60, 12 * 60),)


def test_the_latest_plan_in_force_decides_even_when_it_closes_a_day() -> None:
    shorter = WeekPlan(
        dt.date(2026, 12, 1), (CLOSED, OFFICE, OFFICE, OFFICE, CLOSED, OFFICE, OFFICE)
    )
    hours = calendar((shorter, WEEK))
    monday = dt.date(2026, 11, 30)
    assert hours.hours_on(monday) == OFFICE
    assert hours.hours_on(monday + dt.timedelta(days=7)) == ()


def test_without_any_plan_all_time_counts_but_holidays() -> None:
    hours = calendar(holidays=frozenset({dt.date(2026, 11, 20)}))
    evening = local("2026-11-19 23:00")
    assert add_working_minutes(evening, 61, hours) == local("2026-11-21 00:01")


def test_a_calendar_that_never_opens_is_an_error() -> None:
    never = calendar((WeekPlan(dt.date(2020, 1, 1), (CLOSED,) * 7),))
    with pytest.raises(ValueError, match="no 1 working minutes in 3660 days"):
        add_working_minutes(local("2026-11-19 12:00"), 1, never)


def test_spans_that_overlap_or_touch_are_one() -> None:
    assert joined([(600, 700), (480, 610), (700, 720), (800, 900)]) == ((480, 720), (800, 900))


NIGHTS = ((0, 6 * 60), (22 * 60, DAY))
ROUND = WorkingCalendar(((WeekPlan(dt.date(2020, 1, 1), (NIGHTS,) * 7),),), frozenset(), DAMASCUS)
# Damascus left out the hour from 0 to 1 on 2022-03-25, and had 23 to 24 twice on 2021-10-28.
CHANGES = [
    ("2022-03-24 21:00", "2022-03-25 08:00", 2 * 60 + 5 * 60),
    ("2022-03-24 23:30", "2022-03-25 01:15", 30 + 15),
    ("2022-03-24 12:00", "2022-03-25 12:00", 2 * 60 + 5 * 60),
    ("2021-10-28 21:00", "2021-10-29 08:00", 3 * 60 + 6 * 60),
    ("2021-10-28 12:00", "2021-10-29 12:00", 3 * 60 + 6 * 60),
]


@pytest.mark.parametrize(("start", "end", "minutes"), CHANGES)
def test_a_night_with_a_change_of_clocks_counts_as_it_was_lived(
    start: str, end: str, minutes: int
) -> None:
    begun, ended = local(start), local(end)
    assert working_minutes_between(begun, ended, ROUND) == minutes
    assert brute_between(begun, ended, ROUND) == minutes
    due_at = add_working_minutes(begun, minutes, ROUND)
    assert due_at == brute_add(begun, minutes, ROUND)
    assert working_minutes_between(begun, due_at, ROUND) == minutes
