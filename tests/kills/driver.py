"""People who press on: each request is repeated with its key until the portal has answered it."""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from tests.kills import views

THREADS, PAUSE_SECONDS, ANSWER_SECONDS = 6, 0.2, 10.0
REFUSED = 409
# What a browser sends with a form: the same token in the cookie and beside it.
TOKEN = "k" * 32
HEADERS = [("Cookie", f"csrf={TOKEN}"), ("X-CSRFToken", TOKEN)]


class Driver:
    """Takes cases from the first step to the last; `acknowledged` are keys that got an answer."""

    def __init__(self, port: int, cases: int, deadline: float) -> None:
        self.port, self.cases, self.deadline = port, cases, deadline
        self.acknowledged: set[str] = set()
        self.finished = 0
        self._counting = threading.Lock()

    def run(self) -> None:
        """Until every case is closed; `AssertionError` when the deadline passes before."""
        with ThreadPoolExecutor(THREADS) as threads:
            for share in threads.map(self._drive, range(THREADS)):
                assert share is None

    def _drive(self, share: int) -> None:
        waiting = [
            self._post("start", {"key": f"case-{number}"})["case"]
            for number in range(share, self.cases, THREADS)
        ]
        while waiting:
            waiting = [case for case in waiting if not self._move(case)]
            time.sleep(PAUSE_SECONDS)

    def _move(self, case: int) -> bool:
        """Do whatever the case waits for; whether it is closed."""
        found = self._ask(f"cases/{case}/")
        if found["is_closed"]:
            with self._counting:
                self.finished += 1
            return True
        for referral in found["referrals"]:
            self._post("answer", {"referral": referral, "key": f"answer-{referral}"})
        if found["step"] == "draft":
            self._advance(case, "submit", views.TRAVELLER, found["version"])
        moves = {"here": "check_here", "there": "check_there", "decision": "finish"}
        for step in moves.keys() & set(found["items"]):
            self._advance(case, moves[step], views.OFFICER, found["version"])
        return False

    def _advance(self, case: int, transition: str, by: str, version: int) -> None:
        key = f"{case}-{transition}"
        body = {"case": case, "transition": transition, "by": by, "version": version, "key": key}
        if "refused" not in self._post("advance", body):
            with self._counting:
                self.acknowledged.add(key)

    def _post(self, verb: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._ask(f"{verb}/", json.dumps(body).encode())

    def _ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        """The portal's answer, however often it has to be asked."""
        address = f"http://127.0.0.1:{self.port}/kills/{path}"
        browser = urllib.request.build_opener()
        browser.addheaders = HEADERS
        while True:
            assert time.monotonic() < self.deadline, f"no answer from {path}"
            # Nobody there, or killed in the middle of a sentence: asked again.
            with suppress(OSError, ValueError, http.client.HTTPException):
                return _read(browser, address, body)
            time.sleep(PAUSE_SECONDS)


def _read(
    browser: urllib.request.OpenerDirector, address: str, body: bytes | None
) -> dict[str, Any]:
    """The whole answer, a refusal too."""
    try:
        answer = browser.open(address, body, ANSWER_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code != REFUSED:
            raise
        answer = error
    with answer:
        found: dict[str, Any] = json.load(answer)
        return found
