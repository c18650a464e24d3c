"""Entries of the register: written the first time, changed, exchanged, scrapped and put right."""

from typing import Any

import pytest

from interior_portal.accounts.models import Posting, User
from interior_portal.documents.models import Paper
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from interior_portal.workflow.models import CaseEvent, WorkItem
from tests.cast import ClientOf
from tests.vehicles.office import TransportOffice
from vehicles import actions, queries
from vehicles.actions.entering import Newcomer
from vehicles.forms.changes import ExchangeForm
from vehicles.forms.entry import ChangeForm, EntryForm
from vehicles.models import Act, Application, Plate, PlateKind, Vehicle, VehicleClass
from vehicles.rules import details
from vehicles.views.change_rows import change_rows

NEW = {
    "vin": "WVWZZZ1JZ3W386752",
    "make": "Volkswagen",
    "model": "Golf",
    "model_year": "2003",
    "colour": "GREY",
    "fuel": "DIESEL",
    "origin": "REGULAR",
    "key": "5c7f4d3e-0000-4000-8000-000000000001",
}


def entry_form(**more: str) -> EntryForm:
    car = VehicleClass.objects.get(code="private-car")
    return EntryForm({**NEW, "vehicle_class": str(car.pk), **more})


def change_form(vehicle: Vehicle, columns: tuple[str, ...], **more: Any) -> ChangeForm:
    """The form as it is shown, with other answers in some places."""
    shown = ChangeForm(instance=Vehicle.objects.get(pk=vehicle.pk), columns=columns)
    data = {name: shown[name].value() or "" for name in columns}
    key = "5c7f4d3e-0000-4000-8000-000000000002"
    again = Vehicle.objects.get(pk=vehicle.pk)
    return ChangeForm(
        {**data, "reason": "Seen", "key": key, **more}, instance=again, columns=columns
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1HGCM82633AOO4352", "Character 12 is the letter O"),
        ("1HGCM8", "A chassis number has 17 characters. This one has 6."),
    ],
)
def test_a_chassis_number_that_cannot_be_one_blocks_and_says_how_to_mend_it(
    transport: TransportOffice, typed: str, said: str
) -> None:
    assert said in str(entry_form(vin=typed).errors["vin"])


def test_a_doubtful_chassis_number_wants_a_second_look(transport: TransportOffice) -> None:
    doubtful = entry_form(vin="1HGCM82633A004353")
    assert "The ninth character does not fit the others" in str(doubtful.errors["vin"])
    assert entry_form(vin="1HGCM82633A004353", is_compared="on").is_valid()


def test_a_number_that_another_vehicle_bears_leads_to_that_one(transport: TransportOffice) -> None:
    vehicle = transport.registered()
    form = entry_form(vin=vehicle.vin.lower())
    assert not form.is_valid()
    assert form.twin == vehicle


def test_a_vehicle_that_was_brought_in_needs_its_customs_receipt(
    transport: TransportOffice,
) -> None:
    assert list(entry_form(origin="BROUGHT_IN").errors) == ["customs_receipt"]
    assert entry_form(origin="BROUGHT_IN", customs_receipt="C-77").is_valid()


def newcomer(transport: TransportOffice) -> Newcomer:
    taker = transport.taker()
    return Newcomer(facts=taker.facts, document=taker.document, contact=taker.contact)


def test_a_clerk_enters_a_vehicle_and_the_owner_follows_it_from_their_phone(
    transport: TransportOffice,
) -> None:
    form = entry_form()
    assert form.is_valid(), form.errors
    terms: dict[str, Any] = {
        "facts": form.facts(),
        "owner": newcomer(transport),
        "plate_kind": PlateKind.objects.get(code="administration"),
        "paper_language": "kmr",
        "unit": transport.unit,
    }
    clerk = transport.cast.vehicle_clerk
    draft = actions.enter_vehicle(**terms, by=clerk, key=new_token())
    assert draft.case.applicant_id == transport.cast.buyer.pk
    assert [str(each) for each in queries.obstacles(transport.again(draft))] == [
        "There is no passed inspection that still holds. Have the vehicle inspected at a yard.",
        "There is no insurance in force. Renew the policy, then apply again.",
    ]
    with pytest.raises(Refused, match="already"):
        actions.enter_vehicle(**terms, by=clerk, key=new_token())
    with pytest.raises(Refused):
        actions.enter_vehicle(**terms, by=transport.cast.buyer, key=new_token())
    transport.inspect(draft.vehicle)
    transport.insure(draft.vehicle)
    fresh = transport.again(draft)
    actions.submit(application=fresh, by=clerk, version=fresh.case.version, key=new_token())
    assert transport.pay(transport.again(draft)).case.step == "issued"


def test_a_change_keeps_only_what_differs_and_says_before_and_after(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    same = change_form(vehicle, details.BY_CLERK)
    assert "Nothing is different" in str(same.errors)
    form = change_form(vehicle, details.BY_CLERK, colour="BLACK", seats="4")
    assert form.is_valid(), form.errors
    assert form.changes() == {"colour": "BLACK", "seats": 4}
    done = transport.done(Act.CHANGE_OF_DETAILS, vehicle, **form.details())
    vehicle.refresh_from_db()
    assert (vehicle.colour, vehicle.seats, done.case.step) == ("BLACK", 4, "issued")
    before = Application(vehicle=Vehicle(colour="WHITE", seats=5), changes=form.changes())
    assert [(str(row.key), row.value) for row in change_rows(before)] == [
        ("colour (R)", "until now: white\nfrom now on: black"),
        ("seats with the driver's (S.1)", "until now: 5\nfrom now on: 4"),
    ]


def test_an_owner_changes_the_colour_and_a_forged_column_changes_nothing(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    form = change_form(vehicle, details.BY_OWNER, colour="RED", vin="WVWZZZ1JZ3W386752")
    assert form.is_valid(), form.errors
    assert form.changes() == {"colour": "RED"}


def test_no_plate_in_stock_holds_the_paid_case_for_an_officer(transport: TransportOffice) -> None:
    vehicle = transport.registered()
    before = queries.plate_of(vehicle)
    sent = transport.sent(Act.PLATE_EXCHANGE, vehicle)
    transport.take_money(sent)
    stock = Plate.objects.filter(status=Plate.Status.IN_STOCK)
    held_back = list(stock.values_list("pk", flat=True))
    stock.update(status=Plate.Status.LOST)
    relay.drain()
    held = transport.again(sent)
    assert held.case.step == "held"
    assert CaseEvent.objects.get(case=held.case, transition="hold").data["because"] == (
        "no_plate_in_stock"
    )
    assert queries.plate_of(vehicle) == before
    Plate.objects.filter(pk__in=held_back).update(status=Plate.Status.IN_STOCK)
    officer = transport.cast.vehicle_officer
    item = WorkItem.objects.get(case=held.case, closed_at=None)
    engine.claim(item_id=item.pk, by=officer)
    fresh = transport.again(sent)
    actions.decide(
        application=fresh,
        transition="release",
        by=officer,
        reason="Plates have come",
        version=fresh.case.version,
        key=new_token(),
    )
    relay.drain()
    assert transport.again(sent).case.step == "issued"
    assert queries.plate_of(vehicle) != before


def test_the_stock_is_counted_and_an_empty_one_cannot_be_asked_for(
    transport: TransportOffice,
) -> None:
    kind = PlateKind.objects.get(code="administration")
    assert queries.stock_of(transport.unit) == {kind.pk: 20}
    data = {"plate_kind": str(kind.pk), "reason": "Bent", "key": NEW["key"]}
    assert ExchangeForm(data, unit=transport.unit).is_valid()
    Plate.objects.update(status=Plate.Status.LOST)
    empty = ExchangeForm(data, unit=transport.unit)
    assert "No plate of this kind" in str(empty.errors["plate_kind"])


@pytest.mark.parametrize(("plate", "status"), [("RETURNED", "RETURNED"), ("LOST", "LOST")])
def test_a_scrapped_vehicle_leaves_with_its_plate_and_its_licence(
    transport: TransportOffice, plate: str, status: str
) -> None:
    vehicle = transport.registered()
    licence, fitted = queries.current_licence(vehicle), queries.plate_of(vehicle)
    assert licence is not None
    assert fitted is not None
    surrendered = {"plate": plate, "paper": "RETURNED"}
    transport.done(Act.SCRAPPING, vehicle, reason="Burnt", changes=surrendered)
    vehicle.refresh_from_db()
    assert (vehicle.status, vehicle.ended_on) == ("SCRAPPED", clock.today())
    fitted.refresh_from_db()
    assert fitted.status == status
    assert queries.plate_of(vehicle) is None
    licence.refresh_from_db()
    assert licence.ended_at is not None
    assert licence.paper is not None
    assert Paper.objects.get(pk=licence.paper.pk).status == Paper.Status.REVOKED


def test_a_suspended_vehicle_has_no_licence_until_a_renewal_brings_it_back(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    transport.done(Act.SUSPENSION, vehicle, reason="In the workshop")
    vehicle.refresh_from_db()
    assert vehicle.status == "SUSPENDED"
    assert queries.current_licence(vehicle) is None
    transport.done(Act.RENEWAL, vehicle)
    vehicle.refresh_from_db()
    assert vehicle.status == "REGISTERED"
    assert queries.current_licence(vehicle) is not None


def second_officer(transport: TransportOffice) -> User:
    other = User.objects.create_user(email="second@interior.example", is_staff=True)
    Posting.objects.create(
        user=other, unit=transport.unit, role="VEHICLE_OFFICER", starts_on=clock.today()
    )
    return other


def decide(application: Application, transition: str, by: User) -> None:
    item = WorkItem.objects.get(case=application.case, closed_at=None)
    engine.claim(item_id=item.pk, by=by)
    fresh = queries.get_application(application.reference)
    actions.decide(
        application=fresh,
        transition=transition,
        by=by,
        reason="Compared with the vehicle",
        version=fresh.case.version,
        key=new_token(),
    )
    relay.drain()


def test_a_correction_is_confirmed_by_another_officer(transport: TransportOffice) -> None:
    vehicle = transport.registered()
    form = change_form(vehicle, details.ALL, model_year="2004", make="HONDA")
    assert form.is_valid(), form.errors
    terms: dict[str, Any] = {
        "vehicle": vehicle,
        "changes": form.changes(),
        "reason": "Typed wrongly",
    }
    with pytest.raises(Refused):
        actions.correct(**terms, by=transport.cast.vehicle_clerk, key=new_token())
    officer = transport.cast.vehicle_officer
    asked = actions.correct(**terms, by=officer, key=new_token())
    assert transport.again(asked).case.step == "review"
    with pytest.raises(Refused):
        decide(asked, "confirm", officer)
    decide(asked, "confirm", second_officer(transport))
    vehicle.refresh_from_db()
    assert (vehicle.make, vehicle.model_year) == ("HONDA", 2004)


def test_a_correction_that_the_register_cannot_take_is_held(transport: TransportOffice) -> None:
    vehicle, other = transport.registered(), transport.registered("WVWZZZ1JZ3W386752")
    asked = actions.correct(
        vehicle=vehicle,
        changes={"vin": other.vin},
        reason="Typed wrongly",
        by=transport.cast.vehicle_officer,
        key=new_token(),
    )
    decide(asked, "confirm", second_officer(transport))
    assert transport.again(asked).case.step == "held"
    vehicle.refresh_from_db()
    assert vehicle.vin == "1HGCM82633A004352"


def test_the_clerk_fills_in_one_page_for_a_new_vehicle(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    page = "/vehicles/entries/new/"
    clerk = client_of("vehicle_clerk")
    clerk.cookies["language"] = "en"
    assert clerk.get(page).status_code == 200
    owner = {
        "name_arabic": "مريم جورج حنا",
        "given_names": "Maryam George",
        "surname": "Hanna",
        "born_on_day": "4",
        "born_on_month": "5",
        "born_on_year": "1990",
        "document_kind": "IDENTITY_CARD",
        "document_issuer": "SYR",
        "document_number": "020-0000002",
        "phone": "0990000202",
        "paper_language": "kmr",
        "plate_kind": str(PlateKind.objects.get(code="administration").pk),
    }
    data = {**entry_form().data, **{f"owner-{name}": value for name, value in owner.items()}}
    wrong = clerk.post(page, {**data, "vin": "WVWZZZIJZ3W386752"})
    assert wrong.context["form"].errors["vin"] == [
        "Character 7 is the letter I, which no chassis number has. Look again: it is probably the digit 1."
    ]
    answer = clerk.post(page, data)
    assert answer.status_code == 302
    assert Application.objects.get().vehicle.vin == NEW["vin"]


def test_an_owner_cannot_prove_a_co_owner(transport: TransportOffice) -> None:
    person = transport.owner_is_known()
    vehicle = transport.registered()
    transport.owner_is_known(queries.owners_of(vehicle)[0].person)
    assert queries.why_not_apply(vehicle, transport.cast.owner) is None
    with pytest.raises(Refused):
        actions.prove_owner(
            vehicle=vehicle, person=person, phone="+963990000999", by=transport.cast.owner
        )
