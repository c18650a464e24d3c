"""The public look-up by plate, as a page and for machines: what it says, and what it never says."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from interior_portal.shared import clock
from tests.vehicles.office import TransportOffice
from vehicles import actions
from vehicles.models import Act, Mark, Plate, PlateFitting, Town, Vehicle
from vehicles.queries.lookup import Outcome, look_up
from vehicles.views import lookup

NEVER = ("Azad", "Xelîl", "آزاد", "010-0000001", "1HGCM82633A004352")


@pytest.fixture(autouse=True)
def _fresh_window() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def vehicle(transport: TransportOffice) -> Vehicle:
    """Under 0001 of Qamishlo."""
    return transport.registered()


def page(client: Client, plate: str) -> str:
    client.cookies["language"] = "en"
    response = client.post("/vehicles/check/", {"plate": plate})
    assert response.status_code == 200
    return response.content.decode()


def test_anyone_learns_what_the_vehicle_is_and_nobody_whose(
    client: Client, vehicle: Vehicle
) -> None:
    text = page(client, "قامشلو ٠٠٠١")
    for told in ("The licence is valid", "Honda Accord", "white", "Private car", "2003"):
        assert told in text
    assert not [secret for secret in (*NEVER, vehicle.reference) if secret in text]


@pytest.mark.parametrize("kind", Mark.Kind.values)
def test_what_stands_against_it_is_never_named(
    client: Client, transport: TransportOffice, vehicle: Vehicle, kind: str
) -> None:
    actions.place_mark(
        vehicle=vehicle,
        kind=Mark.Kind(kind),
        unit=transport.unit,
        order_number="1",
        reason="Reason",
        by=transport.cast.vehicle_officer,
    )
    text = page(client, "Qamishlo 0001")
    assert "Ask the office" in text
    assert "Honda" not in text
    assert str(Mark.Kind(kind).label).capitalize() not in text


def test_a_licence_that_ended_and_a_vehicle_off_the_road(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    assert look_up("0001").outcome == Outcome.VALID
    with time_machine.travel(clock.now() + dt.timedelta(days=400)):
        assert look_up("0001").outcome == Outcome.EXPIRED
    Vehicle.objects.filter(pk=vehicle.pk).update(status="SUSPENDED")
    assert look_up("0001").outcome == Outcome.EXPIRED


def test_without_its_town_a_plate_may_be_several(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    other = transport.entry("1HGCM82633A004353")
    plate = Plate.objects.get(number="0001")
    plate.pk, plate.town = None, Town.objects.get(code="hasaka")
    plate.save()
    PlateFitting.objects.create(plate=plate, vehicle=other, source="test")
    assert look_up("0001").outcome == Outcome.SEVERAL
    assert look_up("Qamişlo 0001").vehicle == vehicle
    assert look_up("حسكة 0001").vehicle == other
    assert look_up("Dêrik 0001").outcome == look_up("nothing").outcome == Outcome.NONE


def test_a_plate_that_was_taken_off_leads_nowhere(
    transport: TransportOffice, vehicle: Vehicle
) -> None:
    transport.done(Act.SCRAPPING, vehicle)
    assert look_up("0001").outcome == Outcome.NONE


@pytest.mark.usefixtures("vehicle")
def test_an_answer_costs_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(5):  # towns, fitting, marks, licence, inspection
        look_up("Qamishlo 0001")


def test_who_asks_too_often_waits(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setattr(lookup, "CHECKS_PER_MINUTE", 1)
    page(client, "1")
    response = client.post("/vehicles/check/", {"plate": "1"})
    assert response.status_code == 429
    assert response.has_header("Retry-After")
