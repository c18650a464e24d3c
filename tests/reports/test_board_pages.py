"""What a board leads to: why a figure changed, the cases that wait, each currency; targets of the demonstration."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from lxml import html

from interior_portal.shared import clock
from interior_portal.tallies import actions
from interior_portal.tallies.boards import boards
from interior_portal.workflow.queries.behind import PAGE, open_behind
from reports.demo import targets as demo
from reports.models import Target
from reports.queries.figures import read
from reports.rules import periods
from reports.rules.choosing import last_day_over
from reports.rules.targets import may_have_target
from tests.cast import Cast, ClientOf
from tests.scenarios import VisaOffice
from visas import actions as visas

OPEN = "/reports/visas/figures/visas.open/"
AGE = "/reports/visas/figures/visas.open_age/"


@pytest.fixture
def autumn(cast: Cast) -> Cast:
    """September: 4 granted and 50 dollars. October: 10 granted, 100 dollars, 9,000 pounds."""
    unit = cast.unit("visas-qamishlo").pk
    for day, count, money in (
        ("2026-09-03", 4, {"USD": 50}),
        ("2026-10-05", 10, {"USD": 100, "SYP": 9000}),
    ):
        at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), tzinfo=dt.UTC)
        actions.count("visas.granted", unit_id=unit, category="entry", count=count, at=at)
        for code, amount in money.items():
            actions.count(
                "payments.taken", unit_id=unit, category=code, amount=Decimal(amount), at=at
            )
    return cast


@pytest.fixture
def head(cast: Cast, client_of: ClientOf) -> Client:
    client = client_of("head")
    client.cookies["language"] = "en"
    return client


def test_each_figure_that_changed_leads_to_why(autumn: Cast, head: Client) -> None:
    page = html.fromstring(head.get("/reports/visas/?period=2026-10&against=year").content)
    rows = {row.find("th").text_content(): row for row in page.findall(".//tbody/tr")}
    (why,) = rows["Visas granted"].findall('.//a[@class="why"]')
    assert why.text_content() == "Why? Visas granted"
    assert why.get("href") == "/reports/visas/why/visas.granted/?period=2026-10&against=year"
    assert head.get(why.get("href")).context["headline"].startswith("Visas granted: 10 in")
    assert rows["Applications refused"].findall('.//a[@class="why"]') == []
    back = html.fromstring(head.get(why.get("href")).content).find('.//a[@class="back-link"]')
    assert back is not None
    assert back.get("href") == "/reports/visas/figures/visas.granted/?period=2026-10&against=year"


def test_money_has_a_picture_for_each_currency(autumn: Cast, head: Client) -> None:
    pictures = head.get("/reports/payments/?period=2026-10").context["pictures"]
    names = [picture.src.partition("?")[0].rpartition("/")[2] for picture in pictures]
    assert names == ["line-SYP.svg", "line-USD.svg"]  # the one of which most came in first
    assert [picture.title for picture in pictures] == ["Money taken: SYP", "Money taken: USD"]
    pounds, dollars = (picture.alt for picture in pictures)
    assert "9,000" in pounds
    assert "9,000" not in dollars
    assert "100" in dollars
    for picture in pictures:
        assert head.get(picture.src).status_code == 200
    none = "/reports/payments/figures/payments.taken/line-EUR.svg?period=2026-10"
    assert head.get(none).status_code == 404


def test_what_is_open_leads_to_its_cases_the_oldest_first(
    office: VisaOffice, client_of: ClientOf
) -> None:
    with time_machine.travel(clock.now() - dt.timedelta(days=3), tick=True):
        old, answered = office.in_review(), office.in_review()
    new = office.in_review()
    office.grant(answered)
    client = client_of("head")

    def listed(address: str) -> list[str]:
        return [line["reference"] for line in client.get(address).context["lines"]]

    today, yesterday = clock.today(), clock.today() - dt.timedelta(days=1)
    assert listed(f"{OPEN}cases/") == [old.reference, new.reference]
    assert listed(f"{OPEN}cases/?period={yesterday}") == [old.reference, answered.reference]
    # An age is of the last night: today's cases have none yet.
    assert listed(f"{AGE}cases/?period={today:%Y-%m}") == [old.reference, answered.reference]
    assert listed(f"{OPEN}cases/?kind=entry") == [old.reference, new.reference]
    assert listed(f"{OPEN}cases/?kind=travel") == []
    figure = next(each for board in boards() for each in board.figures if each.code == "visas.open")
    for span in (periods.month_of(today).until(today), periods.day_of(yesterday)):
        value = read([figure], [span]).value(figure)
        assert value.number == len(listed(f"{OPEN}cases/?period={span.code}"))
    assert client.get(OPEN).context["row"].cases.startswith(f"{OPEN}cases/?")


def test_pages_of_what_is_open_go_on_after_the_last(office: VisaOffice) -> None:
    for _ in range(2):
        office.in_review()
    units, today = [office.cast.unit("visas-qamishlo").pk], clock.today()
    first, second = open_behind("visas", today, unit_ids=units)
    after = (first.at, first.case_id)
    assert open_behind("visas", today, unit_ids=units, after=after) == [second]
    assert open_behind("vehicles", today, unit_ids=units) == []
    assert open_behind("visas", today, unit_ids=[]) == []
    assert PAGE == 50


def test_who_withdraws_is_no_longer_among_the_open(office: VisaOffice) -> None:
    unit = office.cast.unit("visas-qamishlo").pk
    kept, gone = office.in_review(), office.sent()
    office.act(gone, visas.withdraw)
    found = open_behind("visas", clock.today(), unit_ids=[unit])
    assert [each.reference for each in found] == [kept.reference]


def test_the_last_day_over_is_never_today() -> None:
    span = periods.find_span("2026-10") or periods.year(2026)
    assert last_day_over(span, dt.date(2026, 11, 3)) == dt.date(2026, 10, 31)
    assert last_day_over(span, dt.date(2026, 10, 9)) == dt.date(2026, 10, 8)
    assert last_day_over(span, dt.date(2026, 10, 1)) == dt.date(2026, 10, 1)


@pytest.mark.parametrize("path", ["/reports/visas/", OPEN])
def test_a_co_chair_reads_in_words_who_may_see_the_cases(
    cast: Cast, client_of: ClientOf, path: str
) -> None:
    client = client_of("chair")
    client.cookies["language"] = "en"
    told = "Which cases stand behind the figures is open to those who answer for them: "
    page = " ".join(html.fromstring(client.get(path).content).text_content().split())
    assert told in page
    assert "Head of the Visa Directorate" in page.partition(told)[2]
    assert client.get(f"{OPEN}cases/").status_code == 403
    client_of("head").cookies["language"] = "en"
    answer = client_of("head").get(path)
    assert (answer.status_code, told in answer.content.decode()) == (200, False)


def test_a_figure_without_cases_names_nobody(cast: Cast, client_of: ClientOf) -> None:
    assert client_of("chair").get("/reports/payments/").context["case_readers"] == ""


def test_the_demonstration_has_three_targets_of_each_board_that_can_have_them(cast: Cast) -> None:
    for _time in range(2):
        demo.load()
    assert set(Target.objects.values_list("figure", "unit__code")) == {
        (code, "authority") for code in demo.TARGETS
    }
    assert Target.objects.count() == len(demo.TARGETS)
    for board in boards():
        able = [each for each in board.figures if may_have_target(each)]
        chosen = [each for each in board.figures if each.code in demo.TARGETS]
        assert len(chosen) == (3 if able else 0), board.code
