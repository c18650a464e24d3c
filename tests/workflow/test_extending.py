"""More time for a case: who may, what moves with it, and what the applicant reads."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries, registry
from interior_portal.workflow.models import CaseEvent
from interior_portal.workflow.results import Extension, KeyReused, StaleCase
from interior_portal.workflow.sweeping import sweep_timers
from tests.workflow.timed import TIMED, begin_timed, open_timers
from tests.workflow.trial import NOON, Cast, Trial, refusal_of


@pytest.fixture(autouse=True)
def timed(registered: None) -> None:
    registry.register_procedure(TIMED)


def after(minutes: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


@pytest.fixture
def deciding(cast: Cast) -> Trial:
    """A case at the desk that decides; its promise of 600 minutes began at noon."""
    with travel(NOON, tick=False):
        case = begin_timed(cast)
        case.do("submit", cast.traveller)
        case.do("police_silent", None)
        case.do("tax_silent", None)
    return case


def extend(case: Trial, at: float = 10, **more: Any) -> Extension:
    request: dict[str, Any] = {
        "case_id": case.case_id,
        "minutes": 300,
        "reason": "many_cases",
        "by": case.cast.head,
        "key": "more",
        **more,
    }
    if "version" not in request:
        request["version"] = case.case.version
    with travel(after(at), tick=False):
        return engine.extend(**request)


def test_the_deadline_the_item_and_the_timers_move(deciding: Trial) -> None:
    extension = extend(deciding)
    case = deciding.case
    assert extension == Extension(case.pk, case.reference, 5, after(900))
    assert (case.due_at, case.promise_minutes, case.version) == (after(900), 900, 5)
    assert deciding.item.due_at == after(900)
    moments = {name: row.fires_at for name, row in open_timers(case).items()}
    assert moments == {"NEAR_BREACH": after(720), "BREACH": after(900)}


def test_the_event_names_the_reason_and_both_deadlines(deciding: Trial, cast: Cast) -> None:
    extend(deciding)
    event = CaseEvent.objects.get(case=deciding.case_id, code="workflow.extended")
    assert (event.actor_id, event.role, event.to_step) == (cast.head.pk, "TRIAL_HEAD", "decision")
    assert event.data == {
        "reason": "many_cases",
        "minutes": 300,
        "clock": {"due_before": after(600).isoformat(), "due_at": after(900).isoformat()},
    }
    assert queries.verify_chain(deciding.case).is_whole


def test_it_takes_three_statements(
    deciding: Trial, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = deciding.case.version
    with django_assert_num_queries(3):
        extend(deciding, version=version)


def test_a_paused_clock_gets_the_time_when_it_runs_on(deciding: Trial, cast: Cast) -> None:
    with travel(after(100), tick=False):
        deciding.do("ask", cast.officer)
    extend(deciding, at=110)
    assert (deciding.case.due_at, deciding.case.remaining_minutes) == (None, 800)
    assert open_timers(deciding.case).keys() == {"give_up_waiting"}
    with travel(after(150), tick=False):
        deciding.do("answer", cast.traveller)
    assert deciding.case.due_at == after(950)


def test_after_a_breach_there_is_a_new_promise_that_can_be_broken(deciding: Trial) -> None:
    with travel(after(600), tick=False):
        sweep_timers()
    assert queries.promise_state(deciding.case).is_broken
    extend(deciding, at=650)
    state = queries.promise_state(deciding.case)
    assert (state.is_broken, state.reason) == (False, registry.extension_reason("many_cases"))
    with travel(after(900), tick=False):
        sweep_timers()
    events = CaseEvent.objects.filter(case=deciding.case_id, code="workflow.breached")
    assert [event.at for event in events.order_by("seq")] == [after(600), after(900)]


def test_the_same_key_is_the_same_extension(deciding: Trial) -> None:
    version = deciding.case.version
    extend(deciding, version=version)
    again = extend(deciding, version=version, at=20)
    assert (again.replayed, again.due_at, deciding.case.due_at) == (True, after(900), after(900))
    with pytest.raises(KeyReused):
        extend(deciding, version=version, minutes=301)


def test_of_two_heads_who_saw_the_same_page_one_is_told(deciding: Trial) -> None:
    version = deciding.case.version
    extend(deciding, version=version)
    with pytest.raises(StaleCase):
        extend(deciding, version=version, key="another")


def test_only_who_has_the_right_at_the_unit(deciding: Trial, cast: Cast) -> None:
    for by in (cast.officer, cast.traveller, cast.stranger):
        with pytest.raises(Refused) as caught:
            extend(deciding, by=by)
        assert refusal_of(caught) == "not_permitted"
    assert not CaseEvent.objects.filter(code="workflow.extended").exists()


def test_a_clock_that_has_not_begun_or_has_ended_is_not_extended(cast: Cast) -> None:
    with travel(NOON, tick=False):
        case = begin_timed(cast)
    with pytest.raises(Refused) as caught:
        extend(case)
    assert refusal_of(caught) == "clock_not_started"
    with travel(after(10), tick=False):
        case.do("submit", cast.traveller)
        case.do("withdraw", cast.traveller)
    with pytest.raises(Refused) as caught:
        extend(case)
    assert refusal_of(caught) == "clock_ended"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"minutes": 0}, ValueError),
        ({"key": ""}, ValueError),
        ({"version": None}, ValueError),
        ({"reason": "because"}, LookupError),
    ],
)
def test_what_is_no_extension(
    deciding: Trial, wrong: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        extend(deciding, **wrong)
