"""The clerk's one box: plate, chassis number, number in the register and owner, in any script."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from interior_portal.workflow.queries.searching import search
from tests.vehicles.office import TransportOffice
from vehicles import queries
from vehicles.actions import plates
from vehicles.models import Act, Ownership, Plate, PlateKind, Town, Vehicle
from vehicles.queries import searching
from vehicles.queries.searching import find_cases, find_vehicles

HONDA, BENZ, OLD = "1HGCM82633A004352", "WDB9340321L123456", "QI2345"


@pytest.fixture
def fleet(transport: TransportOffice) -> dict[str, Vehicle]:
    """Three vehicles: under 0001 of Qamishlo, under 0001 of Hasaka, and an old one without a plate."""
    made = {
        "honda": transport.registered(HONDA),
        "benz": transport.entry(BENZ, make="Mercedes", model="Actros", model_year=2010),
        "old": transport.entry(OLD, make="Willys", model="Jeep", model_year=1975),
    }
    hasaka = Plate.objects.create(
        kind=PlateKind.objects.get(code="administration"),
        town=Town.objects.get(code="hasaka"),
        number="0001",
        status="KEPT",
    )
    plates.fit(vehicle=made["benz"], plate=hasaka, source="test")
    return made


def found(text: str, transport: TransportOffice) -> list[str]:
    """The chassis numbers that are found."""
    return [row.vehicle.vin for row in find_vehicles(text, [transport.unit.pk]).rows]


@pytest.mark.parametrize(
    ("text", "vins"),
    [
        ("0001", {HONDA, BENZ}),
        ("٠٠٠١", {HONDA, BENZ}),
        ("00-01", {HONDA, BENZ}),
        ("قامشلو 0001", {HONDA}),
        ("القامشلي ٠٠٠١", {HONDA}),
        ("0001 Qamishli", {HONDA}),
        ("qamişlo-0001", {HONDA}),
        ("Kamishli 0001", {HONDA}),
        ("قام 0001", {HONDA}),
        ("حسكة 0001", {BENZ}),
        ("HESEKÊ0001", {BENZ}),
        ("ديريك 0001", set()),
        ("QM 0001", set()),
        ("1", set()),
        (HONDA, {HONDA}),
        ("1hgcm 82633 a004352", {HONDA}),
        ("1HGCM82633AOO4352", {HONDA}),
        ("1HGCM8", {HONDA}),
        ("004352", {HONDA}),
        ("A004352", {HONDA}),
        ("04352", set()),
        ("WDB934", {BENZ}),
        ("123456", {BENZ}),
        ("١٢٣٤٥٦", {BENZ}),
        ("QI2345", {OLD}),
        ("%%%%%%", set()),
        ("______", set()),
        ("", set()),
        ("   ", set()),
    ],
)
@pytest.mark.usefixtures("fleet")
def test_a_vehicle_is_found_as_people_name_it(
    transport: TransportOffice, text: str, vins: set[str]
) -> None:
    assert set(found(text, transport)) == vins


def test_by_its_number_in_the_register_as_read_aloud(
    transport: TransportOffice, fleet: dict[str, Vehicle]
) -> None:
    reference = fleet["benz"].reference
    assert found(reference.lower().replace("-", " "), transport) == [BENZ]
    assert found(f"{reference[:-1]}Z", transport) in ([], [BENZ])


@pytest.mark.parametrize("text", ["Azad Xelîl", "آزاد خليل", "ازاد خليل", "Asad Khalil", "Xelil"])
@pytest.mark.usefixtures("fleet")
def test_by_its_owner_in_any_script(transport: TransportOffice, text: str) -> None:
    assert set(found(text, transport)) == {HONDA, BENZ, OLD}


def test_who_sold_it_is_no_way_to_it(transport: TransportOffice, fleet: dict[str, Vehicle]) -> None:
    buyer = transport.person("010-0000002", surname="Sallo", given_names="Rojin", name_arabic="")
    Ownership.objects.filter(vehicle=fleet["benz"]).update(person=buyer)
    assert found("Rojin Sallo", transport) == [BENZ]
    assert BENZ not in found("Azad Xelîl", transport)


def test_the_vehicle_that_bears_a_plate_stands_before_those_that_bore_it(
    transport: TransportOffice, fleet: dict[str, Vehicle]
) -> None:
    plate = queries.plate_of(fleet["honda"])
    assert plate is not None
    plates.take_off(vehicle=fleet["honda"], unit=transport.unit, source="test")
    assert found("Qamishlo 0001", transport) == [HONDA]
    plates.fit(vehicle=fleet["old"], plate=plate, source="test")
    assert found("Qamishlo 0001", transport) == [OLD, HONDA]


@pytest.mark.usefixtures("fleet")
def test_what_another_office_keeps_is_not_found(transport: TransportOffice) -> None:
    assert find_vehicles("0001", []).rows == ()
    assert find_vehicles("Azad", []).rows == ()
    assert list(find_cases("0001", []).case_ids) == []


def test_a_line_says_plate_class_and_owners_and_costs_the_same_for_many(
    transport: TransportOffice,
    fleet: dict[str, Vehicle],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    units = [transport.unit.pk]
    with django_assert_num_queries(5):  # the towns and one way to find, three to show
        hits = find_vehicles("Qamishlo 0001", units)
        lines = [
            (row.plate and row.plate.face, [str(own.person) for own in row.owners])
            for row in hits.rows
        ]
    assert lines == [("Qamishlo 0001", ["Azad Xelîl"])]
    assert (hits.by, hits.is_cut) == ("number", False)
    with django_assert_num_queries(5):  # by the same words and by their sound
        hits = find_vehicles("آزاد خليل", units)
        assert [str(row.vehicle.vehicle_class) for row in hits.rows] == ["Private car"] * 3
    assert hits.by == "name"


def test_more_than_are_shown_are_told(
    transport: TransportOffice, fleet: dict[str, Vehicle], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    for text in ("Azad Xelîl", "0001"):
        hits = find_vehicles(text, [transport.unit.pk])
        assert (len(hits.rows), hits.is_cut) == (2, text != "0001")
    monkeypatch.setattr(searching, "MOST_COMPARED", 2)
    assert find_vehicles("0001", [0]).is_cut


def test_the_search_of_all_desks_finds_the_cases_of_a_vehicle(
    transport: TransportOffice, fleet: dict[str, Vehicle]
) -> None:
    case = transport.sent(Act.DUPLICATE, fleet["honda"]).case
    units: list[Any] = [transport.unit.pk]
    for text in ("قامشلو 0001", HONDA, "004352", fleet["honda"].reference, "Azad Xelîl"):
        assert case.pk in find_cases(text, units).case_ids, text
        assert list(find_cases(text, [0]).case_ids) == []
    assert search("zzz", transport.cast.vehicle_officer).cases == ()
