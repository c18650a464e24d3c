"""Anyone may ask whether a paper is valid, and learns nothing more than the paper shows."""

import datetime as dt
import logging
import statistics
import time
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from interior_portal.documents import actions, answers, views
from interior_portal.documents.models import Paper
from interior_portal.documents.registry import PaperKind
from tests.documents import papers

pytestmark = pytest.mark.django_db
IN_TIME = dt.datetime(2026, 12, 10, 9, tzinfo=dt.UTC)
UNKNOWN_TOKEN = "AAAAAAAAAAAAAAAAAAAAAA"
CHECK = "/check/"


@pytest.fixture(autouse=True)
def _fresh_window() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["language"] = "en"


@pytest.fixture
def paper(paper_kind: PaperKind) -> Paper:
    return papers.issue()


def _text(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def _by_number(client: Client, number: str) -> HttpResponseBase:
    return client.post(CHECK, {"number": number})


@time_machine.travel(IN_TIME)
def test_by_number_anyone_learns_kind_validity_and_dates(client: Client, paper: Paper) -> None:
    text = _text(_by_number(client, f" {paper.number.lower()} "))
    assert "This paper is valid" in text
    for told in ("Entry visa", paper.number, "1 December 2026", "28 February 2027"):
        assert told in text
    for personal in (
        "ERIKSSON",
        "L898902C3",
        "Utopia",
        "12 August 1974",
        paper.token,
        paper.subject,
    ):
        assert personal not in text


@time_machine.travel(IN_TIME)
def test_by_qr_code_who_holds_the_paper_reads_what_stands_on_it(
    client: Client, paper: Paper
) -> None:
    text = _text(client.get(f"{CHECK}{paper.token}/"))
    for told in (
        "This paper is valid",
        "Entry visa",
        paper.number,
        "ERIKSSON ANNA MARIA",
        "L898902C3",
        "Utopia",
    ):
        assert told in text
    for hidden in ("12 August 1974", paper.subject, paper.sha256):
        assert hidden not in text


@time_machine.travel(IN_TIME)
@pytest.mark.parametrize(("language", "words"), [("ar", "آنا ماريا إريكسون"), ("kmr", "Ûtopya")])
def test_the_answer_speaks_the_readers_language(
    client: Client, paper: Paper, language: str, words: str
) -> None:
    client.cookies["language"] = language
    assert words in _text(client.get(f"{CHECK}{paper.token}/"))


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2026-11-30", "This paper is genuine but not valid yet"),
        ("2026-12-01", "This paper is valid"),
        ("2027-02-28", "This paper is valid"),
        ("2027-03-01", "This paper has expired"),
    ],
)
def test_the_answer_knows_the_day(client: Client, paper: Paper, day: str, title: str) -> None:
    with time_machine.travel(f"{day}T10:00:00+00:00"):
        assert title in _text(_by_number(client, paper.number))


@time_machine.travel(IN_TIME)
def test_closed_papers_say_why_they_no_longer_count(client: Client, paper: Paper) -> None:
    newer = papers.issue(key="tests.paper:2")
    used = papers.issue(key="tests.paper:3")
    actions.replace(paper=paper, replacement=newer, by=None, reason="Name corrected")
    actions.revoke(paper=newer, by=None, reason="A secret reason")
    actions.mark_used(paper=used, by=None, reason="Left the country")
    expected = [(paper, "replaced"), (newer, "revoked"), (used, "used")]
    for closed, word in expected:
        text = _text(_by_number(client, closed.number))
        assert f"This paper has been {word}" in text
        assert "A secret reason" not in text


def _shape(response: HttpResponseBase) -> tuple[int, set[str]]:
    return response.status_code, set(response.headers) - {"Content-Length"}


def test_unknown_numbers_and_tokens_get_the_same_page(client: Client, paper: Paper) -> None:
    known, unknown = _by_number(client, paper.number), _by_number(client, "V0000000Z")
    assert _shape(known) == _shape(unknown)
    assert "We did not issue this paper" in _text(unknown)
    scanned, guessed = client.get(f"{CHECK}{paper.token}/"), client.get(f"{CHECK}{UNKNOWN_TOKEN}/")
    assert _shape(scanned) == _shape(guessed)
    assert "We did not issue this paper" in _text(guessed)


def test_every_answer_is_one_query(
    client: Client, paper: Paper, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (paper.number, "V0000000Z", "no number at all"):
        with django_assert_num_queries(1):
            _by_number(client, number)
    for token in (paper.token, UNKNOWN_TOKEN):
        with django_assert_num_queries(1):
            client.get(f"{CHECK}{token}/")


def test_every_answer_takes_the_shortest_time_or_more(
    client: Client, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work itself stays far below it, so that known and unknown take the same time."""
    monkeypatch.setattr(views, "CHECKS_PER_MINUTE", 1000)
    times: dict[str, list[float]] = {paper.token: [], UNKNOWN_TOKEN: []}
    for token in list(times) * 4:
        started = time.monotonic()
        client.get(f"{CHECK}{token}/")
        times[token].append(time.monotonic() - started)
    for found in times.values():
        assert min(found) >= views.SHORTEST_ANSWER
    assert statistics.median(times[paper.token]) < 2 * views.SHORTEST_ANSWER


def test_a_form_without_a_number_asks_again(client: Client) -> None:
    response = _by_number(client, "")
    assert response.status_code == 200
    assert "Fill in “Number of the paper”." in _text(response)


def test_numbers_stand_in_no_address_and_pages_are_not_kept(client: Client, paper: Paper) -> None:
    response = client.get(CHECK, {"number": paper.number})
    assert paper.number not in _text(response).replace(f"?number={paper.number}", "")
    answer = _by_number(client, paper.number)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"


def test_nothing_personal_is_logged(
    client: Client, paper: Paper, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(f"{CHECK}{paper.token}/")
        _by_number(client, paper.number)
    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert "ERIKSSON" not in logged
    assert paper.number not in logged


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(CHECK).status_code == 405
    assert client.post(f"{CHECK}{UNKNOWN_TOKEN}/").status_code == 405


def test_the_two_pages_have_their_addresses() -> None:
    assert reverse("documents:check") == CHECK
    assert reverse("documents:check_paper", args=["abc"]) == "/check/abc/"


def test_the_words_cover_every_status() -> None:
    assert set(answers.CLOSED) | {Paper.Status.VALID} == set(Paper.Status)


# --- the limit --------------------------------------------------------------------------------------


@time_machine.travel(IN_TIME, tick=False)
def test_who_asks_too_often_waits(
    client: Client, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CHECKS_PER_MINUTE", 3)
    monkeypatch.setattr(views, "SHORTEST_ANSWER", 0)
    assert [_by_number(client, paper.number).status_code for _ in range(3)] == [200] * 3
    refused = client.get(f"{CHECK}{paper.token}/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert client.get(CHECK).status_code == 200  # the empty form costs nothing
    elsewhere = client.get(f"{CHECK}{paper.token}/", REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200
    with time_machine.travel(IN_TIME + dt.timedelta(minutes=1), tick=False):
        assert client.get(f"{CHECK}{paper.token}/").status_code == 200


def test_without_a_cache_the_page_still_answers(
    client: Client, paper: Paper, settings: Settings
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere/valkey.sock",
        }
    }
    assert client.get(f"{CHECK}{paper.token}/").status_code == 200
