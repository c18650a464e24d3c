"""Open figures: whole months, ten days late, nobody in a small number, the same on the page and in the feed."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Unit
from interior_portal.tallies import actions
from interior_portal.tallies.boards import get_board
from reports.queries.open_figures import cells, newest_year, open_boards, open_months
from tests.cast import Cast

VISAS, FEED = "/reports/open/visas/", "/reports/open/visas/2026.csv"


def counted(
    measure: str, day: str, place: tuple[Unit, str], count: int, amount: int | None = None
) -> None:
    at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), tzinfo=dt.UTC)
    money = None if amount is None else Decimal(amount)
    unit, category = place
    actions.count(measure, unit_id=unit.pk, category=category, count=count, amount=money, at=at)


@pytest.fixture
def year(cast: Cast) -> None:
    """January: 60 granted, of them 3 for study. February: 2 granted."""
    centre = cast.unit("visas-qamishlo")
    for category, count in (("entry", 37), ("study", 3), ("work", 20)):
        counted("visas.granted", "2026-01-15", (centre, category), count)
        counted("visas.begun", "2026-01-10", (centre, category), 2 * count)
    for seconds in (86400,) * 30:
        counted("visas.handled", "2026-01-15", (centre, "entry"), 1, seconds)
    counted("visas.kept", "2026-01-15", (centre, "entry"), 24)
    counted("visas.granted", "2026-02-03", (centre, "entry"), 2)
    counted("payments.taken", "2026-01-20", (centre, "USD"), 7, 140)


def feed(client: Client, address: str = FEED) -> list[dict[str, str]]:
    answer = client.get(address)
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("year")
def test_the_feed_tells_totals_and_parts_and_withholds_what_is_small(client: Client) -> None:
    with time_machine.travel("2026-03-20T09:00Z"):
        lines = feed(client)
    granted = [line for line in lines if line["figure"] == "visas.granted"]
    told = {
        (line["month"], line["by"], line["part"]): (line["value"], line["withheld"])
        for line in granted
    }
    unit = str(Unit.objects.get(code="visas-qamishlo").pk)
    assert told["2026-01", "", ""] == ("60", "no")
    assert told["2026-01", "unit", unit] == ("60", "no")
    assert told["2026-01", "category", "entry"] == ("37", "no")
    assert (
        told["2026-01", "category", "study"] == told["2026-01", "category", "work"] == ("", "yes")
    )
    assert told["2026-02", "", ""] == ("", "yes")
    on_time = next(
        line for line in lines if line["figure"] == "visas.on_time" and line["month"] == "2026-01"
    )
    assert (on_time["value"], on_time["unit"]) == ("0.80", "share")
    assert {line["month"] for line in lines} == {"2026-01", "2026-02"}
    assert "visas.open" not in {line["figure"] for line in lines}


@pytest.mark.usefixtures("year")
def test_a_month_is_published_ten_days_after_it_is_over(client: Client) -> None:
    with time_machine.travel("2026-02-09T09:00Z"):
        assert open_months(2026) == []
        assert client.get(FEED).status_code == 404
        assert newest_year() == 2025
    with time_machine.travel("2026-02-10T09:00Z"):
        assert open_months(2026) == [dt.date(2026, 1, 1)]
        assert {line["month"] for line in feed(client)} == {"2026-01"}


@pytest.mark.usefixtures("year")
def test_the_page_says_the_same_as_the_feed(client: Client) -> None:
    with time_machine.travel("2026-03-20T09:00Z"):
        page = client.get(VISAS)
        lines = [line for line in feed(client) if not line["part"]]
    for figure, bars in page.context["tables"]:
        of_feed = [line for line in lines if line["figure"] == figure.code]
        assert [bar.text == "محجوب" for bar in bars] == [
            line["withheld"] == "yes" for line in of_feed
        ]
        if figure.code == "visas.granted":
            assert [bar.text for bar in bars] == ["60", "محجوب"]


@pytest.mark.usefixtures("year")
def test_money_has_a_line_for_each_currency(client: Client) -> None:
    with time_machine.travel("2026-03-20T09:00Z"):
        lines = feed(client, "/reports/open/payments/2026.csv")
    (taken,) = [line for line in lines if line["figure"] == "payments.taken"]
    assert (taken["by"], taken["part"], taken["value"], taken["unit"]) == (
        "currency",
        "USD",
        "140.00",
        "USD",
    )


@pytest.mark.usefixtures("year")
def test_a_year_takes_as_many_statements_as_a_month(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for day in ("2026-02-15T09:00Z", "2027-01-20T09:00Z"):
        with time_machine.travel(day), django_assert_num_queries(4):  # two of names, two of sums
            cells(get_board("visas"), 2026)


def test_only_what_is_published_can_be_asked_for(client: Client, db: None) -> None:
    assert {board.code for board in open_boards()} >= {"visas", "vehicles", "payments"}
    for address in ("/reports/open/secrets/", f"{VISAS}?year=1999", f"{VISAS}?year=x", f"{VISAS}?year=٢٠٢٦",
                    "/reports/open/visas/1999.csv", "/reports/open/secrets/2026.csv"):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_the_dictionary_has_the_words_of_all_languages(client: Client, db: None) -> None:
    lines = feed(client, "/reports/open/dictionary.csv")
    assert len(lines) > 20
    for line in lines:
        words = [
            line[f"{what}_{code}"]
            for what in ("label", "definition")
            for code in ("ar", "kmr", "en")
        ]
        assert all(words)
        assert len(set(words)) == len(words), line["figure"]
    assert client.get("/reports/open/dictionary/").status_code == 200
