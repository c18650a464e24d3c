"""Two at once about one vehicle, on two connections: one wins, and nothing is half."""

import datetime as dt
from functools import partial

import pytest

from interior_portal.audit.models import AuditEntry
from interior_portal.documents.models import Paper
from interior_portal.outbox import relay
from interior_portal.outbox.models import OutboxRow
from interior_portal.payments import actions as payments
from interior_portal.payments.models import Payment
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.shared.refusals import Refused
from tests.cast import Cast
from tests.vehicles.office import TransportOffice
from tests.workflow.test_races import at_once, overtaken
from vehicles import actions, queries
from vehicles.models import Act, Application, Licence, Mark, Vehicle


@pytest.fixture
def busy(transactional_db: None, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> TransportOffice:
    """The office on real transactions; the outbox waits until the test lets it work."""
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    return TransportOffice(cast)


@pytest.fixture
def vehicle(busy: TransportOffice) -> Vehicle:
    return busy.registered()


def renewal(busy: TransportOffice, vehicle: Vehicle, phone: str) -> Application:
    """A renewal that the clerk has entered for whoever has this phone."""
    draft = actions.begin_at_counter(
        act=Act.RENEWAL,
        vehicle=vehicle,
        unit=busy.unit,
        by=busy.cast.vehicle_clerk,
        phone=phone,
        name="Azad",
        key=new_token(),
    )
    return queries.get_application(draft.reference)


def send(application: Application, busy: TransportOffice) -> str:
    actions.submit(
        application=application,
        by=busy.cast.vehicle_clerk,
        version=application.case.version,
        key=new_token(),
    )
    return "sent"


def ready_to_issue(busy: TransportOffice, vehicle: Vehicle) -> Application:
    """Paid, and the worker has not begun."""
    sent = busy.sent(Act.DUPLICATE, vehicle)
    busy.take_money(sent)
    bill = queries.bill_of(sent)
    assert bill is not None
    actions.record_payment(reference=sent.reference, bill_id=bill.pk)
    return busy.again(sent)


def issue(application: Application) -> None:
    actions.issue(case_id=application.case_id, key="the worker")


def place(busy: TransportOffice, vehicle: Vehicle) -> None:
    actions.place_mark(
        vehicle=vehicle,
        kind=Mark.Kind.STOLEN,
        unit=busy.unit,
        order_number="12/2026",
        reason="Reported stolen",
        by=busy.cast.vehicle_officer,
    )


def test_two_clerks_renew_one_vehicle_and_one_reads_why_not(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    soon = clock.today() + dt.timedelta(days=20)
    Licence.objects.filter(vehicle=vehicle).update(valid_until=soon)
    first = renewal(busy, vehicle, "+963990000201")
    second = renewal(busy, vehicle, "+963990000203")
    outcome = overtaken(partial(send, first, busy), partial(send, second, busy))
    assert outcome == ("sent", "under_way")
    third = renewal(busy, vehicle, "+963990000204")
    assert busy.again(third).case.step == "draft"
    assert at_once([partial(send, each, busy) for each in (second, third)]) == [
        "under_way",
        "under_way",
    ]


def test_two_clerks_press_at_the_same_moment_and_exactly_one_is_sent(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    soon = clock.today() + dt.timedelta(days=20)
    Licence.objects.filter(vehicle=vehicle).update(valid_until=soon)
    drafts = [renewal(busy, vehicle, f"+96399000020{digit}") for digit in (1, 3)]
    outcomes = at_once([partial(send, draft, busy) for draft in drafts])
    assert sorted(outcomes) == ["sent", "under_way"]


def test_a_mark_that_comes_first_holds_the_licence(busy: TransportOffice, vehicle: Vehicle) -> None:
    paid, before = ready_to_issue(busy, vehicle), queries.current_licence(vehicle)
    overtaken(partial(place, busy, vehicle), partial(issue, paid))
    assert busy.again(paid).case.step == "held"
    assert queries.current_licence(vehicle) == before
    assert Paper.objects.filter(subject=paid.reference).count() == 0
    assert Payment.objects.filter(bill__subject=paid.reference).count() == 1


def test_a_licence_that_goes_out_first_is_older_than_the_mark(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    paid = ready_to_issue(busy, vehicle)
    overtaken(partial(issue, paid), partial(place, busy, vehicle))
    assert busy.again(paid).case.step == "issued"
    licence = queries.find_licence(paid)
    assert licence is not None
    assert licence.issued_at <= Mark.objects.get(vehicle=vehicle).placed_at


def test_mark_and_issue_at_the_same_moment_are_never_both(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    for number in range(3):
        vehicle.refresh_from_db()
        paid = ready_to_issue(busy, vehicle)
        at_once([partial(place, busy, vehicle), partial(issue, paid)])
        step, licence = busy.again(paid).case.step, queries.find_licence(paid)
        mark = Mark.objects.get(vehicle=vehicle, lifted_at=None)
        assert (step, licence is None) in {("held", True), ("issued", False)}, number
        assert licence is None or licence.issued_at <= mark.placed_at
        actions.lift_mark(mark=mark, reason="Found", by=busy.cast.vehicle_officer)
        if step == "held":
            break


def test_the_same_issue_twice_at_once_is_one_licence(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    paid = ready_to_issue(busy, vehicle)
    at_once([partial(issue, paid), partial(issue, paid)])
    assert Licence.objects.filter(application=paid).count() == 1
    assert Paper.objects.filter(subject=paid.reference).count() == 1


def test_who_agrees_while_the_other_side_takes_it_back_agrees_to_nothing(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    sent = busy.transfer_sent(vehicle)
    actions.agree(application=sent, by=busy.cast.owner)
    outcome = overtaken(
        partial(actions.take_back, application=sent, by=busy.cast.owner),
        partial(actions.agree, application=sent, by=busy.cast.buyer),
    )
    assert outcome[1] == "not_asked_now"
    assert busy.again(sent).case.step == "withdrawn"


def test_both_sides_agree_at_the_same_moment_and_it_goes_on_once(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    sent = busy.transfer_sent(vehicle)
    users = (busy.cast.owner, busy.cast.buyer)
    assert at_once([partial(actions.agree, application=sent, by=user) for user in users]) == [
        None,
        None,
    ]
    assert busy.again(sent).case.step == "awaiting_payment"


def test_money_for_a_withdrawn_application_is_not_taken(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    sent = busy.sent(Act.DUPLICATE, vehicle)
    bill = queries.bill_of(sent)
    assert bill is not None
    version = sent.case.version
    actions.withdraw(application=sent, by=busy.cast.owner, version=version, key=new_token())
    with pytest.raises(Refused):
        payments.take(bill=bill, currency="USD", by=busy.cast.cashier, key=new_token())


def test_money_taken_just_before_the_withdrawal_is_kept_and_told_to_the_ledger(
    busy: TransportOffice, vehicle: Vehicle
) -> None:
    sent = busy.sent(Act.DUPLICATE, vehicle)
    busy.take_money(sent)
    version = sent.case.version
    actions.withdraw(application=sent, by=busy.cast.owner, version=version, key=new_token())
    relay.drain()
    assert busy.again(sent).case.step == "withdrawn"
    assert Payment.objects.filter(bill__subject=sent.reference).count() == 1
    late = AuditEntry.objects.get(action="vehicles.fee_paid_too_late")
    assert late.subject_ref == sent.reference
    assert Paper.objects.filter(subject=sent.reference).count() == 0
    assert not OutboxRow.objects.filter(state=OutboxRow.State.DEAD).exists()
