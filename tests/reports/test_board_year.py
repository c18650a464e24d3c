"""The board of the Authority's year says what its areas say; the morning names what matters most of a board."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from interior_portal.accounts import cast as played
from interior_portal.documents import keys
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.tallies.boards import get_board, get_figure
from interior_portal.tallies.queries import Period
from interior_portal.tallies.recounting import comparisons
from reports.actions.targets import set_target
from reports.demo import year as demo
from reports.measures.year import MEASURES
from reports.models import Recommendation
from reports.queries.boards import read_sentences
from reports.queries.scope import scope_of
from reports.queries.year import awareness_of, projects_of, training_of
from reports.rules import periods
from reports.views.morning import lines_of, most_telling
from tests.cast import Cast, ClientOf
from tests.reports.test_boards import count

YEAR = clock.today().year
BOARD = f"/reports/year/?period={YEAR}"


@pytest.fixture(scope="module")
def _told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The year of the demonstration with its certificates, once for this page; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        played.create()
        keys.ensure_keys()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(relay, "nudge", lambda _ids: None)
            demo.load()
        relay.drain()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def told(_told: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def chair(told: Cast, client_of: ClientOf) -> Client:
    client = client_of("chair")
    client.cookies["language"] = "en"
    return client


def values(client: Client, address: str = BOARD) -> dict[str, str]:
    return {row.figure.code: row.now for row in client.get(address).context["rows"]}


def test_the_board_says_what_the_areas_of_the_year_say(chair: Client) -> None:
    courses, activities = training_of(YEAR), awareness_of(YEAR)
    money = [each for line in projects_of(YEAR) for each in line.money]
    found = values(chair)
    done = Recommendation.objects.filter(confirmed_at__year=YEAR).count()
    assert {code: number for code, number in found.items() if code != "reports.project_spending"} == {
        "reports.recommendations_done": str(done),
        "reports.courses_held": str(sum(line.held for line in courses)),
        "reports.certificates": str(sum(line.certificates for line in courses)),
        "reports.lectures": str(sum(line.lectures for line in activities)),
        "reports.people_reached": str(sum(line.women + line.men + line.children for line in activities)),
    }  # fmt: skip
    assert min(int(found[each.code]) for each in MEASURES[:-1]) > 0
    assert sorted({each.currency for each in money}) == ["SYP", "USD"]
    for code in ("SYP", "USD"):
        spent = sum(each.spent for each in money if each.currency == code)
        assert f"{spent:,.0f} {code}" in found["reports.project_spending"]


def test_kinds_have_their_names(chair: Client) -> None:
    page = chair.get(f"/reports/year/figures/reports.lectures/?period={YEAR}")
    codes = {str(part.name) for part in page.context["kinds"]}
    assert codes
    assert not any(code.isupper() for code in codes)


def test_what_was_counted_is_what_the_records_say(told: Cast) -> None:
    period = Period(dt.date(YEAR, 1, 1), clock.today())
    names = {measure.recount.name for measure in MEASURES}
    found = {name: each for name, each in comparisons(period) if name in names}
    assert found.keys() == names
    assert [each.told for each in found.values() if each.differences] == []
    assert all(each.compared for each in found.values())


def test_it_takes_as_many_statements_for_many_units_as_for_one(
    chair: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chair.get(BOARD)
    with django_assert_num_queries(BOARD_QUERIES):
        chair.get(BOARD)
    for code in ("visas-qamishlo", "traffic", "transport"):
        count("reports.lectures", cast.unit(code), f"{YEAR}-02-03", 2)
    with django_assert_num_queries(BOARD_QUERIES):
        chair.get(BOARD)


BOARD_QUERIES = 9


def test_a_head_reads_of_the_year_what_their_own_units_did(
    told: Cast, chair: Client, client_of: ClientOf
) -> None:
    lectures = "reports.lectures"
    whole = int(values(chair)[lectures])
    count(lectures, told.unit("visas-qamishlo"), f"{YEAR}-02-03", 7)
    assert values(client_of("head"))[lectures] == "7"
    assert values(chair)[lectures] == str(whole + 7)
    assert client_of("clerk").get(BOARD).status_code == 403


# --- the morning: one sentence for a board ---------------------------------------------------------

OCTOBER = periods.month_of(dt.date(2026, 10, 1))
SPANS = (OCTOBER, OCTOBER.before())


def telling(cast: Cast) -> str:
    """The figure that the head of the visas would read of first."""
    board = get_board("visas")
    scope = scope_of(cast.head, board)
    assert scope is not None
    return most_telling(read_sentences(board, scope, SPANS)).code


def test_the_morning_begins_with_what_changed_most_and_matters(cast: Cast) -> None:
    unit = cast.unit("visas-qamishlo")
    assert telling(cast) == "visas.granted"  # nothing happened: the first of the board
    for month, granted, answered, refused in (("09", 20, 40, 1), ("10", 21, 80, 500)):
        count("visas.granted", unit, f"2026-{month}-05", granted)
        count("visas.handled", unit, f"2026-{month}-05", answered)
        # Five hundred times as many, but more refusals are neither better nor worse.
        count("visas.refused", unit, f"2026-{month}-05", refused)
    assert telling(cast) == "visas.answered"


def test_a_change_of_few_is_no_news(cast: Cast) -> None:
    unit = cast.unit("visas-qamishlo")
    for month, granted, answered in (("09", 19, 20), ("10", 200, 21)):
        count("visas.granted", unit, f"2026-{month}-05", granted)
        count("visas.handled", unit, f"2026-{month}-05", answered)
    assert telling(cast) == "visas.answered"


def test_what_is_off_its_target_comes_before_what_changed(cast: Cast) -> None:
    unit = cast.unit("visas-qamishlo")
    for month, answered, kept in (("09", 30, 15), ("10", 300, 150)):
        count("visas.handled", unit, f"2026-{month}-05", answered)
        count("visas.kept", unit, f"2026-{month}-05", kept)
    assert telling(cast) == "visas.answered"
    figure = get_figure("visas.on_time")[1]
    set_target(figure=figure, unit=cast.unit("visas"), year=2026, value=0.4, by=cast.chair)
    assert telling(cast) == "visas.answered"  # met
    set_target(figure=figure, unit=cast.unit("visas"), year=2026, value=0.6, by=cast.chair)
    assert telling(cast) == "visas.on_time"
    line = lines_of(cast.head, get_board("visas"), OCTOBER)
    assert line is not None
    assert line.goal is not None
    assert (line.goal.word, line.goal.state) == ("not met", "refused")
    assert line.sentence.startswith("Answered on time: 50%")


def test_the_morning_holds_a_running_month_against_as_many_days_of_the_last(cast: Cast) -> None:
    unit, november = cast.unit("visas-qamishlo"), periods.month_of(dt.date(2026, 11, 1))
    figure = get_figure("visas.on_time")[1]
    set_target(figure=figure, unit=cast.unit("visas"), year=2026, value=1, by=cast.chair)
    for day, answered, kept in (
        ("10-03", 40, 20),
        ("10-12", 40, 40),
        ("10-30", 40, 4),
        ("11-03", 30, 27),
    ):
        count("visas.handled", unit, f"2026-{day}", answered)
        count("visas.kept", unit, f"2026-{day}", kept)
    line = lines_of(cast.head, get_board("visas"), november.until(dt.date(2026, 11, 22)))
    assert line is not None
    assert "90%" in line.sentence
    assert "75%" in line.sentence  # of the first 22 days of October
