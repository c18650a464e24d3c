"""The supervisor: what crashes comes back, what is told to stop leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from interior_portal import run
from tests.processes import ROOT, free_port, portal_process, wait_until

pytestmark = pytest.mark.faults
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1); time.sleep(60)"
)
CARELESS = """
import os, sys
from interior_portal.run import Child
child = Child("server", ["http.server", "--bind", "127.0.0.1", sys.argv[1]])
child.start()
print(child.process.pid, flush=True)
sys.stdin.read()
os._exit(9)
"""


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def child() -> Iterator[run.Child]:
    made = run.Child("server", ["http.server", "--bind", "127.0.0.1", str(free_port())])
    made.start()
    yield made
    made.stop(0)


def _pid(child: run.Child) -> int:
    assert child.process is not None
    return child.process.pid


def test_a_child_that_was_killed_comes_back_after_a_pause(child: run.Child) -> None:
    first = _pid(child)
    os.kill(first, signal.SIGKILL)
    child.wait()
    child.look_after()
    assert child.process is None
    time.sleep(1.1)
    child.look_after()
    assert _pid(child) != first
    assert _lives(_pid(child))


def test_a_child_that_keeps_ending_is_started_more_slowly(child: run.Child) -> None:
    pauses = []
    for _ in range(7):
        os.kill(_pid(child), signal.SIGKILL)
        child.wait()
        child.look_after()
        pauses.append(round(child._not_before - time.monotonic()))
        child.start()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_does_not_listen_is_ended_at_the_deadline() -> None:
    child = run.Child("deaf", ["timeit", "-n", "1", "-r", "1", DEAF])
    child.start()
    time.sleep(1)
    child.ask_to_stop()
    child.stop(time.monotonic() + 0.2)
    assert child.wait() == -signal.SIGKILL


def test_children_end_with_a_supervisor_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CARELESS, str(free_port())],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as careless:
        assert careless.stdout is not None
        pid = int(careless.stdout.readline())
        assert _lives(pid)
        careless.kill()
    wait_until(lambda: not _lives(pid), 5)


def test_a_taken_port_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(run, "FIRST_PORT", taken.getsockname()[1])
        assert run._free_port() > taken.getsockname()[1]
    monkeypatch.setenv("PORT", "8123")
    assert run._free_port() == 8123


@pytest.fixture
def portal(transactional_db: None, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The whole portal on the test database, without the demo."""
    with portal_process(tmp_path) as running:
        yield running


def _health(port: int) -> object:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=10) as answer:
        return json.load(answer)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_portal_starts_mends_itself_and_stops_cleanly(
    portal: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = portal
    assert _health(port) == {"status": "ok"}
    before = _children(process.pid)
    assert len(before) == 3
    os.killpg(before[0], signal.SIGKILL)
    wait_until(lambda: len(set(_children(process.pid)) - set(before)) == 1, 10)
    wait_until(lambda: run._answers(port), 30)
    after = _children(process.pid)
    assert after[:2] == before[1:]
    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0
    assert [pid for pid in after if _lives(pid)] == []
