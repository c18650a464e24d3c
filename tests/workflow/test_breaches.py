"""A promise that nears its end, and one that is broken: who hears of it, and that it is said once."""

import datetime as dt

import pytest
from time_machine import travel

from interior_portal.accounts.models import Posting
from interior_portal.notices import registry as notices
from interior_portal.notices.models import Notice
from interior_portal.notices.texts import text_of
from interior_portal.outbox import registry as outbox
from interior_portal.outbox import relay
from interior_portal.tallies.models import TallyDelta
from interior_portal.workflow import engine, handlers, queries, registry
from interior_portal.workflow.models import CaseEvent, Timer
from interior_portal.workflow.sweeping import sweep_timers
from tests.workflow.timed import TIMED, begin_timed
from tests.workflow.trial import NOON, Cast, Trial, end_postings


@pytest.fixture(autouse=True)
def timed(registered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register_procedure(TIMED)
    monkeypatch.setitem(outbox._handlers, "workflow.tell_breached", handlers.tell_breached)
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)


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


def swept(minutes: float) -> None:
    """The sweep and then the worker, at that moment."""
    with travel(after(minutes), tick=False):
        assert sweep_timers().failed == 0
    relay.drain()


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "recipient__name"))


def breaches(case: Trial) -> list[CaseEvent]:
    return list(CaseEvent.objects.filter(case=case.case_id, code="workflow.breached"))


def test_who_holds_the_case_is_warned(deciding: Trial, cast: Cast) -> None:
    with travel(after(10), tick=False):
        deciding.claim(cast.officer)
    swept(479)
    assert told() == []
    swept(480)
    assert told() == [("workflow.near_breach", "Officer")]
    swept(481)
    assert len(told()) == 1


def test_of_what_lies_in_a_queue_nobody_is_warned(deciding: Trial) -> None:
    swept(480)
    assert told() == []


def test_a_breach_is_said_counted_and_told(deciding: Trial) -> None:
    swept(599)
    assert breaches(deciding) == []
    swept(600)
    (event,) = breaches(deciding)
    assert (event.actor_id, event.at, event.data) == (
        None,
        after(600),
        {"due_at": after(600).isoformat()},
    )
    assert (event.from_step, event.to_step, event.version) == ("decision", "decision", 4)
    assert deciding.case.version == 4
    assert queries.verify_chain(deciding.case).is_whole
    tally = TallyDelta.objects.get(measure="workflow.breached")
    assert (tally.count, tally.unit_id, tally.day) == (1, event.unit_id, dt.date(2026, 11, 21))
    assert told() == [("workflow.escalated", "Head"), ("workflow.apology", "Traveller")]


def test_a_breach_is_said_once_even_when_it_is_asked_for_again(deciding: Trial) -> None:
    swept(600)
    assert engine.breach(case_id=deciding.case_id, due_at=after(600)) is False
    assert len(breaches(deciding)) == 1


def test_a_pause_after_the_breach_is_no_second_breach(deciding: Trial, cast: Cast) -> None:
    swept(600)
    with travel(after(700), tick=False):
        deciding.do("ask", cast.officer)
    with travel(after(710), tick=False):
        deciding.do("answer", cast.traveller)
    swept(10_000)
    assert len(breaches(deciding)) == 1
    assert Timer.objects.filter(kind="BREACH", fired_at=None, dropped_at=None).count() == 0


def test_a_late_answer_before_the_sweep_is_a_breach_without_an_apology(
    deciding: Trial, cast: Cast
) -> None:
    with travel(after(601), tick=False):
        deciding.do("grant", cast.officer)
    swept(602)
    assert len(breaches(deciding)) == 1
    assert told() == [("workflow.escalated", "Head")]
    assert queries.verify_chain(deciding.case).is_whole


def test_the_nearest_head_comes_first_and_who_left_hears_nothing(
    deciding: Trial, cast: Cast
) -> None:
    Posting.objects.create(
        user=cast.second, unit=cast.desk, role="TRIAL_HEAD", starts_on="2026-01-01"
    )
    Posting.objects.create(
        user=cast.stranger, unit=cast.elsewhere, role="TRIAL_HEAD", starts_on="2026-01-01"
    )
    swept(600)
    assert [name for kind, name in told() if kind == "workflow.escalated"] == ["Second", "Head"]


def test_without_a_head_only_the_applicant_hears(deciding: Trial, cast: Cast) -> None:
    end_postings(cast.head)
    swept(600)
    assert told() == [("workflow.apology", "Traveller")]


def test_a_clock_that_jumps_back_after_the_breach_says_it_once(deciding: Trial) -> None:
    swept(600)
    swept(300)
    swept(900)
    assert len(breaches(deciding)) == 1


@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_the_words_stand_in_every_language_and_name_nobody(
    deciding: Trial, cast: Cast, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept(600)
    apology = Notice.objects.get(kind="workflow.apology")
    assert notices.notice_kind("workflow.apology").link == "workflow:case"
    text = text_of(apology, language)
    assert deciding.case.reference in text.subject
    assert cast.traveller.name not in text.subject + text.body
    english = text_of(apology, "en")
    assert (text.body == english.body) is (language == "en")
    assert text.link.endswith(f"/cases/{deciding.case.reference}/")


def paused(deciding: Trial, cast: Cast, since: float, until: float) -> None:
    """The applicant is asked and answers; then the officer takes the case again."""
    with travel(after(since), tick=False):
        deciding.do("ask", cast.officer)
    swept((since + until) / 2)
    with travel(after(until), tick=False):
        deciding.do("answer", cast.traveller)
        deciding.claim(cast.officer)


def warned() -> int:
    return [kind for kind, _name in told()].count("workflow.near_breach")


@pytest.mark.parametrize(("since", "until"), [(400, 450), (479, 600)])
def test_a_pause_before_the_warning_puts_it_off(
    deciding: Trial, cast: Cast, since: float, until: float
) -> None:
    paused(deciding, cast, since, until)
    swept(480 + until - since - 1)
    assert warned() == 0
    swept(480 + until - since)
    swept(480 + until - since + 50)
    assert warned() == 1


def test_a_pause_that_begins_before_the_sweep_comes_by_loses_no_warning(
    deciding: Trial, cast: Cast
) -> None:
    paused(deciding, cast, 485, 550)
    assert warned() == 0
    swept(551)
    swept(600)
    assert warned() == 1


def test_after_a_warning_a_pause_brings_no_second_one(deciding: Trial, cast: Cast) -> None:
    with travel(after(10), tick=False):
        deciding.claim(cast.officer)
    swept(480)
    assert warned() == 1
    paused(deciding, cast, 490, 550)
    swept(551)
    swept(610)
    assert warned() == 1
