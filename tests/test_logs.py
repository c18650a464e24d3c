"""What a log line may hold."""

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from interior_portal import logs


@pytest.fixture
def production_log() -> Iterator[StringIO]:
    """Logging as in production, into a string; what the tests log with comes back afterwards."""
    before = structlog.get_config()
    configuration = logs.configure(level="INFO", production=True)
    out = StringIO()
    configuration["handlers"]["stderr"]["stream"] = out
    logging.config.dictConfig(configuration)
    yield out
    structlog.configure(**before)
    logging.config.dictConfig(settings.LOGGING)


def _lines(out: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_structured_and_in_utc(production_log: StringIO) -> None:
    structlog.get_logger("test").info("visa_granted", case=7)
    (line,) = _lines(production_log)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {"event": "visa_granted", "case": 7, "logger": "test", "level": "info"}


def test_personal_fields_never_reach_the_log(production_log: StringIO) -> None:
    structlog.get_logger("test").info(
        "seen", phone="+963 52 123 456", person={"surname": "Khalil", "id": 3}, rows=[{"mrz": "P<"}]
    )
    (line,) = _lines(production_log)
    assert (line["person"], line["rows"]) == ({"id": 3}, [{}])
    assert "phone" not in line


def test_lines_of_other_libraries_pass_through_the_same_sieve(production_log: StringIO) -> None:
    logging.getLogger("somebody.else").warning("disk is %s", "full")
    (line,) = _lines(production_log)
    assert (line["event"], line["logger"], line["level"]) == (
        "disk is full",
        "somebody.else",
        "warning",
    )


def test_an_exception_is_told_without_its_words(production_log: StringIO) -> None:
    try:
        int("Amina Khalil")
    except ValueError:
        structlog.get_logger("test").exception("failed")
        logging.getLogger("somebody.else").exception("failed too")
    for line in _lines(production_log):
        assert line["error"] == "ValueError"
        assert "test_an_exception_is_told_without_its_words" in str(line["stack"])
    assert "Amina" not in production_log.getvalue()


def test_a_request_is_told_with_its_id_and_without_its_query(
    production_log: StringIO, rf: RequestFactory
) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        structlog.get_logger("test").info("inside")
        return HttpResponse()

    logs.RequestLog(view)(rf.get("/people/", {"q": "Amina"}, HTTP_USER_AGENT="Phone"))
    inside, finished = _lines(production_log)
    assert inside["request_id"] == finished["request_id"]
    assert (finished["event"], finished["request"]) == ("request_finished", "GET /people/")
    assert "Amina" not in production_log.getvalue()
    assert "127.0.0.1" not in production_log.getvalue()


@pytest.mark.django_db
def test_a_token_in_the_address_is_not_told(production_log: StringIO, client: Client) -> None:
    client.get("/check/Zk3x9Qe1aB7-tokentoken/")
    finished = _lines(production_log)[-1]
    assert finished["request"] == "GET /check/<token>/"
    assert "Zk3x9Qe1aB7" not in production_log.getvalue()
