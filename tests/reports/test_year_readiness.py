"""Readiness: measured month by month, never overwritten, held against targets, read by whose unit it is."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.actions.keeping import move_unit
from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import units_where
from interior_portal.accounts.roles import YEAR_VIEW
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.shared.months import add_months
from interior_portal.shared.refusals import Refused
from reports.actions.year import readying
from reports.models import Indicator, IndicatorTarget, Measurement
from reports.queries.annual.areas import tables_of
from reports.queries.year.readiness import (
    ReadinessLine,
    find_indicator,
    history_of,
    readiness_of,
    standing_of,
)
from reports.rules.year.lights import Light, light_of, missing_months
from tests.cast import Cast, ClientOf

TEXTS = {
    f"{name}_{code}": f"{name} {code}"
    for name in ("title", "definition", "measured_in")
    for code in ("ar", "kmr", "en")
}


def month(back: int = 0) -> dt.date:
    """The first day of a month, so many before this one."""
    return add_months(clock.today().replace(day=1), -back)


def defined(cast: Cast, *, unit: str = "visas", better: str = "MORE") -> Indicator:
    row = Indicator(**TEXTS, better=better, unit=cast.unit(unit), margin_percent=10)
    return readying.define(indicator=row, key=str(uuid4()), by=cast.head)


def measured(made: Indicator, cast: Cast, value: int, **changes: Any) -> Measurement:
    facts: dict[str, Any] = {
        "unit": cast.unit("visas"),
        "month": month(),
        "note": "",
        "key": str(uuid4()),
        "by": cast.head,
    }
    return readying.measure(indicator=made, value=Decimal(value), **(facts | changes))


def aimed(made: Indicator, cast: Cast, target: int, **changes: Any) -> IndicatorTarget:
    facts: dict[str, Any] = {"unit": cast.unit("visas"), "year": month().year, "by": cast.head}
    return readying.set_target(indicator=made, target=Decimal(target), **(facts | changes))


def refused(call: Any, *args: Any, **facts: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **facts)
    return caught.value.refusal.code


def line_of(cast: Cast, unit: str = "visas") -> ReadinessLine:
    (line,) = readiness_of(month().year, Unit.objects.filter(code=unit))
    return line


@pytest.mark.parametrize(
    ("value", "better", "light"),
    [
        (100, "MORE", Light.GREEN),
        (90, "MORE", Light.AMBER),
        (89, "MORE", Light.RED),
        (100, "LESS", Light.GREEN),
        (110, "LESS", Light.AMBER),
        (111, "LESS", Light.RED),
        (None, "MORE", Light.NONE),
    ],
)
def test_the_light_turns_at_the_target_and_at_the_margin(
    value: int | None, better: str, light: Light
) -> None:
    number = None if value is None else Decimal(value)
    more = better == "MORE"
    assert light_of(number, Decimal(100), more_is_better=more, margin_percent=10) is light
    assert light_of(number, None, more_is_better=more, margin_percent=10) is Light.NONE


def test_a_month_is_missing_once_it_is_over() -> None:
    since, measured_ones = dt.date(2026, 2, 1), {dt.date(2026, 3, 1)}
    for today, missing in (
        (dt.date(2026, 2, 28), []),
        (dt.date(2026, 3, 1), [2]),
        (dt.date(2026, 4, 30), [2]),
        (dt.date(2026, 5, 1), [2, 4]),
    ):
        found = missing_months(2026, measured_ones, since=since, today=today)
        assert [each.month for each in found] == missing


def test_an_indicator_is_defined_once_by_who_keeps_its_unit(cast: Cast) -> None:
    row = Indicator(**TEXTS, better="MORE", unit=cast.unit("visas"))
    made = readying.define(indicator=row, key="a", by=cast.head)
    again = Indicator(**TEXTS, better="MORE", unit=cast.unit("visas"))
    assert readying.define(indicator=again, key="a", by=cast.head) == made
    assert (Indicator.objects.count(), made.since) == (1, month())
    other = Indicator(**TEXTS, better="MORE", unit=cast.unit("transport"))
    assert refused(readying.define, indicator=other, key="b", by=cast.head) == "not_permitted"
    assert AuditEntry.objects.filter(action="reports.readiness.defined").count() == 1


def test_the_same_entry_counts_once_and_a_correction_is_a_further_row(cast: Cast) -> None:
    made = defined(cast)
    first = measured(made, cast, 70, key="a")
    assert measured(made, cast, 70, key="a") == first
    assert refused(measured, made, cast, 70) == "same"
    assert refused(measured, made, cast, 75, note=" ") == "reason_missing"
    measured(made, cast, 75, note="counted twice")
    assert [int(row.value) for row in made.measurements.all()] == [70, 75]
    assert line_of(cast).value == 75
    units = units_where(cast.head, YEAR_VIEW)
    history: Any = history_of(made, month().year, units)
    told = [(row["id"], row["counting"], row["first"]) for row in history.values()]
    latest = made.measurements.latest("pk").pk
    assert told == [(latest, latest, first.pk), (first.pk, latest, first.pk)]
    entry = AuditEntry.objects.get(action="reports.readiness.corrected")
    assert (entry.subject_ref, entry.reason) == (made.code, "counted twice")


@pytest.mark.parametrize("kept", [Measurement, IndicatorTarget])
def test_what_was_written_is_never_changed(cast: Cast, kept: type[Any]) -> None:
    made = defined(cast)
    row = measured(made, cast, 70) if kept is Measurement else aimed(made, cast, 80)
    with pytest.raises(DatabaseError, match="Cannot update"):
        kept.objects.filter(pk=row.pk).update(unit=cast.unit("transport"))


def test_a_month_to_come_another_unit_and_an_ended_indicator_are_refused(cast: Cast) -> None:
    made = defined(cast)
    assert refused(measured, made, cast, 1, month=month(-1)) == "not_yet"
    away = {"unit": cast.unit("transport")}
    assert refused(measured, made, cast, 1, **away) == "not_permitted"
    assert refused(measured, made, cast, 1, **away, by=cast.vehicle_head) == "not_there"
    assert refused(measured, made, cast, 1, by=cast.vehicle_head) == "not_permitted"
    assert refused(aimed, made, cast, 1, by=cast.vehicle_head) == "not_permitted"
    assert refused(aimed, made, cast, 1, year=month().year - 1) == "year_over"
    ending: dict[str, Any] = {"indicator": made, "reason": "no longer asked for"}
    assert refused(readying.end, **ending, by=cast.vehicle_head) == "not_permitted"
    measured(made, cast, 4, unit=cast.unit("visas-qamishlo"))
    readying.end(**ending, by=cast.head)
    assert refused(readying.end, **ending, by=cast.head) == "ended"
    assert refused(measured, made, cast, 1) == "ended"
    assert line_of(cast, "visas-qamishlo").missing(month().year) == []


def test_the_last_target_counts_and_the_same_is_no_second_row(cast: Cast) -> None:
    made = defined(cast)
    assert aimed(made, cast, 80) == aimed(made, cast, 80)
    assert line_of(cast).light is Light.NONE
    measured(made, cast, 75)
    assert line_of(cast).light is Light.AMBER
    aimed(made, cast, 60)
    line = line_of(cast)
    assert (line.target, line.light) == (Decimal(60), Light.GREEN)
    assert made.targets.count() == 2


def test_a_unit_that_moves_in_mid_year_takes_its_months_along(cast: Cast) -> None:
    """Its new head reads what was measured before; it is no longer measured there for the old one."""
    made, centre = defined(cast), cast.unit("visas-qamishlo")
    aimed(made, cast, 10, unit=centre)
    measured(made, cast, 7, unit=centre)
    year, heads = month().year, (cast.head, cast.vehicle_head)
    before = [len(readiness_of(year, units_where(head, YEAR_VIEW))) for head in heads]
    move_unit(unit=centre, parent=cast.unit("transport"), by=cast.administrator)
    after = [len(readiness_of(year, units_where(head, YEAR_VIEW))) for head in heads]
    assert (before, after) == ([1, 0], [0, 1])
    seen = units_where(cast.vehicle_head, YEAR_VIEW)
    assert find_indicator(made.code, seen) == made
    assert [line.value for line in standing_of(made, year, seen)] == [Decimal(7)]
    there: dict[str, Any] = {"unit": cast.unit("visas-qamishlo"), "note": "x"}
    assert refused(measured, made, cast, 8, **there, by=cast.vehicle_head) == "not_there"
    assert refused(measured, made, cast, 8, **there) == "not_permitted"


@pytest.mark.usefixtures("in_english")
def test_an_indicator_from_its_definition_to_a_correction_on_pages(
    cast: Cast, client_of: ClientOf
) -> None:
    head, visas = client_of("head"), cast.unit("visas").pk
    sent = {**TEXTS, "better": "MORE", "margin_percent": 10, "unit": visas, "key": str(uuid4())}
    for _time in range(2):
        at = head.post(reverse("reports:indicator_new"), sent)["Location"]
    assert at == reverse("reports:indicator", args=[Indicator.objects.get().code])
    year = month().year
    aimed_at = {"unit": visas, "year": year, "target": "90.5"}
    assert head.post(f"{at}target/", aimed_at)["Location"] == f"{at}?year={year}"
    value = {"unit": visas, "month": month().isoformat(), "value": "62", "note": ""}
    for number in ("62", "84.25"):
        value |= {"key": str(uuid4()), "value": number}
        answer = head.post(f"{at}measure/", value)
    assert "why the value is corrected" in answer.content.decode()
    head.post(f"{at}measure/", value | {"note": "two were forgotten"})
    shown = head.get(at).content.decode()
    told = ("narrowly missed", "90.50", "84.25", "<del>", "62", "two were forgotten", "corrected")
    assert [words for words in told if words not in shown] == []
    listed = head.get(reverse("reports:readiness")).content.decode()
    assert "narrowly missed" in listed
    assert "<del>" not in listed


@pytest.mark.usefixtures("in_english")
def test_who_sees_another_unit_sees_neither_the_indicator_nor_its_values(
    cast: Cast, client_of: ClientOf
) -> None:
    made = defined(cast)
    measured(made, cast, 62)
    at = reverse("reports:indicator", args=[made.code])
    assert client_of("head").get(at).status_code == 200
    assert client_of("vehicle_head").get(at).status_code == 404
    assert client_of("vehicle_head").get(f"{at}measure/").status_code == 404
    listed = client_of("vehicle_head").get(reverse("reports:readiness"))
    assert listed.context["lines"] == []
    offered = client_of("head").get(f"{at}measure/").context["form"].fields["unit"].queryset
    assert {unit.code for unit in offered} == {
        "visas",
        "visas-qamishlo",
        "visas-qamishlo-desk",
    }
    readying.end(indicator=made, reason="x", by=cast.head)
    assert client_of("head").get(f"{at}measure/").status_code == 404
    assert "no longer measured" in client_of("head").get(at).content.decode()


@pytest.mark.usefixtures("in_english")
def test_months_that_nobody_measured_are_named(cast: Cast, client_of: ClientOf) -> None:
    with clock.told(dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)):
        made = defined(cast)
    for number in (1, 2, 4, 6, 7, 8, 9, 10):
        measured(made, cast, number, month=dt.date(2026, number, 1))
    with clock.told(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)):
        (line,) = readiness_of(2026)
        assert [each.month for each in line.missing(2026)] == [3, 5]
    shown = client_of("head").get(f"{reverse('reports:readiness')}?year=2026")
    text = shown.content.decode()
    assert "Not measured: March, May" in text
    assert f"{reverse('reports:indicator', args=[made.code])}?year=2026" in text
    spark = shown.context["lines"][0].spark
    assert [value is None for value in spark.values[:6]] == [False, False, True, False, True, False]


def test_pages_take_as_many_statements_for_many_units_as_for_one(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [defined(cast) for _number in range(3)]
    for each in made:
        for code in ("visas", "visas-qamishlo"):
            unit = cast.unit(code)
            aimed(each, cast, 9, unit=unit)
            measured(each, cast, 5, unit=unit)
            measured(each, cast, 4, unit=unit, note="x")
    head, listed = client_of("head"), reverse("reports:readiness")
    one = reverse("reports:indicator", args=[made[0].code])
    head.get(listed)
    with django_assert_num_queries(5):
        assert len(head.get(listed).context["lines"]) == 6
    with django_assert_num_queries(10):
        assert len(head.get(one).context["history"]) == 4


def test_the_annual_report_says_how_ready_each_unit_is(cast: Cast) -> None:
    made = defined(cast, better="LESS")
    aimed(made, cast, 20)
    measured(made, cast, 30)
    measured(made, cast, 21, note="x")
    with override("ar"):
        (table,) = tables_of("readiness", month().year)
    (row,) = table.rows
    assert row.label == {
        "ar": "title ar (measured_in ar) · مديرية التأشيرات",
        "kmr": "title kmr (measured_in kmr) · Midûriyeta Vîzeyan",
    }
    assert row.numbers == {"latest": ("number", 21, ""), "target": ("number", 20, "")}
    assert [told["ar"] for told in row.told] == ["كاد يتحقق"]
