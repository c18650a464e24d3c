"""With the database away every page is the static one, in three languages."""

import json
import os
import subprocess
import sys

import pytest

from tests.processes import ROOT

NOBODY_LISTENS = "postgres://nobody@127.0.0.1:1/portal"
LOOK_UP = "/api/v1/vehicles/look-up"
PROGRAM = (
    f"LOOK_UP = {LOOK_UP!r}"
    """
import json, django
django.setup()
from django.test import Client
answers = {}
for path, cookie in {"/": "a" * 32, "/inbox/": "a" * 32, "/health/": "", LOOK_UP: ""}.items():
    client = Client(raise_request_exception=False)
    client.cookies["session"] = cookie
    question = {"data": '{"plate": "1"}', "content_type": "application/json"}
    answer = client.post(path, **question) if path == LOOK_UP else client.get(path)
    answers[path] = [answer.status_code, dict(answer.headers), answer.content.decode()]
print(json.dumps(answers))
"""
)


@pytest.fixture(scope="module")
def answers() -> dict[str, tuple[int, dict[str, str], str]]:
    """What a portal answers whose database does not listen; a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": NOBODY_LISTENS,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    environment.pop("TEST_DATABASE_IN_USE", None)
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, tuple[int, dict[str, str], str]] = json.loads(run.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("path", ["/", "/inbox/"])
def test_the_page_is_static_small_and_in_three_languages(
    path: str, answers: dict[str, tuple[int, dict[str, str], str]]
) -> None:
    status, headers, page = answers[path]
    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert len(page.encode()) <= 10_000
    assert all(f'lang="{language}"' in page for language in ("ar", "kmr", "en"))
    assert "Traceback" not in page
    assert "127.0.0.1" not in page


def test_the_load_balancer_is_told(
    answers: dict[str, tuple[int, dict[str, str], str]],
) -> None:
    status, _headers, body = answers["/health/"]
    assert (status, json.loads(body)) == (503, {"status": "unavailable"})


def test_a_machine_is_told_in_its_own_form(
    answers: dict[str, tuple[int, dict[str, str], str]],
) -> None:
    status, headers, body = answers[LOOK_UP]
    assert (status, headers["Content-Type"]) == (503, "application/problem+json")
    assert int(headers["Retry-After"]) > 0
    assert json.loads(body)["status"] == 503
