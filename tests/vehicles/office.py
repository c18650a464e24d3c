"""The Transport Directorate at work: vehicles and cases reach a state only through the real actions."""

import datetime as dt
import time
from decimal import Decimal
from typing import Any

from django.db.models.functions import Now

from interior_portal.documents import demo as documents
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.payments import actions as payments
from interior_portal.payments import demo as money
from interior_portal.payments import queries as money_queries
from interior_portal.people.actions import DocumentFacts, PersonFacts, prove_account, record_person
from interior_portal.people.models import Person
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.workflow import demo as week
from interior_portal.workflow import engine
from interior_portal.workflow.models import KnownAnswer
from tests.cast import Cast
from vehicles import actions, queries
from vehicles.actions import plates, shipped
from vehicles.models import Act, Application, Mark, PlateKind, Town, Vehicle, VehicleClass

LOOKS = 400  # twenty seconds
CLEAN = {
    "traffic.holds": ("traffic", "none"),
    "crossings.import_cleared": ("crossings", "cleared"),
    "wanted.vehicle": ("general-command", "not_wanted"),
}


class TransportOffice:
    """An office with its catalogue, a stock of plates and an open cash desk. Other directorates have told
    once for all that nothing stands against anything; `forget` takes an answer away.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for part in (week, money, documents):
            part.load()
        shipped.load_catalogue(by=None)
        self.unit = cast.unit("transport-qamishlo")
        plates.receive(
            kind=PlateKind.objects.get(code="administration"),
            town=Town.objects.get(code="qamishlo"),
            series="",
            numbers=range(1, 21),
            unit=self.unit,
            by=cast.vehicle_officer,
        )
        for question, (unit, outcome) in CLEAN.items():
            KnownAnswer.objects.create(question=question, unit=cast.unit(unit), outcome=outcome)
        if money_queries.find_open_session(cast.cashier) is None:
            desk = cast.unit("visas-qamishlo-desk")
            payments.open_session(desk=desk, opening={"USD": Decimal(100)}, by=cast.cashier)

    def forget(self, question: str) -> None:
        """From now on a person has to answer this."""
        KnownAnswer.objects.filter(question=question).delete()

    def person(self, number: str = "010-0000001", **names: Any) -> Person:
        """Somebody with an identity card of this number."""
        facts: dict[str, Any] = {
            "surname": "Xelîl",
            "given_names": "Azad",
            "name_arabic": "آزاد خليل",
            **names,
        }
        card = DocumentFacts(kind="IDENTITY_CARD", number=number, issuer="SYR")
        return record_person(facts=PersonFacts(**facts), document=card, by=None)

    def entry(self, vin: str = "1HGCM82633A004352", **more: Any) -> Vehicle:
        """A vehicle that is not registered yet, inspected and insured, owned by one person."""
        facts: dict[str, Any] = {
            "vin": vin,
            "make": "Honda",
            "model": "Accord",
            "model_year": 2003,
            "colour": "WHITE",
            "fuel": "PETROL",
            "vehicle_class": VehicleClass.objects.get(code="private-car"),
            "origin": "REGULAR",
            "seats": 5,
            **more,
        }
        owner = self.person()
        vehicle = actions.record_vehicle(
            facts=actions.VehicleFacts(**facts),
            owners={owner.pk: 2400},
            unit=self.unit,
            source="test",
        )
        self.inspect(vehicle)
        self.insure(vehicle)
        return vehicle

    def inspect(self, vehicle: Vehicle, vin_read: str = "", defects: str = "") -> None:
        actions.record_inspection(
            vehicle=vehicle,
            unit=self.unit,
            by=self.cast.vehicle_officer,
            vin_read=vin_read or vehicle.vin,
            defects=defects,
        )

    def insure(self, vehicle: Vehicle, days: int = 365) -> None:
        today = clock.today()
        actions.record_insurance(
            vehicle=vehicle,
            insurer="Example Insurance",
            policy_number=new_token()[:12],
            valid_from=today,
            valid_until=today + dt.timedelta(days=days),
            by=self.cast.vehicle_clerk,
        )

    def begin(self, act: Act, vehicle: Vehicle, **details: Any) -> Application:
        """A draft that the owner writes."""
        if act in {Act.FIRST_REGISTRATION, Act.PLATE_EXCHANGE}:
            details.setdefault("plate_kind", PlateKind.objects.get(code="administration"))
        owner = self.cast.owner
        application = actions.begin(
            act=act,
            vehicle=vehicle,
            unit=self.unit,
            by=owner,
            applicant=owner,
            key=new_token(),
            details=details,
        )
        return queries.get_application(application.reference)

    def submit(self, application: Application) -> Application:
        actions.submit(
            application=application,
            by=self.cast.owner,
            version=application.case.version,
            key=new_token(),
        )
        return self.again(application)

    def sent(self, act: Act, vehicle: Vehicle, **details: Any) -> Application:
        return self.submit(self.begin(act, vehicle, **details))

    def take_money(self, application: Application) -> None:
        bill = queries.bill_of(application)
        assert bill is not None
        if bill.settled_at is None:
            payments.take(bill=bill, currency="USD", by=self.cast.cashier, key=new_token())

    def pay(self, application: Application) -> Application:
        """The fee in cash; the worker's part is done here and now."""
        self.take_money(application)
        return self.worked(application)

    def done(self, act: Act, vehicle: Vehicle, **details: Any) -> Application:
        """From the draft to the end of a clean case."""
        return self.pay(self.sent(act, vehicle, **details))

    def registered(self, vin: str = "1HGCM82633A004352", **more: Any) -> Vehicle:
        """A vehicle with plate and licence."""
        vehicle = self.entry(vin, **more)
        self.done(Act.FIRST_REGISTRATION, vehicle)
        vehicle.refresh_from_db()
        return vehicle

    def owner_is_known(self, person: Person | None = None) -> Person:
        """A clerk has seen the owner and their identity card."""
        person = person or self.person()
        prove_account(person=person, user=self.cast.owner, by=self.cast.vehicle_clerk)
        return person

    def taker(self, **more: Any) -> actions.Taker:
        """The buyer of the cast with her identity card."""
        facts = PersonFacts(
            surname="Hanna",
            given_names="Maryam George",
            name_arabic="مريم جورج حنا",
            born_on=dt.date(1990, 5, 4),
        )
        card = DocumentFacts(kind="IDENTITY_CARD", number="020-0000002", issuer="SYR")
        terms = {"facts": facts, "document": card, "shares": 2400, "contact": "+963990000202"}
        return actions.Taker(**{**terms, **more})

    def transfer_draft(self, vehicle: Vehicle, shares: int = 2400) -> Application:
        """What the owner gives up, with nobody named who takes it over."""
        person = self.owner_is_known()
        application = actions.begin_transfer(
            vehicle=vehicle,
            given=[actions.Giver(person_id=person.pk, shares=shares)],
            unit=self.unit,
            by=self.cast.owner,
            key=new_token(),
        )
        return queries.get_application(application.reference)

    def transfer_sent(self, vehicle: Vehicle) -> Application:
        """From the owner to the buyer, both asked."""
        return self.submit(self.with_buyer(self.transfer_draft(vehicle)))

    def with_buyer(self, draft: Application) -> Application:
        actions.add_buyer(application=draft, taker=self.taker(), by=self.cast.owner)
        return draft

    def transfer_agreed(self, vehicle: Vehicle) -> Application:
        """Both sides have agreed."""
        sent = self.transfer_sent(vehicle)
        for user in (self.cast.owner, self.cast.buyer):
            actions.agree(application=sent, by=user)
        return self.again(sent)

    def mark(self, vehicle: Vehicle) -> Mark:
        """Reported stolen from now on."""
        return actions.place_mark(
            vehicle=vehicle,
            kind=Mark.Kind.STOLEN,
            unit=self.unit,
            order_number="12/2026",
            reason="Reported stolen",
            by=self.cast.vehicle_officer,
        )

    def lift(self, vehicle: Vehicle) -> None:
        for mark in queries.standing_marks(vehicle):
            actions.lift_mark(mark=mark, reason="Found", by=self.cast.vehicle_officer)

    def held(self, vehicle: Vehicle) -> Application:
        """A lost licence that is paid and stopped by a mark before the issue."""
        sent = self.sent(Act.DUPLICATE, vehicle)
        self.take_money(sent)
        self.mark(vehicle)
        return self.worked(sent)

    def worked(self, application: Application) -> Application:
        """When all that waits is done, here or by the worker of a journey, which may have been quicker."""
        relay.drain()
        due = OutboxRow.objects.filter(state=OutboxRow.State.PENDING, available_at__lte=Now())
        for _ in range(LOOKS):
            if not due.exists():
                break
            time.sleep(0.05)
            relay.drain()
        return self.again(application)

    def decide(self, application: Application, transition: str, reason: str) -> Application:
        """An officer takes the case and decides."""
        officer, item = self.cast.vehicle_officer, queries.open_item(application)
        assert item is not None
        engine.claim(item_id=item.pk, by=officer)
        actions.decide(
            application=application,
            transition=transition,
            by=officer,
            reason=reason,
            version=self.again(application).case.version,
            key=new_token(),
        )
        return self.again(application)

    def again(self, application: Application) -> Application:
        return queries.get_application(application.reference)
