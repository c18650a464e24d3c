"""The next case: the most urgent free one, held under a lease that lapses."""

import datetime as dt
from functools import partial

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from interior_portal.accounts.models import User
from interior_portal.outbox import relay
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine, queries, tasks
from interior_portal.workflow.models import CaseEvent, WorkItem
from interior_portal.workflow.results import Claim
from interior_portal.workflow.verbs import leasing
from tests.workflow.test_races import CLERKS, assert_sound, at_once, officers
from tests.workflow.trial import NOON, Cast, Trial, begin, make_cast, refusal_of

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(NOON, tick=False)
    return time_machine


def take_next(cast: Cast, by: User) -> Claim | None:
    return engine.take_next(queues=[f"{cast.desk.pk}:TRIAL_OFFICER"], by=by)


def cases(cast: Cast, number: int) -> list[Trial]:
    return [begin(cast, key=f"start-{n}").submit() for n in range(number)]


def test_the_most_urgent_free_item_is_taken_for_a_quarter_of_an_hour(
    cast: Cast, noon: TimeMachineFixture, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    late = begin(cast, key="late").submit()
    noon.shift(-dt.timedelta(days=1))
    urgent, next_one = cases(cast, 2)
    noon.shift(dt.timedelta(days=1))
    with django_assert_num_queries(3):
        claim = take_next(cast, cast.officer)
    assert claim == Claim(
        urgent.item.pk,
        urgent.case_id,
        urgent.case.reference,
        cast.officer.pk,
        NOON,
        NOON + 15 * MINUTE,
    )
    assert urgent.item.lease_until == NOON + 15 * MINUTE
    event = CaseEvent.objects.get(code="workflow.claimed")
    assert event.data == {"lease_until": (NOON + 15 * MINUTE).isoformat()}
    taken = [take_next(cast, cast.second) for _ in range(3)]
    assert [claim and claim.item_id for claim in taken] == [next_one.item.pk, late.item.pk, None]


def test_nobody_gets_their_own_case_or_one_that_four_eyes_keep_from_them(cast: Cast) -> None:
    begin(cast, key="own", by=cast.officer, applicant=cast.officer).do("submit", cast.officer)
    proposed = begin(cast, key="proposed").taken()
    proposed.do("propose", cast.officer)
    assert take_next(cast, cast.officer) is None
    claim = take_next(cast, cast.second)
    assert claim is not None
    assert claim.reference != proposed.case.reference  # the older one comes first
    claim = take_next(cast, cast.second)
    assert claim is not None
    assert claim.item_id == proposed.item.pk


def test_who_may_not_work_on_any_of_them_is_given_none(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger who names the queue loses every try, and the tries are bounded."""
    cases(cast, 3)
    assert take_next(cast, cast.stranger) is None
    monkeypatch.setattr(leasing, "TRIES", 2)
    assert take_next(cast, cast.stranger) is None
    assert not CaseEvent.objects.filter(code="workflow.claimed").exists()


def test_an_ordinary_claim_has_no_end(cast: Cast, noon: TimeMachineFixture) -> None:
    case = begin(cast).taken()
    assert case.item.lease_until is None
    assert engine.renew(item_id=case.item.pk, by=cast.officer) is False
    noon.shift(dt.timedelta(days=9))
    tasks.release_lapsed()
    assert case.item.claimed_by == cast.officer
    assert take_next(cast, cast.second) is None


def test_acting_renews_the_lease(
    cast: Cast, noon: TimeMachineFixture, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    (case,) = cases(cast, 1)
    take_next(cast, cast.officer)
    noon.shift(14 * MINUTE)
    item_id = case.item.pk
    with django_assert_num_queries(1):
        assert engine.renew(item_id=item_id, by=cast.officer) is True
    assert engine.renew(item_id=case.item.pk, by=cast.second) is False
    assert case.item.lease_until == NOON + 29 * MINUTE
    noon.shift(15 * MINUTE)
    assert engine.renew(item_id=case.item.pk, by=cast.officer) is False  # it is over
    case.do("grant", cast.officer)  # nobody has taken it since


def test_a_lease_that_is_over_is_free_before_the_sweep_comes(
    cast: Cast, noon: TimeMachineFixture
) -> None:
    (case,) = cases(cast, 1)
    take_next(cast, cast.officer)
    noon.shift(15 * MINUTE - dt.timedelta(seconds=1))
    assert take_next(cast, cast.second) is None
    assert queries.why_not_claim(case.item, cast.second) is not None
    noon.shift(dt.timedelta(seconds=1))
    assert queries.why_not_claim(case.item, cast.second) is None
    claim = take_next(cast, cast.second)
    assert claim is not None
    assert claim.claimed_by_id == cast.second.pk
    event = CaseEvent.objects.filter(code="workflow.claimed").latest("seq")
    assert event.data["held_by"] == cast.officer.pk
    with pytest.raises(Refused) as caught:
        case.do("grant", cast.officer)
    assert refusal_of(caught) == "claimed_by_other"


def test_the_sweep_gives_back_what_is_over_and_says_so(
    cast: Cast, noon: TimeMachineFixture
) -> None:
    kept, over = cases(cast, 2)
    for _ in range(2):
        take_next(cast, cast.officer)
    noon.shift(10 * MINUTE)
    engine.renew(item_id=kept.item.pk, by=cast.officer)
    noon.shift(10 * MINUTE)
    tasks.release_lapsed()
    assert kept.item.claimed_by == cast.officer
    assert (over.item.claimed_by, over.item.lease_until) == (None, None)
    event = CaseEvent.objects.get(code="workflow.lapsed")
    assert (event.case_id, event.actor_id, event.data) == (
        over.case_id,
        None,
        {"held_by": cast.officer.pk},
    )
    assert engine.lapse(item_id=over.item.pk) is None
    assert engine.lapse(item_id=kept.item.pk) is None


def test_one_item_that_cannot_be_given_back_stops_no_other(
    cast: Cast, noon: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = cases(cast, 2)
    for _ in range(2):
        take_next(cast, cast.officer)
    noon.shift(20 * MINUTE)
    give_back, torn = leasing.give_back, broken.item.pk

    def give_back_unless_torn(item_id: int) -> Claim | None:
        if item_id == torn:
            raise RuntimeError("torn")
        return give_back(item_id)

    monkeypatch.setattr(leasing, "give_back", give_back_unless_torn)
    tasks.release_lapsed()
    assert broken.item.claimed_by == cast.officer
    assert whole.item.claimed_by is None


def take_all(cast: Cast, clerk: User) -> list[int]:
    taken = []
    while (claim := take_next(cast, clerk)) is not None:
        taken.append(claim.item_id)
    return taken


def share_out(cast: Cast, number: int) -> None:
    """Every item is given once, and none is left behind when the last clerk has asked again."""
    shared = cases(cast, number)
    items = sorted(WorkItem.objects.values_list("pk", flat=True))
    clerks = officers(cast)
    assert len(clerks) == CLERKS
    results = at_once([partial(take_all, cast, clerk) for clerk in clerks])
    taken = [item_id for result in results for item_id in result]
    assert sorted(taken) == items
    for clerk, result in zip(clerks, results, strict=True):
        held = WorkItem.objects.filter(claimed_by=clerk).values_list("pk", flat=True)
        assert sorted(held) == sorted(result)
    assert CaseEvent.objects.filter(code="workflow.claimed").count() == number
    for case in shared[:: max(number // 20, 1)]:
        assert_sound(case)


@pytest.fixture
def racing(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    return make_cast()


def test_twenty_clerks_share_sixty_cases(racing: Cast) -> None:
    share_out(racing, 60)


@pytest.mark.faults
def test_twenty_clerks_share_a_thousand_cases(racing: Cast) -> None:
    share_out(racing, 1000)


def test_a_case_that_somebody_works_on_is_passed_over(racing: Cast) -> None:
    """The lock of the first is held: the clerk is given the second at once."""
    first, second = cases(racing, 2)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT FROM workflow_case WHERE id = %s FOR UPDATE", [first.case_id])
        (claim,) = at_once([partial(take_next, racing, racing.officer)])
        cursor.execute("ROLLBACK")
    assert claim.item_id == second.item.pk
