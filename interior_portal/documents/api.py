"""The JSON interface for other systems: endpoints from one description, which also writes the OpenAPI document.

Everything is asked by POST, so that no plate and no number stands in an address or a log. Errors are
`application/problem+json` (RFC 9457). The version is part of the address: what is published in a version only grows.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import public
from interior_portal.documents import limits
from interior_portal.ui.outage import RETRY_AFTER_SECONDS

logger = logging.getLogger(__name__)
VERSION = "1.0.0"
BASE = "/api/v1/"
CALLS_PER_MINUTE = 60
LARGEST_BODY = 8_000
PROBLEM = "application/problem+json"
JSON = "application/json"
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a caller sends; `pattern` is a regular expression that all of it has to match."""

    description: str
    max_length: int
    pattern: str = ""

    def schema(self) -> Schema:
        kept = {"type": "string", "description": self.description, "maxLength": self.max_length}
        return {**kept, "minLength": 1, **({"pattern": self.pattern} if self.pattern else {})}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` below the base; exactly one of `asks` is sent. `answer` gets its name and value.

    `answers` is the JSON schema of what comes back.
    """

    path: str
    summary: str
    description: str
    asks: Mapping[str, Text]
    answers: Schema
    answer: Callable[[str, str], Mapping[str, Any]]
    limit: int = CALLS_PER_MINUTE

    def request_schema(self) -> Schema:
        """Exactly one of the texts, and nothing else."""
        return {
            "type": "object",
            "properties": {name: text.schema() for name, text in self.asks.items()},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }


@dataclass
class Problem(Exception):
    """What is wrong with a call: a status, a title, and what the caller can do."""

    status: int
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> HttpResponse:
        body = {"type": "about:blank", "title": self.title, "status": self.status}
        made = JsonResponse({**body, "detail": self.detail}, status=self.status)
        made["Content-Type"] = PROBLEM
        for name, value in self.headers.items():
            made[name] = value
        return made


PROBLEMS: Mapping[int, tuple[str, str]] = {
    400: ("Not JSON", "Send one JSON object in UTF-8."),
    404: ("No such endpoint", "The document at /api/openapi.json names all of them."),
    405: ("Only POST", "Send the question as the body of a POST."),
    413: ("Too large", f"A question has at most {LARGEST_BODY} bytes."),
    415: ("Not JSON", "Send the header Content-Type: application/json."),
    422: ("The question does not fit", "Send exactly one of the texts that the document names."),
    429: ("Too many questions", "Wait as many seconds as the header Retry-After says."),
    503: ("Out of service for a moment", "Wait as many seconds as the header Retry-After says."),
}
_endpoints: dict[str, Endpoint] = {}


def register_endpoint(endpoint: Endpoint) -> None:
    """Called in `apps.ready()`; a second endpoint at the same address is a mistake (ValueError)."""
    if _endpoints.setdefault(endpoint.path, endpoint) != endpoint:
        raise ValueError(f"{endpoint.path} is there already")


def problem(status: int, detail: str = "", **headers: str) -> Problem:
    """One of the known problems."""
    title, usual = PROBLEMS[status]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Problem(status, title, detail or usual, named)


# Machines have no token to send, and a plate is posted so that it stands in no address and no log. Nobody is
# signed in here: no cookie is read and nothing is written, so there is nothing to forge (a test holds it so).
@csrf_exempt
@public
@never_cache
def call(request: HttpRequest, path: str) -> HttpResponse:
    """Any endpoint: the limit first, then the question, then its answer; 503 while the database is away."""
    try:
        with override("en"):
            return _answered(request, path)
    except Problem as found:
        return found.response()
    except (OperationalError, InterfaceError):
        logger.exception("the database is away")
        return problem(503, Retry_After=str(RETRY_AFTER_SECONDS)).response()


def _answered(request: HttpRequest, path: str) -> HttpResponse:
    endpoint = _endpoints.get(path)
    if endpoint is None:
        raise problem(404)
    if request.method != "POST":
        raise problem(405, Allow="POST")
    wait = limits.seconds_to_wait(request, purpose=f"api:{path}", limit=endpoint.limit)
    if wait:
        raise problem(429, Retry_After=str(wait))
    name, value = _asked(request, endpoint)
    return JsonResponse(dict(endpoint.answer(name, value)))


def _asked(request: HttpRequest, endpoint: Endpoint) -> tuple[str, str]:
    if request.content_type != JSON:
        raise problem(415)
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise problem(413)
    try:
        sent = json.loads(request.body.decode())
    except (ValueError, RecursionError) as error:
        raise problem(400) from error
    if not isinstance(sent, dict) or len(sent) != 1:
        raise problem(422)
    ((name, value),) = sent.items()
    text = endpoint.asks.get(name)
    if text is None:
        raise problem(422, f"Ask by one of: {', '.join(endpoint.asks)}.")
    if not isinstance(value, str) or not 1 <= len(value) <= text.max_length:
        raise problem(422, f"{name} is a text of 1 to {text.max_length} characters.")
    if text.pattern and not re.fullmatch(text.pattern, value):
        raise problem(422, f"{name} is: {text.description}")
    return name, value


@public
@require_safe
def openapi(_request: HttpRequest) -> JsonResponse:
    """The OpenAPI 3.1 document of all endpoints."""
    return JsonResponse(document())


def document() -> dict[str, Any]:
    """The same as a value."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Portal of the Interior Authority",
            "version": VERSION,
            "description": "Questions that anyone may ask. Nothing personal is ever answered.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            f"{BASE}{path}": {"post": _operation(each)} for path, each in sorted(_endpoints.items())
        },
        "components": {"schemas": {"Problem": _PROBLEM_SCHEMA}},
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "operationId": endpoint.path.replace("/", "_").replace("-", "_"),
        "summary": endpoint.summary,
        "description": endpoint.description,
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": endpoint.request_schema()}},
        },
        "responses": {
            "200": {"description": "The answer.", "content": {JSON: {"schema": endpoint.answers}}},
            **{str(status): _problem_answer(status) for status in PROBLEMS},
        },
    }


def _problem_answer(status: int) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {"description": PROBLEMS[status][0], "content": {PROBLEM: {"schema": reference}}}


_PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
    "additionalProperties": False,
}
