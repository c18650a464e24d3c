"""Which acts bring a licence and for how long: a suspension loses no day, nothing is given as a present."""

import datetime as dt

import pytest
import time_machine

from interior_portal.documents import actions as documents
from interior_portal.shared import clock
from interior_portal.shared.months import add_months
from interior_portal.shared.refusals import Refused
from interior_portal.workflow.models import CaseEvent
from tests.vehicles.office import TransportOffice
from vehicles import queries, rules
from vehicles.actions import plates
from vehicles.models import Act
from vehicles.queries.lookup import look_up

TODAY = dt.date(2026, 3, 10)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("valid_until", "left"), [(TODAY + 30 * DAY, 30), (TODAY, 0), (TODAY - 30 * DAY, 0)]
)
def test_the_days_after_the_suspension_are_kept(valid_until: dt.date, left: int) -> None:
    assert rules.days_kept(valid_until=valid_until, suspended_on=TODAY) == left


def test_days_that_were_kept_follow_a_full_term() -> None:
    found = rules.licence_term(issued_on=TODAY, current_until=None, months=12, days_kept=30)
    assert found == (TODAY, dt.date(2027, 3, 9) + 30 * DAY)


@pytest.mark.parametrize(
    ("act", "current_until", "brings"),
    [
        ("RENEWAL", None, True),
        ("FIRST_REGISTRATION", None, True),
        ("DUPLICATE", TODAY, True),
        ("DUPLICATE", TODAY - DAY, False),
        ("CHANGE_OF_OWNER", TODAY, True),
        ("CHANGE_OF_OWNER", None, False),
        ("SCRAPPING", TODAY, False),
    ],
)
def test_a_new_term_is_paid_for_by_a_registration_or_a_renewal_alone(
    act: str, current_until: dt.date | None, *, brings: bool
) -> None:
    assert rules.brings_licence(act, current_until=current_until, today=TODAY) is brings


def test_what_was_left_when_the_vehicle_went_off_the_road_follows_the_term_of_the_renewal(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    first = queries.current_licence(vehicle)
    assert first is not None
    with time_machine.travel(clock.now() + dt.timedelta(days=60), tick=True):
        transport.done(Act.SUSPENSION, vehicle, reason="In the workshop")
        left = (first.valid_until - clock.today()).days
    with time_machine.travel(clock.now() + dt.timedelta(days=150), tick=True):
        vehicle.refresh_from_db()
        transport.done(Act.RENEWAL, vehicle)
        today = clock.today()
    licence = queries.current_licence(vehicle)
    assert licence is not None
    assert licence.valid_from == today
    year = add_months(today, 12) - dt.timedelta(days=1)
    assert licence.valid_until == year + dt.timedelta(days=left)


def test_no_other_act_gives_a_suspended_vehicle_a_licence(transport: TransportOffice) -> None:
    vehicle = transport.registered()
    transport.done(Act.SUSPENSION, vehicle, reason="In the workshop")
    vehicle.refresh_from_db()
    draft = transport.begin(Act.DUPLICATE, vehicle)
    with pytest.raises(Refused) as refused:
        transport.submit(draft)
    assert refused.value.refusal.code == "nothing_to_replace"
    done = transport.done(Act.PLATE_EXCHANGE, vehicle, reason="Bent")
    assert done.case.step == "issued"
    assert queries.find_licence(done) is None
    assert queries.current_licence(vehicle) is None


def test_a_licence_that_was_declared_void_counts_no_more_and_nothing_of_it_comes_back(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    void = queries.current_licence(vehicle)
    assert void is not None
    assert void.paper is not None
    documents.revoke(paper=void.paper, by=transport.cast.vehicle_head, reason="Entered by mistake")
    assert queries.current_licence(vehicle) is None
    plate = queries.plate_of(vehicle)
    assert plate is not None
    assert (
        look_up(f"{plate.town.name_ar if plate.town else ''} {plate.number}").outcome == "expired"
    )
    draft = transport.begin(Act.DUPLICATE, vehicle)
    with pytest.raises(Refused) as refused:
        transport.submit(draft)
    assert refused.value.refusal.code == "nothing_to_replace"
    assert queries.find_licence(transport.done(Act.PLATE_EXCHANGE, vehicle, reason="Bent")) is None
    vehicle.refresh_from_db()
    transport.done(Act.RENEWAL, vehicle)
    licence = queries.current_licence(vehicle)
    assert licence is not None
    assert licence.valid_until == add_months(clock.today(), 12) - DAY
    void.refresh_from_db()
    assert void.ended_at is not None


def test_no_day_is_kept_of_a_licence_before_one_that_was_declared_void(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    transport.done(Act.DUPLICATE, vehicle)
    second = queries.current_licence(vehicle)
    assert second is not None
    assert second.paper is not None
    documents.revoke(
        paper=second.paper, by=transport.cast.vehicle_head, reason="Entered by mistake"
    )
    vehicle.refresh_from_db()
    transport.done(Act.RENEWAL, vehicle)
    licence = queries.current_licence(vehicle)
    assert licence is not None
    assert licence.valid_until == add_months(clock.today(), 12) - DAY


def test_an_ended_licence_is_renewed_and_not_replaced(transport: TransportOffice) -> None:
    vehicle = transport.registered()
    with time_machine.travel(clock.now() + dt.timedelta(days=400), tick=True):
        draft = transport.begin(Act.DUPLICATE, vehicle)
        with pytest.raises(Refused) as refused:
            transport.submit(draft)
    assert refused.value.refusal.code == "nothing_to_replace"


def test_a_licence_that_has_no_plate_to_name_is_refused_before_anybody_pays(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    plates.take_off(vehicle=vehicle, unit=transport.unit, source="test", is_lost=True)
    draft = transport.begin(Act.DUPLICATE, vehicle)
    with pytest.raises(Refused) as refused:
        transport.submit(draft)
    assert refused.value.refusal.code == "no_plate_fitted"
    assert transport.done(Act.PLATE_EXCHANGE, vehicle, reason="Lost").case.step == "issued"


def test_a_plate_that_was_lost_after_the_payment_holds_the_case(
    transport: TransportOffice,
) -> None:
    vehicle = transport.registered()
    sent = transport.sent(Act.DUPLICATE, vehicle)
    transport.take_money(sent)
    plates.take_off(vehicle=vehicle, unit=transport.unit, source="test", is_lost=True)
    held = transport.worked(sent)
    assert held.case.step == "held"
    event = CaseEvent.objects.get(case=held.case, transition="hold")
    assert event.data["because"] == "no_plate_fitted"
