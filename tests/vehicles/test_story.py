"""From the application to the licence: who is asked, what is paid, what stops it."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from interior_portal.documents.models import Paper
from interior_portal.outbox import relay
from interior_portal.payments.models import Payment
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.workflow.models import Referral
from interior_portal.workflow.queries import verify_chain
from tests.cast import ClientOf
from tests.vehicles.office import TransportOffice
from vehicles import actions, queries
from vehicles.models import Act, Mark, Vehicle


def test_a_clean_registration_is_answered_by_the_machine_paid_and_issued(
    transport: TransportOffice,
) -> None:
    vehicle = transport.entry()
    sent = transport.sent(Act.FIRST_REGISTRATION, vehicle)
    assert sent.case.step == "awaiting_payment"
    asked = Referral.objects.filter(case=sent.case)
    assert sorted(asked.values_list("question", "is_automatic", "is_clear")) == [
        ("crossings.import_cleared", True, True),
        ("traffic.holds", True, True),
        ("wanted.vehicle", True, True),
    ]
    done = transport.pay(sent)
    assert (done.case.step, done.case.outcome) == ("issued", "issued")
    vehicle.refresh_from_db()
    assert vehicle.status == Vehicle.Status.REGISTERED
    assert vehicle.registered_on == clock.today()
    plate = queries.plate_of(vehicle)
    assert plate is not None
    assert plate.number == "0001"
    licence = queries.current_licence(vehicle)
    assert licence is not None
    assert licence.paper is not None
    assert licence.paper.status == Paper.Status.VALID
    assert verify_chain(done.case).is_whole


def test_a_question_that_the_machine_cannot_answer_waits_on_a_desk(
    transport: TransportOffice,
) -> None:
    transport.forget("traffic.holds")
    sent = transport.sent(Act.FIRST_REGISTRATION, transport.entry())
    assert sent.case.step == "checking"
    assert queries.bill_of(sent) is None
    waiting = Referral.objects.get(case=sent.case, answered_at=None)
    assert (waiting.question, waiting.unit.code) == ("traffic.holds", "traffic")


def test_a_mark_between_payment_and_issue_stops_the_licence_and_keeps_the_payment(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    before = queries.current_licence(vehicle)
    sent = transport.sent(Act.DUPLICATE, vehicle)
    transport.take_money(sent)
    actions.place_mark(
        vehicle=vehicle,
        kind=Mark.Kind.STOLEN,
        unit=transport.unit,
        order_number="12/2026",
        reason="Reported stolen",
        by=transport.cast.vehicle_officer,
    )
    relay.drain()
    held = transport.again(sent)
    assert held.case.step == "held"
    assert Payment.objects.filter(bill=queries.bill_of(sent)).count() == 1
    assert queries.current_licence(vehicle) == before
    assert Paper.objects.filter(subject=held.reference).count() == 0


def test_two_applications_about_one_vehicle_do_not_run_at_once(transport: TransportOffice) -> None:
    vehicle = transport.registered()
    first, second = (transport.begin(Act.DUPLICATE, vehicle) for _ in range(2))
    transport.submit(first)
    with pytest.raises(Refused) as refused:
        transport.submit(second)
    assert refused.value.refusal.code == "under_way"


def test_a_newer_licence_replaces_the_one_before(transport: TransportOffice) -> None:
    vehicle = transport.registered()
    before = queries.current_licence(vehicle)
    assert before is not None
    assert before.paper is not None
    transport.done(Act.DUPLICATE, vehicle)
    after = queries.current_licence(vehicle)
    assert after is not None
    assert after.valid_until == before.valid_until
    before.paper.refresh_from_db()
    assert before.paper.status == Paper.Status.REPLACED
    assert before.paper.replaced_by == after.paper


def test_what_a_question_is_about_is_read_in_the_language_of_who_answers(
    transport: TransportOffice, client_of: ClientOf
) -> None:
    transport.forget("traffic.holds")
    with override("ar"):  # the applicant's language is not the reader's
        sent = transport.sent(Act.FIRST_REGISTRATION, transport.entry())
    asked = Referral.objects.get(case=sent.case, question="traffic.holds")
    assert [label for label, _value, _is_code in asked.subject["rows"]] == [
        "Chassis number",
        "Make and model",
    ]
    reader = client_of("traffic_answers")
    reader.cookies["language"] = "kmr"
    page = reader.get(reverse("workflow:question", args=[sent.reference, "traffic-holds"]))
    assert "Hejmara şasiyê" in page.content.decode()
