"""Targets: set by who may, kept with their history, judged for the part of the year that is shown."""

import pytest
from django.db import DatabaseError, transaction

from interior_portal.shared.refusals import Refused
from interior_portal.tallies.boards import get_figure
from reports.actions.targets import set_target
from reports.models import Target
from reports.queries.targets import targets_at
from reports.rules import periods
from reports.rules.targets import Verdict, due, judge
from reports.rules.values import NOTHING, Value
from tests.cast import Cast, ClientOf

GRANTED, ON_TIME = get_figure("visas.granted")[1], get_figure("visas.on_time")[1]
MEDIAN, REFUSED = get_figure("visas.median_time")[1], get_figure("visas.refused")[1]
PAGE = "/reports/visas/figures/visas.on_time/targets/"


def test_a_span_is_held_to_its_part_of_what_adds_up() -> None:
    assert due(GRANTED, 3650, periods.year(2026)) == 3650
    assert due(GRANTED, 3650, periods.find_span("2026-11") or periods.year(2026)) == 300
    assert due(ON_TIME, 0.9, periods.find_span("2026-11") or periods.year(2026)) == 0.9


def test_more_and_less_are_judged_by_what_is_better() -> None:
    year = periods.year(2026)
    assert judge(ON_TIME, Value(0.9, 10), 0.9, year) is Verdict.MET
    assert judge(ON_TIME, Value(0.89, 10), 0.9, year) is Verdict.MISSED
    assert judge(MEDIAN, Value(90, 10), 100, year) is Verdict.MET
    assert judge(MEDIAN, Value(101, 10), 100, year) is Verdict.MISSED
    assert judge(ON_TIME, NOTHING, 0.9, year) is None
    assert judge(REFUSED, Value(1, 1), 1, year) is None


def test_the_newest_counts_and_the_same_again_is_no_row(cast: Cast) -> None:
    unit, by = cast.unit("visas"), cast.chair
    for value in (0.8, 0.9, 0.9):
        set_target(figure=ON_TIME, unit=unit, year=2026, value=value, by=by)
    assert Target.objects.count() == 2
    below = cast.unit("visas-qamishlo")
    assert targets_at(below, 2026, [ON_TIME])[ON_TIME.code].value == 0.9
    set_target(figure=GRANTED, unit=unit, year=2026, value=100, by=by)
    assert targets_at(below, 2026, [GRANTED]) == {}
    set_target(figure=ON_TIME, unit=unit, year=2026, value=None, by=by)
    assert targets_at(below, 2026, [ON_TIME]) == {}
    with pytest.raises(DatabaseError), transaction.atomic():
        Target.objects.update(value=1)


def test_a_head_sets_none_and_no_better_way_has_none(cast: Cast) -> None:
    unit = cast.unit("visas")
    with pytest.raises(Refused):
        set_target(figure=ON_TIME, unit=unit, year=2026, value=0.9, by=cast.head)
    with pytest.raises(Refused):
        set_target(figure=REFUSED, unit=unit, year=2026, value=1, by=cast.chair)
    assert not Target.objects.exists()


def test_the_page_takes_per_cent(cast: Cast, client_of: ClientOf) -> None:
    chair = client_of("chair")
    sent = {"unit": "visas", "year": "2026", "value": "95"}
    assert chair.post(PAGE, {**sent, "value": "101"}).status_code == 200
    assert chair.post(PAGE, sent).status_code == 302
    assert [target.value for target in Target.objects.all()] == [0.95]
    assert client_of("head").post(PAGE, sent).status_code == 403
