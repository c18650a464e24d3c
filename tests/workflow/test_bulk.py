"""Many cases in one go: a result for each, and none stops the others."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import acts, bulk, engine
from interior_portal.workflow.bulk import Chosen, RowResult
from interior_portal.workflow.models import CaseEvent
from interior_portal.workflow.results import Advance
from tests.workflow.trial import Cast, Trial, begin, refusal_of


def grant(*, case_id: int, by: User, version: int, key: str, data: Mapping[str, Any]) -> Advance:
    """A directorate's action, which stumbles over one of the cases."""
    advance = engine.advance(
        case_id=case_id, transition="grant", by=by, version=version, key=key, data=data
    )
    if case_id == data.get("torn"):
        raise ZeroDivisionError
    return advance


@pytest.fixture(autouse=True)
def registered_act(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "_in_bulk", {})
    acts.register_bulk("trial.permit", "grant", grant)


def cases(cast: Cast, number: int) -> list[Trial]:
    return [begin(cast, key=f"start-{n}").submit() for n in range(number)]


def choose(*chosen: Trial) -> list[Chosen]:
    return [Chosen(case.case_id, case.case.version) for case in chosen]


def grant_all(cast: Cast, chosen: list[Chosen], key: str = "page", **data: Any) -> list[RowResult]:
    return bulk.carry_out(chosen=chosen, transition="grant", by=cast.officer, data=data, key=key)


def test_each_row_says_what_became_of_it(cast: Cast) -> None:
    _free, held, others, torn, stale, closed = chosen = cases(cast, 6)
    held.claim(cast.officer)
    others.claim(cast.second)
    seen = choose(*chosen)
    closed.do("withdraw", cast.traveller)
    seen[4] = Chosen(stale.case_id, stale.case.version - 1)
    results = grant_all(cast, seen, torn=torn.case_id)
    assert [(row.case_id, row.reference) for row in results] == [
        (case.case_id, case.case.reference) for case in chosen
    ]
    assert [row.refusal for row in results] == [
        "",
        "",
        "Somebody else has taken this case.",
        "Something went wrong with this case. Open it and try it there.",
        "Someone acted on this case meanwhile. Look at it again before you decide.",
        "Someone acted on this case meanwhile. Look at it again before you decide.",
    ]
    assert [row.is_done for row in results] == [True, True, False, False, False, False]
    assert [case.case.step for case in chosen] == ["granted", "granted"] + ["review"] * 3 + [
        "withdrawn"
    ]
    # What was not done leaves nothing behind, not even the claim.
    assert (torn.item.claimed_by, stale.item.claimed_by) == (None, None)


def test_the_same_page_sent_twice_does_nothing_twice(cast: Cast) -> None:
    chosen = choose(*cases(cast, 2))
    assert all(row.is_done for row in grant_all(cast, chosen))
    events = CaseEvent.objects.count()
    assert all(row.is_done for row in grant_all(cast, chosen))
    assert CaseEvent.objects.count() == events
    again = grant_all(cast, chosen, key="another page")
    assert [row.is_done for row in again] == [False, False]


def test_what_is_decided_one_by_one_is_not_done_in_bulk(cast: Cast) -> None:
    (case,) = cases(cast, 1)
    (row,) = bulk.carry_out(
        chosen=choose(case), transition="propose", by=cast.officer, data={}, key="k"
    )
    assert row.refusal == "This is decided for one case at a time. Open the case."
    with pytest.raises(ValueError, match=r"trial\.permit\.grant is done in bulk by two actions"):
        acts.register_bulk("trial.permit", "grant", partial(grant))
    assert acts.bulk_transitions() == {("trial.permit", "grant")}


def test_there_is_an_end_to_many(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        grant_all(cast, [Chosen(number, 1) for number in range(101)])
    assert refusal_of(caught) == "bulk_too_many"
    with pytest.raises(Refused):
        bulk.release(item_ids=range(101), by=cast.head)


def test_items_are_given_and_put_back_in_bulk(cast: Cast) -> None:
    first, second, gone = cases(cast, 3)
    items = [first.item.pk, second.item.pk, gone.item.pk]
    gone.do("withdraw", cast.traveller)
    results = bulk.assign(item_ids=items, to=cast.second, by=cast.head)
    assert [row.refusal for row in results] == ["", "", "This case no longer lies in your queue."]
    assert (first.item.claimed_by, second.item.claimed_by) == (cast.second, cast.second)
    engine.release(item_id=second.item.pk, by=cast.second)
    results = bulk.release(item_ids=items[:2], by=cast.head)
    assert [row.refusal for row in results] == ["", "Nobody has taken this case."]
    assert first.item.claimed_by is None
