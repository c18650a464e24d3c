"""Vehicles with a past: each went through the same actions as a real one, on days that were told to the clock."""

import datetime as dt
from typing import Any

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit, User
from interior_portal.documents import actions as documents
from interior_portal.outbox import relay
from interior_portal.payments import actions as payments
from interior_portal.people.actions import (
    DocumentFacts,
    PersonFacts,
    prove_account,
    record_person,
)
from interior_portal.people.models import Person
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from vehicles import actions, queries
from vehicles.demo.catalogue import OFFICE
from vehicles.demo.fleet import Car, photo
from vehicles.models import Act, Application, Mark, PlateKind, Vehicle, VehicleClass

MOST = 24  # vehicles of other people, in the register for weeks
TODAY = 6  # of these, so many at most have got a new licence today
SOURCE = "demo"
PROVEN_DAYS, INSPECTED_DAYS = 30, 40
SOON_DAYS = 320  # registered so long ago that the licence can be renewed now
FIRST_DAY = dt.datetime(
    2026, 1, 4, 9, tzinfo=dt.UTC
)  # before it nobody is posted, and no fee is set


class Transport:
    """The people of the transport office, and what they do to one vehicle after the other."""

    def __init__(self) -> None:
        people = cast.create()
        self.owner, self.buyer = people["owner"], people["buyer"]
        self.cashier, self.clerk = people["cashier"], people["vehicle_clerk"]
        self.officer = people["vehicle_officer"]
        self.unit = Unit.objects.get(code=OFFICE)

    def person(self, number: str, surname: str, given_names: str, arabic: str) -> Person:
        """Somebody with an identity card."""
        return record_person(
            facts=PersonFacts(surname=surname, given_names=given_names, name_arabic=arabic),
            document=DocumentFacts(kind="IDENTITY_CARD", number=number, issuer="SYR"),
            by=None,
        )

    def vehicle(self, car: Car, owner: Person, *, insured_days: int = 364, **more: Any) -> Vehicle:
        """An entry with inspection and insurance, not registered yet."""
        facts: dict[str, Any] = {**car.facts, **more}
        facts["vehicle_class"] = VehicleClass.objects.get(code=facts["vehicle_class"])
        vehicle = actions.record_vehicle(
            facts=actions.VehicleFacts(**facts),
            owners={owner.pk: 2400},
            unit=self.unit,
            source=SOURCE,
        )
        self.inspect(vehicle)
        self.insure(vehicle, insured_days)
        return vehicle

    def inspect(self, vehicle: Vehicle, *, is_photographed: bool = False) -> None:
        picture = None
        if is_photographed:
            picture = documents.receive_upload(
                photo(vehicle.vin), owner=self.officer, purpose="vehicles.inspection"
            )
        actions.record_inspection(
            vehicle=vehicle,
            unit=self.unit,
            by=self.officer,
            vin_read=vehicle.vin,
            photo=picture,
        )

    def insure(self, vehicle: Vehicle, days: int = 364) -> None:
        actions.record_insurance(
            vehicle=vehicle,
            insurer="شركة الجزيرة للتأمين",
            policy_number=f"CZ-{clock.today():%y%m}-{vehicle.pk:05}",
            valid_from=clock.today(),
            valid_until=clock.today() + dt.timedelta(days=days),
            by=self.clerk,
        )

    def send(self, act: Act, vehicle: Vehicle, applicant: User) -> Application:
        """An application of an owner, sent from their phone."""
        details = {}
        if act == Act.FIRST_REGISTRATION:
            details["plate_kind"] = PlateKind.objects.get(code="administration")
        draft = actions.begin(
            act=act,
            vehicle=Vehicle.objects.get(pk=vehicle.pk),
            unit=self.unit,
            by=applicant,
            applicant=applicant,
            key=new_token(),
            details=details,
        )
        application = queries.get_application(draft.reference)
        actions.submit(
            application=application,
            by=applicant,
            version=application.case.version,
            key=new_token(),
        )
        return queries.get_application(draft.reference)

    def pay(self, application: Application) -> None:
        bill = queries.bill_of(application)
        if bill is not None and bill.settled_at is None:
            payments.take(bill=bill, currency="USD", by=self.cashier, key=new_token())

    def register(self, car: Car, owner: Person, applicant: User, **more: Any) -> Vehicle:
        """From the entry to plate and licence."""
        vehicle = self.vehicle(car, owner, **more)
        self.pay(self.send(Act.FIRST_REGISTRATION, vehicle, applicant))
        return vehicle


def load(cases: int) -> None:
    """Make the vehicles unless there are some already, one for each of so many cases, at most 24 and four."""
    if Vehicle.objects.exists():
        return
    office, now = Transport(), clock.now()
    with relay.carrying_out_here():
        others = _fleet(office, now, max(2, min(cases, MOST)))
        _of_the_owner(office, now)
        _waiting(office)
        for vehicle in others[1:][:TODAY]:
            office.pay(office.send(Act.DUPLICATE, vehicle, office.buyer))
        _stopped(office, others[0])


def _fleet(office: Transport, now: dt.datetime, count: int) -> list[Vehicle]:
    """Vehicles of people who have no account; the buyer of the cast brought their papers."""
    made = []
    for number in range(count):
        car = Car(number)
        with clock.told(now - dt.timedelta(days=INSPECTED_DAYS - number)):
            owner = office.person(f"040-{1_000 + number % 10:07}", *car.owner)
            made.append(office.register(car, owner, office.buyer))
    return made


def _of_the_owner(office: Transport, now: dt.datetime) -> None:
    """A clean car whose licence ends soon, and one that lacks an insurance."""
    azad = office.person("010-0000201", "XELÎL", "Azad Reşîd", "آزاد رشيد خليل")
    with clock.told(now - dt.timedelta(days=PROVEN_DAYS)):
        prove_account(person=azad, user=office.owner, by=office.clerk)
    with clock.told(max(now - dt.timedelta(days=SOON_DAYS), FIRST_DAY)):
        clean = office.register(Car(MOST + 4), azad, office.owner)
        bare = office.register(Car(MOST + 2), azad, office.owner, insured_days=300)
    with clock.told(now - dt.timedelta(days=1)):
        for vehicle in (clean, bare):
            office.inspect(vehicle, is_photographed=True)
        office.insure(clean)


def _waiting(office: Transport) -> None:
    """A vehicle that was brought in: Crossings has told nothing about such, a person answers there."""
    car = Car(MOST + 8)
    owner = office.person("040-0002000", "AL KHALAF", "Sultan", "سلطان الخلف")
    vehicle = office.vehicle(
        car,
        owner,
        origin="BROUGHT_IN",
        customs_receipt="SML-2026-00418",
        customs_paid_on=clock.today() - dt.timedelta(days=9),
    )
    office.send(Act.FIRST_REGISTRATION, vehicle, office.buyer)


def _stopped(office: Transport, vehicle: Vehicle) -> None:
    """Reported stolen between the payment and the issue: the money is kept, an officer decides."""
    sent = office.send(Act.DUPLICATE, vehicle, office.buyer)
    actions.place_mark(
        vehicle=vehicle,
        kind=Mark.Kind.STOLEN,
        unit=Unit.objects.get(code="general-command"),
        order_number="1187/2026",
        reason="بلاغ سرقة في القامشلي",
        by=office.officer,
    )
    office.inspect(vehicle, is_photographed=True)
    office.pay(sent)
