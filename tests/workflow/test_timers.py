"""Timers are set, moved and dropped with the case they belong to, in the statement that writes it."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.workflow import engine, registry
from interior_portal.workflow.models import Holiday, OpeningHours, Timer, WorkItem
from interior_portal.workflow.timing import timers
from interior_portal.workflow.timing.deadline import Deadline
from tests.workflow.test_calendar import DAMASCUS, WEEK, calendar, local
from tests.workflow.timed import TIMED, begin_timed, open_timers
from tests.workflow.trial import NOON, Cast, Trial, begin

HOURS = calendar((WEEK,))


@pytest.fixture(autouse=True)
def timed(registered: None) -> None:
    registry.register_procedure(TIMED)


def after(minutes: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


def moments(case: Trial) -> dict[str, dt.datetime]:
    return {name: row.fires_at for name, row in open_timers(case.case).items()}


# --- what a clock needs ---------------------------------------------------------------------------
def alarms(clock: Deadline, at: dt.datetime) -> dict[str, dt.datetime]:
    return {a.kind: a.fires_at for a in timers.of_clock(clock, at, lambda _since: HOURS)}


def test_a_fifth_of_the_promise_before_its_end_there_is_a_warning() -> None:
    at = local("2026-11-21 10:00")  # due on Sunday at 13:00, 600 working minutes later
    clock = Deadline(600, received_at=at, due_at=local("2026-11-22 13:00"))
    assert alarms(clock, at) == {
        "NEAR_BREACH": local("2026-11-22 11:00"),
        "BREACH": local("2026-11-22 13:00"),
    }


def test_the_warning_counts_working_time() -> None:
    at = local("2026-11-21 10:00")
    clock = Deadline(600, received_at=at, due_at=local("2026-11-22 09:00"))
    assert alarms(clock, at)["NEAR_BREACH"] == local("2026-11-21 14:00")


def test_a_short_promise_is_warned_of_half_an_hour_before() -> None:
    at = local("2026-11-21 10:00")
    clock = Deadline(60, received_at=at, due_at=local("2026-11-21 11:00"))
    assert alarms(clock, at)["NEAR_BREACH"] == local("2026-11-21 10:30")


def test_nobody_is_warned_of_what_comes_at_once() -> None:
    at = local("2026-11-21 10:00")
    clock = Deadline(30, received_at=at, due_at=local("2026-11-21 10:30"))
    assert alarms(clock, at) == {"BREACH": local("2026-11-21 10:30")}


NO_TIMERS = {
    "paused": Deadline(
        600, received_at=NOON, paused_at=NOON, pause_reason="x", remaining_minutes=9
    ),
    "not started": Deadline(600),
    "ended": Deadline(600, received_at=NOON, due_at=after(9), clock_ended_at=NOON),
    "broken already": Deadline(600, received_at=NOON, due_at=NOON),
}


@pytest.mark.parametrize("clock", NO_TIMERS.values(), ids=NO_TIMERS.keys())
def test_a_clock_that_does_not_run_has_no_timers(clock: Deadline) -> None:
    assert alarms(clock, NOON) == {}


# --- with the case --------------------------------------------------------------------------------
def test_the_start_of_the_clock_sets_both(cast: Cast) -> None:
    with travel(NOON, tick=False):
        case = begin(cast).submit()
    assert moments(case) == {"NEAR_BREACH": after(480), "BREACH": after(600)}
    breach = open_timers(case.case)["BREACH"]
    assert (breach.about, breach.set_at) == (after(600).isoformat(), NOON)


def test_a_pause_drops_them_and_running_on_sets_them_anew(cast: Cast) -> None:
    with travel(NOON, tick=False):
        case = begin(cast).taken()
    with travel(after(100), tick=False):
        case.do("ask", cast.officer)
    assert moments(case) == {}
    assert set(Timer.objects.values_list("dropped_at", flat=True)) == {after(100)}
    with travel(after(150), tick=False):
        case.do("answer", cast.traveller)
    assert moments(case) == {"NEAR_BREACH": after(530), "BREACH": after(650)}


def test_the_end_drops_them(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("grant", cast.officer)
    assert moments(case) == {}


def test_a_breach_that_is_due_outlives_what_happens_before_the_sweep(cast: Cast) -> None:
    with travel(NOON, tick=False):
        case = begin(cast).taken()
    with travel(after(600), tick=False):
        case.do("ask", cast.officer)
    assert moments(case) == {"BREACH": after(600)}
    with travel(after(700), tick=False):
        case.do("answer", cast.traveller)
    assert moments(case) == {"BREACH": after(600)}
    with travel(after(701), tick=False):
        case.claim(cast.officer)
        case.do("grant", cast.officer)
    assert moments(case) == {"BREACH": after(600)}


def test_a_move_that_leaves_the_clock_alone_leaves_the_timers_alone_in_two_statements(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with travel(NOON, tick=False):
        case = begin(cast).taken()
    version = case.case.version
    kept = list(Timer.objects.order_by("pk").values_list())
    with travel(after(10), tick=False), django_assert_num_queries(2):
        advance(case, "propose", version)
    assert list(Timer.objects.order_by("pk").values_list()) == kept


def advance(case: Trial, transition: str, version: int) -> None:
    engine.advance(
        case_id=case.case_id,
        transition=transition,
        by=case.cast.officer,
        version=version,
        key=transition,
    )


def test_the_start_of_the_clock_costs_the_calendar_and_nothing_more(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast)
    with django_assert_num_queries(3):
        engine.advance(
            case_id=case.case_id, transition="submit", by=cast.traveller, version=1, key="k"
        )


# --- what happens by itself -----------------------------------------------------------------------
def test_entering_a_step_sets_its_timeout_and_leaving_drops_it(cast: Cast) -> None:
    with travel(NOON, tick=False):
        case = begin_timed(cast)
    assert moments(case) == {"forget_draft": after(5000)}
    with travel(after(10), tick=False):
        case.do("submit", cast.traveller)
    assert moments(case) == {
        "NEAR_BREACH": after(490),
        "BREACH": after(610),
        "police_silent": after(310),
        "tax_silent": after(410),
        "cut_short": after(910),
    }


def submitted(cast: Cast) -> Trial:
    with travel(NOON, tick=False):
        case = begin_timed(cast)
        case.do("submit", cast.traveller)
    return case


def claim(case: Trial, branch: str) -> None:
    item = WorkItem.objects.get(case=case.case_id, branch=branch, closed_at=None)
    engine.claim(item_id=item.pk, by=case.cast.officer)


def test_a_branch_drops_only_its_own(cast: Cast) -> None:
    case = submitted(cast)
    claim(case, "police")
    case.do("police_read", cast.officer)
    assert moments(case).keys() == {"NEAR_BREACH", "BREACH", "tax_silent", "cut_short"}


def test_the_last_arrival_drops_that_of_the_waiting_step(cast: Cast) -> None:
    case = submitted(cast)
    case.do("tax_done", cast.officer)
    assert moments(case).keys() == {"NEAR_BREACH", "BREACH", "police_silent", "cut_short"}
    case.do("police_silent", None)
    assert case.case.step == "decision"
    assert moments(case).keys() == {"NEAR_BREACH", "BREACH"}


def test_leaving_the_waiting_step_drops_those_of_all_branches(cast: Cast) -> None:
    case = submitted(cast)
    with travel(after(30), tick=False):
        case.do("withdraw", cast.traveller)
    assert moments(case) == {}


def test_a_timeout_counts_the_working_time_of_the_unit(cast: Cast) -> None:
    for weekday in range(7):
        OpeningHours.objects.create(
            unit=cast.authority,
            weekday=weekday,
            opens=dt.time(8),
            closes=dt.time(15),
            effective_from=dt.date(2020, 1, 1),
        )
    names = {"name_ar": "-", "name_kmr": "-", "name_en": "-"}
    Holiday.objects.create(on=dt.date(2026, 11, 22), unit=cast.desk, **names)
    case = submitted(cast)
    # Saturday from noon: 180 minutes; Sunday is a holiday of this desk; 120 more on Monday.
    expected = dt.datetime(2026, 11, 23, 10, 0, tzinfo=DAMASCUS)
    assert moments(case)["police_silent"] == expected


def test_coming_back_to_a_step_begins_its_time_anew(cast: Cast) -> None:
    case = submitted(cast)
    case.do("police_silent", None)
    case.do("tax_silent", None)
    for begun in (1000, 2000):
        with travel(after(begun), tick=False):
            case.do("ask", cast.officer)
        assert moments(case)["give_up_waiting"] == after(begun + 120)
        with travel(after(begun + 60), tick=False):
            case.do("answer", cast.traveller)
        assert "give_up_waiting" not in moments(case)
