"""What the JSON interface answers to the questions of integrators; `test_api_contract` sends it everything else."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.core.cache import cache
from django.test import Client

from interior_portal.documents import api, limits
from interior_portal.documents.models import Paper
from tests.vehicles.office import TransportOffice
from vehicles.models import Vehicle

LOOK_UP, VERIFY = "/api/v1/vehicles/look-up", "/api/v1/papers/verify"


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(limits, "seconds_to_wait", lambda *_a, **_k: 0)
    cache.clear()
    yield
    cache.clear()


def ask(client: Client, path: str, body: Any, **more: Any) -> tuple[int, Any]:
    """Status and body, after both were held against the document."""
    sent = body if isinstance(body, (bytes, str)) else json.dumps(body)
    response = client.post(path, sent, **{"content_type": "application/json", **more})
    told = json.loads(response.content)
    document = api.document()
    answers = document["paths"][path]["post"]["responses"]
    ((media, content),) = answers[str(response.status_code)]["content"].items()
    assert response["Content-Type"] == media
    jsonschema_rs.validate({**content["schema"], "components": document["components"]}, told)
    return response.status_code, told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (b"{", {}, 400),
        (b"\xff", {}, 400),
        (b"[" * 3000, {}, 400),
        ({"plate": "1"}, {"content_type": "text/plain"}, 415),
        (b"x" * 9000, {}, 413),
        ({"plate": ""}, {}, 422),
        ({"plate": "1" * 41}, {}, 422),
        ({"plate": "1", "more": "2"}, {}, 422),
        ({"number": "1"}, {}, 422),
        ([], {}, 422),
    ],
)
def test_a_question_that_does_not_fit_gets_a_problem(
    client: Client, body: Any, more: dict[str, Any], status: int
) -> None:
    assert ask(client, LOOK_UP, body, **more)[0] == status


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", [LOOK_UP, VERIFY])
def test_other_methods_are_a_problem(client: Client, path: str, method: str) -> None:
    response = client.generic(method, path)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_other_addresses_are_a_problem(client: Client) -> None:
    assert client.post("/api/v1/nothing", {}).status_code == 404
    assert client.get("/api/v1/nothing")["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("plate", "status", "outcome"),
    [
        ("TEST 0001", 200, "valid"),
        ("test-0002", 200, "expired"),
        ("TEST ٠٠٠٣", 200, "none"),
        ("TEST 0004", 200, "ask_office"),
        ("TEST 0005", 200, "several"),
        ("TEST 0429", 429, None),
        ("TEST 0503", 503, None),
    ],
)
def test_integrators_see_every_outcome(
    client: Client, plate: str, status: int, outcome: str | None
) -> None:
    got, told = ask(client, LOOK_UP, {"plate": plate})
    assert (got, told.get("outcome")) == (status, outcome)
    if outcome:
        assert told["is_trial"] is True
        assert (told["make"] is not None) is (outcome in {"valid", "expired"})


def test_a_real_plate_is_answered_without_its_keeper(
    client: Client, transport: TransportOffice
) -> None:
    vehicle: Vehicle = transport.registered()
    status, told = ask(client, LOOK_UP, {"plate": "القامشلي 0001"})
    assert (status, told["outcome"], told["make"], told["is_trial"]) == (
        200,
        "valid",
        "Honda",
        False,
    )
    assert not [word for word in ("Azad", "Xel", vehicle.vin) if word in json.dumps(told)]


def test_a_paper_is_verified_by_number_and_by_seal(
    client: Client, transport: TransportOffice
) -> None:
    transport.registered()
    paper = Paper.objects.get()
    by_number = ask(client, VERIFY, {"number": paper.number.lower()})[1]
    assert (by_number["outcome"], by_number["seal"]) == ("valid", None)
    seal = bytes(paper.seal)
    text = base64.urlsafe_b64encode(seal).decode().rstrip("=")
    by_seal = ask(client, VERIFY, {"seal": text})[1]
    assert {**by_seal, "seal": None} == by_number
    assert by_seal["seal"] == "VALID"
    forged = base64.urlsafe_b64encode(seal[:-1] + bytes([seal[-1] ^ 1])).decode()
    told = ask(client, VERIFY, {"seal": forged})[1]
    assert (told["outcome"], told["number"]) == ("not_genuine", None)
    Paper.objects.update(status="REVOKED")
    assert ask(client, VERIFY, {"seal": text})[1]["outcome"] == "revoked"
    assert ask(client, VERIFY, {"number": "X"})[1]["outcome"] == "unknown"


@pytest.mark.django_db
def test_who_asks_too_often_waits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "seconds_to_wait", lambda *_a, **_k: 7)
    assert ask(client, LOOK_UP, {"plate": "1"})[0] == 429


def test_the_document_names_every_endpoint(client: Client) -> None:
    told = json.loads(client.get("/api/openapi.json").content)
    assert told["openapi"] == "3.1.0"
    assert sorted(told["paths"]) == [VERIFY, LOOK_UP]
    for path in told["paths"].values():
        assert set(path["post"]["responses"]) == {"200", *map(str, api.PROBLEMS)}
