"""The same-day clock: what was issued on its day, and why the others were not."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.tallies import queries as tallies
from tests.cast import ClientOf
from tests.vehicles.office import TransportOffice
from vehicles import actions
from vehicles.models import Act, Mark, Plate
from vehicles.queries import same_day
from vehicles.views.same_day import said

QUERIES = 4
LATE, LATER = dt.time(23, 58), dt.time(0, 3)


@pytest.fixture
def first(transport: TransportOffice) -> dt.date:
    """A day that lies ahead of all that the fixtures made."""
    return clock.today() + dt.timedelta(days=1)


@pytest.fixture
def second(first: dt.date) -> dt.date:
    return first + dt.timedelta(days=1)


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """By the clock on the wall of the office: the canton keeps one time all year."""
    return dt.datetime.combine(day, time, timezone.get_default_timezone())


def causes(transport: TransportOffice, day: dt.date) -> list[str]:
    misses, count = same_day.misses_of(day, unit_ids=[transport.unit.pk])
    assert count == len(misses)
    return [said(miss.cause) for miss in misses]


def counted(transport: TransportOffice, day: dt.date) -> int:
    unit_ids = [transport.unit.pk]
    return tallies.total("vehicles.same_day", first=day, last=day, unit_ids=unit_ids).count


def test_issued_on_its_day_with_the_minutes_in_the_middle(
    transport: TransportOffice, first: dt.date, second: dt.date
) -> None:
    vehicles = [transport.entry("1HGCM82633A004352"), transport.entry("WVWZZZ1JZ3W386752")]
    with time_machine.travel(moment(first, dt.time(9)), tick=False) as time:
        for vehicle, minutes in zip(vehicles, (10, 30), strict=True):
            sent = transport.sent(Act.FIRST_REGISTRATION, vehicle)
            time.shift(dt.timedelta(minutes=minutes))
            transport.pay(sent)
        figures = same_day.figures_of(first, unit_ids=[transport.unit.pk])
    assert figures == same_day.DayFigures(2, 2, 20.0, 29.0)
    assert figures.share == 100
    assert counted(transport, first) == 2
    assert causes(transport, first) == []


def test_complete_before_midnight_and_issued_after_it_is_a_miss_with_its_cause(
    transport: TransportOffice, first: dt.date, second: dt.date
) -> None:
    vehicle = transport.entry()
    with time_machine.travel(moment(first, LATE), tick=False) as time:
        sent = transport.sent(Act.FIRST_REGISTRATION, vehicle)
        time.move_to(moment(second, LATER))
        transport.pay(sent)
    figures = same_day.figures_of(second, unit_ids=[transport.unit.pk])
    assert figures == same_day.DayFigures(1, 0, 5.0, 5.0)
    assert figures.share == 0
    assert causes(transport, second) == ["waiting for the fee"]
    assert same_day.figures_of(first, unit_ids=[transport.unit.pk]).issued == 0
    assert counted(transport, second) == 0


def test_what_is_complete_today_has_not_missed_its_day_yet(
    transport: TransportOffice, first: dt.date, second: dt.date
) -> None:
    vehicle = transport.entry()
    with time_machine.travel(moment(first, LATE), tick=False):
        transport.sent(Act.FIRST_REGISTRATION, vehicle)
    assert causes(transport, first) == []
    assert causes(transport, second) == ["waiting for the fee"]


def test_the_clock_of_a_transfer_starts_when_the_last_side_agrees(
    transport: TransportOffice, first: dt.date, second: dt.date
) -> None:
    vehicle = transport.entry()
    with time_machine.travel(moment(first, dt.time(9)), tick=False) as time:
        transport.done(Act.FIRST_REGISTRATION, vehicle)
        vehicle.refresh_from_db()
        sent = transport.transfer_sent(vehicle)
        actions.agree(application=sent, by=transport.cast.owner)
        time.shift(dt.timedelta(hours=24))
        actions.agree(application=sent, by=transport.cast.buyer)
        time.shift(dt.timedelta(minutes=4))
        transport.pay(transport.again(sent))
    figures = same_day.figures_of(second, unit_ids=[transport.unit.pk])
    assert figures == same_day.DayFigures(1, 1, 4.0, 4.0)


def test_an_unanswered_question_is_named_with_whom_it_was_asked_of(
    transport: TransportOffice, first: dt.date, second: dt.date
) -> None:
    transport.forget("traffic.holds")
    vehicle = transport.entry()
    with time_machine.travel(moment(first, LATE), tick=False):
        transport.sent(Act.FIRST_REGISTRATION, vehicle)
    [cause] = causes(transport, second)
    assert cause.startswith("“Are there unpaid fines or holds?”, asked of Traffic Directorate on ")


def test_a_mark_and_an_empty_stock_are_causes_of_their_own(
    transport: TransportOffice, first: dt.date, second: dt.date
) -> None:
    with time_machine.travel(moment(first, dt.time(9)), tick=False) as time:
        marked = transport.registered()
        bare = transport.registered("WVWZZZ1JZ3W386752")
        time.shift(dt.timedelta(minutes=1))
        duplicate = transport.sent(Act.DUPLICATE, marked)
        time.shift(dt.timedelta(minutes=1))
        exchange = transport.sent(Act.PLATE_EXCHANGE, bare)
        for sent in (duplicate, exchange):
            transport.take_money(sent)
        actions.place_mark(
            vehicle=marked,
            kind=Mark.Kind.STOLEN,
            unit=transport.unit,
            order_number="12/2026",
            reason="Reported stolen",
            by=transport.cast.vehicle_officer,
        )
        Plate.objects.filter(status=Plate.Status.IN_STOCK).update(status=Plate.Status.LOST)
        relay.drain()
    assert causes(transport, second) == [
        "held by a mark against the vehicle",
        "no plate in stock",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    transport: TransportOffice,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    first: dt.date,
    rows: int,
) -> None:
    vins = ("1HGCM82633A004352", "WVWZZZ1JZ3W386752", "5GZCZ43D13S812715")
    sent = [transport.sent(Act.FIRST_REGISTRATION, transport.entry(vin)) for vin in vins[:rows]]
    with time_machine.travel(moment(first, dt.time(9)), tick=False):
        with django_assert_num_queries(QUERIES):
            same_day.figures_of(first, unit_ids=[transport.unit.pk])
            same_day.misses_of(first, unit_ids=[transport.unit.pk])
        text = client_of("vehicle_head").get(reverse("vehicles:same_day")).content.decode()
    assert all(each.reference in text for each in sent)
