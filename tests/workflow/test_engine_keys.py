"""Repeated keys, stale pages, and requests that make no sense."""

from dataclasses import replace
from typing import Any

import pytest

from interior_portal.outbox.models import OutboxRow
from interior_portal.workflow import engine
from interior_portal.workflow.models import Case, CaseEvent
from interior_portal.workflow.results import KeyReused, StaleCase
from tests.workflow.trial import Cast, begin, refusal_of


def test_the_same_request_again_gives_the_first_result(cast: Cast) -> None:
    case = begin(cast)
    asked: dict[str, Any] = {
        "case_id": case.case_id,
        "transition": "submit",
        "by": cast.traveller,
        "version": 1,
    }
    first = engine.advance(**asked, key="once", data={"a": [1, "b"]})
    case.claim(cast.officer)
    case.do("propose", cast.officer)
    again = engine.advance(**asked, key="once", data={"a": [1, "b"]})
    assert again == replace(first, replayed=True)
    assert CaseEvent.objects.filter(transition="submit").count() == 1
    assert OutboxRow.objects.filter(handler="trial.tell_received").count() == 1


@pytest.mark.parametrize("change", ["transition", "by", "data"])
def test_a_key_with_another_request_is_refused(cast: Cast, change: str) -> None:
    case = begin(cast).taken()
    request: dict[str, Any] = {"transition": "grant", "by": cast.officer, "data": {"number": 1}}
    other = {"transition": "ask", "by": cast.second, "data": {"number": 2}}
    version = case.case.version
    engine.advance(case_id=case.case_id, version=version, key="k", **request)
    request[change] = other[change]
    with pytest.raises(KeyReused) as caught:
        engine.advance(case_id=case.case_id, version=version, key="k", **request)
    assert refusal_of(caught) == "key_reused"


def test_a_key_belongs_to_its_case(cast: Cast) -> None:
    first, second = begin(cast, key="a"), begin(cast, key="b")
    first.do("submit", cast.traveller)
    second.do("submit", cast.traveller)
    assert first.calls == second.calls == 1
    assert (first.case.step, second.case.step) == ("review", "review")


def test_a_page_that_shows_an_older_case_is_stale(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("propose", cast.officer)
    with pytest.raises(StaleCase) as caught:
        engine.advance(
            case_id=case.case_id, transition="grant", by=cast.officer, version=2, key="late"
        )
    assert str(caught.value) != ""
    assert case.case.step == "second_review"


def test_only_the_system_may_act_on_whatever_version_there_is(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("ask", cast.officer)
    with pytest.raises(ValueError, match="version they saw"):
        engine.advance(
            case_id=case.case_id, transition="answer", by=cast.traveller, version=None, key="k"
        )
    engine.advance(case_id=case.case_id, transition="expire", by=None, version=None, key="k")
    event = CaseEvent.objects.get(transition="expire")
    assert (event.actor_id, event.role, event.on_behalf_of_id) == (None, "", None)


def test_a_case_that_is_not_there(cast: Cast) -> None:
    with pytest.raises(Case.DoesNotExist):
        engine.advance(case_id=0, transition="submit", by=cast.traveller, version=1, key="k")


def test_a_transition_that_is_not_there(cast: Cast) -> None:
    with pytest.raises(KeyError):
        begin(cast).do("fly", cast.traveller)


def test_a_request_without_a_key_is_an_error(cast: Cast) -> None:
    with pytest.raises(ValueError, match="has a key"):
        begin(cast, key="")
    case = begin(cast)
    with pytest.raises(ValueError, match="has a key"):
        engine.advance(
            case_id=case.case_id, transition="submit", by=cast.traveller, version=1, key=""
        )


def test_the_data_of_an_event_cannot_speak_for_the_clock(cast: Cast) -> None:
    with pytest.raises(ValueError, match="engine's word"):
        begin(cast).do("submit", cast.traveller, clock={"paused": "forged"})
    with pytest.raises(ValueError, match="engine's word"):
        begin(cast, data={"clock": {}})
