"""What the database itself refuses, whoever writes: each constraint of the register, and two at once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import Error as PsycopgError

from interior_portal.outbox import relay
from interior_portal.shared import clock
from tests.cast import Cast
from tests.vehicles.office import TransportOffice
from tests.workflow.test_races import at_once, overtaken
from vehicles import queries
from vehicles.actions import owning, plates
from vehicles.models import (
    Act,
    FeeRule,
    Inspection,
    Insurance,
    Licence,
    Mark,
    Ownership,
    Party,
    Plate,
    PlateFitting,
    PlateKind,
    PlateMovement,
    Vehicle,
    VehicleClass,
)

OTHER_VIN = "1HGCM82633A004353"


def broken(write: Callable[[], object]) -> str:
    """The name of the constraint that refuses this write, at once or when the transaction ends."""
    with pytest.raises(IntegrityError) as refused:
        committed(write)
    return constraint_of(refused.value)


def committed(write: Callable[[], object]) -> None:
    """The write, and what is looked at when its transaction ends."""
    with transaction.atomic():
        write()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def constraint_of(error: IntegrityError) -> str:
    assert isinstance(error.__cause__, PsycopgError)
    return str(error.__cause__.diag.constraint_name)


def change(row: Any, **values: Any) -> Callable[[], object]:
    """A write past all actions."""
    return lambda: type(row).objects.filter(pk=row.pk).update(**values)


def copy_of(row: Any, **values: Any) -> Any:
    """Another row like this one."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del fields["id"]
    return type(row)(**{**fields, **values})


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("vehicle_vin_format", {"vin": "1HGCM82633AO04352"}),
        ("vehicle_vin_format", {"vin": "1HGCM82633A00435"}),
        ("vehicle_vin_format", {"vin": "1hgcm82633a004352"}),
        ("vehicle_vin_format", {"vin": "QI2345", "model_year": 1981}),
        ("vehicle_vin_format", {"vin": "QI2", "model_year": 1980}),
        ("vehicle_model_year", {"model_year": 1899}),
        ("vehicle_model_year", {"model_year": 2101}),
        ("vehicle_laden_weighs_more", {"mass_kg": 1500, "laden_mass_kg": 1499}),
        ("vehicle_registered_on_a_day", {"registered_on": dt.date(2026, 1, 1)}),
        ("vehicle_registered_on_a_day", {"status": "REGISTERED"}),
        ("vehicle_ended_on_a_day", {"ended_on": dt.date(2026, 1, 1)}),
        ("vehicle_ended_on_a_day", {"status": "SCRAPPED", "registered_on": dt.date(2026, 1, 1)}),
        (
            "vehicle_brought_in_with_customs",
            {"origin": "BROUGHT_IN", "status": "REGISTERED", "registered_on": dt.date(2026, 1, 1)},
        ),
    ],
)
def test_an_entry_that_cannot_be_is_refused(
    transport: TransportOffice, constraint: str, values: dict[str, Any]
) -> None:
    assert broken(change(transport.entry(), **values)) == constraint


@pytest.mark.parametrize(
    "values",
    [
        {"vin": "QI2345", "model_year": 1980},
        {"vin": "LSGPC52U1AF102551"},
        {"mass_kg": 1500, "laden_mass_kg": 1500},
        {"origin": "BROUGHT_IN"},
        {
            "origin": "BROUGHT_IN",
            "customs_receipt": "C-1",
            "status": "REGISTERED",
            "registered_on": dt.date(2026, 1, 1),
        },
    ],
)
def test_an_entry_at_the_edge_of_what_is_allowed_is_kept(
    transport: TransportOffice, values: dict[str, Any]
) -> None:
    vehicle = transport.entry()
    change(vehicle, **values)()
    assert Vehicle.objects.filter(pk=vehicle.pk, **values).exists()


def test_one_chassis_number_is_registered_once_and_applied_for_as_often_as_people_try(
    transport: TransportOffice,
) -> None:
    first = transport.registered()
    again = transport.entry()
    other = transport.entry(OTHER_VIN)
    assert again.vin == first.vin
    registered = {"status": "REGISTERED", "registered_on": clock.today()}
    assert broken(change(again, **registered)) == "vehicle_vin_once"
    change(other, **registered)()


def test_shares_are_counted_when_the_transaction_ends(transport: TransportOffice) -> None:
    vehicle = transport.entry()
    owned = Ownership.objects.get(vehicle=vehicle)
    heir = transport.person("010-0000002", given_names="Rojin")
    assert broken(change(owned, shares=2399)) == "ownership_shares_sum_to_one"
    assert broken(copy_of(owned, person_id=heir.pk, shares=1).save) == "ownership_shares_sum_to_one"

    def inherit() -> None:
        change(owned, shares=1600)()
        copy_of(owned, person_id=heir.pk, shares=800).save()

    committed(inherit)
    assert [row.shares for row in queries.owners_of(vehicle)] == [1600, 800]


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("ownership_shares_of_owners", {"shares": 0}),
        ("ownership_shares_of_owners", {"shares": 2401}),
        ("ownership_shares_of_owners", {"right_held": "USER"}),
        ("ownership_ends_after_it_begins", {"until_at": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_a_share_that_cannot_be_is_refused(
    transport: TransportOffice, constraint: str, values: dict[str, Any]
) -> None:
    owned = Ownership.objects.get(vehicle=transport.entry())
    assert broken(change(owned, **values)) == constraint


def test_nobody_owns_the_same_vehicle_twice_at_one_time(transport: TransportOffice) -> None:
    owned = Ownership.objects.get(vehicle=transport.entry())
    assert broken(copy_of(owned).save) == "ownership_one_at_a_time"
    copy_of(owned, right_held="USER", shares=0).save()


def test_a_plate_is_on_one_vehicle_and_a_vehicle_under_one_plate(
    transport: TransportOffice,
) -> None:
    first, second = transport.registered(), transport.registered(OTHER_VIN)
    fitting = PlateFitting.objects.get(vehicle=first)
    stock = Plate.objects.filter(status="IN_STOCK")[0]
    assert broken(copy_of(fitting, plate_id=stock.pk).save) == "vehicle_under_one_plate_at_a_time"
    plates.take_off(vehicle=second, unit=transport.unit, source="test")
    assert broken(copy_of(fitting, vehicle_id=transport.entry().pk).save) == (
        "plate_on_one_vehicle_at_a_time"
    )


def test_a_plate_goes_to_the_next_vehicle_at_the_moment_it_leaves_the_first(
    transport: TransportOffice,
) -> None:
    first = transport.registered()
    fitting = PlateFitting.objects.get(vehicle=first)
    removed = fitting.fitted_at + dt.timedelta(hours=1)
    change(fitting, removed_at=removed)()
    following = {"vehicle_id": transport.entry(OTHER_VIN).pk, "removed_at": None}
    before = {**following, "fitted_at": removed - dt.timedelta(microseconds=1)}
    assert broken(copy_of(fitting, **before).save) == "plate_on_one_vehicle_at_a_time"
    copy_of(fitting, **following, fitted_at=removed).save()
    backwards = {"removed_at": fitting.fitted_at - dt.timedelta(seconds=1)}
    assert broken(change(fitting, **backwards)) == "plate_fitting_ends_after_it_begins"


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("plate_number_is_digits", {"number": "12A4"}),
        ("plate_number_is_digits", {"number": "١٢٣٤"}),
        ("plate_number_is_digits", {"number": ""}),
        ("plate_in_stock_lies_at", {"unit": None}),
        ("plate_once", {"number": "0002"}),
    ],
)
def test_a_plate_that_cannot_be_is_refused(
    transport: TransportOffice, constraint: str, values: dict[str, Any]
) -> None:
    assert broken(change(Plate.objects.get(number="0001"), **values)) == constraint


def test_a_plate_without_a_town_is_one_plate_too(transport: TransportOffice) -> None:
    bare = copy_of(Plate.objects.get(number="0001"), town_id=None)
    bare.save()
    assert broken(copy_of(bare).save) == "plate_once"


def test_the_movements_of_plates_are_never_rewritten(transport: TransportOffice) -> None:
    movement = PlateMovement.objects.all()[0]
    for write in (change(movement, source="x"), movement.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def cell(**values: Any) -> FeeRule:
    private = VehicleClass.objects.get(code="private-car")
    facts = {"act": "RENEWAL", "origin": "REGULAR", "vehicle_class": private, "fee_code": "x"}
    return FeeRule(**{**facts, "since": dt.date(2026, 1, 1), **values})


@pytest.fixture
def matrix(transport: TransportOffice) -> list[FeeRule]:
    """Years up to 2000 until June, and all later years for ever."""
    FeeRule.objects.all().delete()
    made = [cell(year_until=2000, until=dt.date(2026, 6, 30)), cell(year_from=2001)]
    for row in made:
        row.save()
    return made


@pytest.mark.usefixtures("matrix")
@pytest.mark.parametrize(
    "values",
    [
        {"year_until": 2000, "since": dt.date(2026, 6, 30)},
        {"year_from": 2000, "year_until": 2001, "since": dt.date(2030, 1, 1)},
        {"year_from": 2026},
        {},
    ],
)
def test_two_cells_of_the_fee_matrix_never_hold_at_once(values: dict[str, Any]) -> None:
    assert broken(cell(**values).save) == "fee_rule_one_at_a_time"
    with pytest.raises(ValidationError, match="Another cell says"):
        cell(**values).full_clean()


@pytest.mark.usefixtures("matrix")
def test_cells_beside_each_other_fit() -> None:
    cell(year_until=2000, since=dt.date(2026, 7, 1)).save()
    cell(origin="TEMPORARY").save()
    cell(act="DUPLICATE").save()
    assert FeeRule.objects.count() == 5
    backwards = cell(act="SCRAPPING", year_from=2001, year_until=2000)
    assert broken(backwards.save) == "fee_rule_years_in_order"
    ends = cell(act="SCRAPPING", until=dt.date(2025, 12, 31))
    assert broken(ends.save) == "fee_rule_ends_after_start"


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("inspection_passed_holds_until", {"valid_until": None}),
        ("inspection_passed_holds_until", {"valid_until": dt.date(2000, 1, 1)}),
        ("inspection_passed_holds_until", {"result": "FAILED", "defects": "brakes"}),
        ("inspection_failed_with_defects", {"result": "FAILED", "valid_until": None}),
    ],
)
def test_an_inspection_that_cannot_be_is_refused(
    transport: TransportOffice, constraint: str, values: dict[str, Any]
) -> None:
    seen = Inspection.objects.get(vehicle=transport.entry())
    assert broken(change(seen, **values)) == constraint


def test_a_policy_is_written_once_and_ends_after_it_begins(transport: TransportOffice) -> None:
    policy = Insurance.objects.get(vehicle=transport.entry())
    day_before = policy.valid_from - dt.timedelta(days=1)
    assert broken(change(policy, valid_until=day_before)) == "insurance_ends_after_it_begins"
    assert broken(copy_of(policy).save) == "insurance_once"


def test_a_mark_is_lifted_by_somebody_at_a_time_with_a_reason(transport: TransportOffice) -> None:
    officer = transport.cast.vehicle_officer
    facts = {"unit": transport.unit, "order_number": "1", "reason": "r", "placed_by": officer}
    mark = Mark.objects.create(vehicle=transport.entry(), kind="LIEN", **facts)
    assert broken(copy_of(mark).save) == "mark_once"
    whole = {"lifted_at": clock.now(), "lifted_by": officer, "lifted_reason": "paid"}
    for missing in whole:
        part = {name: value for name, value in whole.items() if name != missing}
        assert broken(change(mark, **part)) == "mark_lifted_by_at_and_why"
    change(mark, **whole)()
    copy_of(mark).save()


def test_a_vehicle_has_one_current_licence(transport: TransportOffice) -> None:
    licence = Licence.objects.get(vehicle=transport.registered())
    other = transport.begin(Act.DUPLICATE, licence.vehicle)
    second = copy_of(licence, application_id=other.pk, paper_id=None)
    assert broken(second.save) == "licence_one_current"
    day_before = licence.valid_from - dt.timedelta(days=1)
    assert broken(change(licence, valid_until=day_before)) == "licence_ends_after_it_begins"


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("party_shares", {"shares": 0}),
        ("party_shares", {"shares": 2401}),
        ("party_consents_signed_in_or_seen", {"consented_at": clock.now()}),
    ],
)
def test_a_party_that_cannot_be_is_refused(
    transport: TransportOffice, constraint: str, values: dict[str, Any]
) -> None:
    assert broken(change(a_party(transport), **values)) == constraint


def test_a_party_stands_once_on_a_side_and_withdraws_after_it_agreed(
    transport: TransportOffice,
) -> None:
    party, now = a_party(transport), clock.now()
    assert broken(copy_of(party).save) == "party_once_on_a_side"
    before = {"consented_at": now, "withdrawn_at": now - dt.timedelta(minutes=1)}
    seen = change(party, user=transport.cast.owner, **before)
    assert broken(seen) == "party_withdraws_after_consent"


def test_an_account_stands_for_one_party_of_a_transfer(transport: TransportOffice) -> None:
    party, owner = a_party(transport), transport.cast.owner
    change(party, user=owner)()
    second = copy_of(party, side="BUYER", user_id=owner.pk)
    assert broken(second.save) == "party_once_for_an_account"


def a_party(transport: TransportOffice) -> Party:
    application = transport.begin(Act.CHANGE_OF_OWNER, transport.entry())
    person = transport.person()
    return Party.objects.create(
        application=application, side="SELLER", person=person, shares=2400, contact="x"
    )


@pytest.mark.parametrize(
    ("constraint", "model", "values"),
    [
        ("vehicle_class_terms_last_a_month", VehicleClass, {"licence_months": 0}),
        ("vehicle_class_terms_last_a_month", VehicleClass, {"inspection_months": 0}),
        ("plate_kind_digits", PlateKind, {"digits_least": 0}),
        ("plate_kind_digits", PlateKind, {"digits_most": 11}),
        ("plate_kind_digits", PlateKind, {"digits_least": 5, "digits_most": 4}),
    ],
)
@pytest.mark.usefixtures("transport")
def test_a_row_of_the_catalogue_that_cannot_be_is_refused(
    constraint: str, model: type[VehicleClass | PlateKind], values: dict[str, Any]
) -> None:
    assert broken(change(model._default_manager.all()[0], **values)) == constraint


@pytest.fixture
def real(transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> TransportOffice:
    """The office with commits that count."""
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    return TransportOffice(cast)


def test_two_workers_take_two_plates_from_the_stock(real: TransportOffice) -> None:
    kind = PlateKind.objects.get(code="administration")
    vehicles = [real.entry(), real.entry(OTHER_VIN)]

    def take(vehicle: Vehicle) -> Callable[[], str]:
        def taken() -> str:
            with transaction.atomic():
                plate = plates.exchange(vehicle=vehicle, kind=kind, unit=real.unit, source="test")
            return plate.number

        return taken

    first, second = at_once([take(vehicle) for vehicle in vehicles])
    assert sorted((first, second)) == ["0001", "0002"]
    assert Plate.objects.filter(status="FITTED").count() == 2


def test_of_two_who_fit_one_plate_one_succeeds(real: TransportOffice) -> None:
    plate = Plate.objects.get(number="0001")
    vehicles = [real.entry(), real.entry(OTHER_VIN)]

    def fit(vehicle: Vehicle) -> Callable[[], str]:
        def fitted() -> str:
            try:
                with transaction.atomic():
                    plates.fit(vehicle=vehicle, plate=plate, source="test")
            except IntegrityError as error:
                return constraint_of(error)
            return "fitted"

        return fitted

    assert overtaken(*(fit(vehicle) for vehicle in vehicles)) == (
        "fitted",
        "plate_on_one_vehicle_at_a_time",
    )
    assert PlateFitting.objects.get(removed_at=None).vehicle == vehicles[0]


def test_of_two_who_sell_the_same_shares_the_second_is_refused(real: TransportOffice) -> None:
    vehicle = real.entry()
    seller = real.person()
    buyers = [real.person(f"010-00000{n}", given_names=f"B{n}") for n in (11, 12)]

    def sell(buyer: int) -> Callable[[], str]:
        def sold() -> str:
            with transaction.atomic():
                Vehicle.objects.select_for_update(no_key=True).get(pk=vehicle.pk)
                shares = {buyer: 2400}
                owning.transfer(vehicle=vehicle, given={seller.pk: 2400}, taken=shares, source="t")
            return "sold"

        return sold

    assert overtaken(*(sell(buyer.pk) for buyer in buyers)) == ("sold", "not_the_owner")
    assert [row.person for row in queries.owners_of(vehicle)] == [buyers[0]]
