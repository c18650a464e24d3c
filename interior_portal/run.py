"""`make run`: one process that starts all the others, mends what crashes and stops everything cleanly.

Web, worker and beat are children of this supervisor. A child that ends is started again, after a
pause that grows while it keeps ending. Ctrl-C or SIGTERM ends web first, then the worker when it has
finished what it holds, then the embedded servers. A supervisor that is killed takes its children along.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

from interior_portal import embedded
from interior_portal.mode import DEMO, mode

FIRST_PORT = 8000
PORTS = 50
LOOK_SECONDS = 0.5
SERVERS_EVERY = 4  # looks at the children for each look at the embedded servers
READY_SECONDS = 60.0
STOP_SECONDS = 25.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked the portal to stop."""


class Child:
    """A process of the portal, in a session of its own."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = [sys.executable, "-m", *command]
        self.process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 1.0
        self._not_before = 0.0

    def start(self) -> None:
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends them in order
            preexec_fn=_end_with_parent,  # noqa: PLW1509 (the supervisor has one thread)
        )

    def look_after(self) -> None:
        """Start it again when it has ended, at once at first, more slowly each time."""
        if self.process is not None and self.process.poll() is None:
            if time.monotonic() - self._started > STEADY_SECONDS:
                self._pause = 1.0
            return
        if self.process is not None:
            _say(f"{self.name} ended with {self.process.returncode}; it is started again.")
            self.process = None
            self._not_before = time.monotonic() + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        if time.monotonic() >= self._not_before:
            self.start()

    def wait(self) -> int:
        """For the one that should end: its exit code."""
        if self.process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self.process.wait()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, deadline: float) -> None:
        """Wait until it has ended; at the deadline end it and whatever it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def main() -> None:
    """Run until told to stop; exit code 0 then."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interior_portal.settings")
    signal.signal(signal.SIGTERM, _raise_stopped)
    signal.signal(signal.SIGINT, _raise_stopped)
    try:
        with _servers():
            _prepare()
            _supervise(_free_port())
    except Stopped:
        _say("Stopped.")


@contextmanager
def _servers() -> Iterator[None]:
    """The embedded servers, unless servers are configured."""
    configured = "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ
    if not configured:
        _say("Starting PostgreSQL and Valkey ...")
    with nullcontext() if configured else embedded.running():
        yield


def _prepare() -> None:
    """In a process of its own: the supervisor stays small, and Django's memory goes with it."""
    preparing = Child("preparation", ["interior_portal.preparing"])
    preparing.start()
    try:
        code = preparing.wait()
    finally:
        preparing.ask_to_stop()
        preparing.stop(time.monotonic() + STOP_SECONDS)
    if code:
        raise SystemExit("The portal could not be prepared; the lines above say why.")


def _supervise(port: int) -> None:
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    if mode() == DEMO:  # where root is at home, Celery's advice to run it as somebody else is noise
        os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser")
    children = [
        Child("web", _gunicorn(port)),
        Child("worker", ["celery", "-q", "-A", "interior_portal.celery", "worker", *WORKER]),
        Child("beat", ["celery", "-q", "-A", "interior_portal.beat", "beat", "--pidfile="]),
    ]
    try:
        web, *others = children
        web.start()  # alone: people wait for its pages, and each start takes a core for seconds
        _wait_until_ready(port, web)
        for child in others:
            child.start()
        _say(_welcome(port))
        _look_after(children)
    finally:
        _stop(children)


WORKER = ["--concurrency", "2", "--without-gossip", "--without-mingle"]


def _gunicorn(port: int) -> list[str]:
    command = ["gunicorn", "interior_portal.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "15"]
    command += ["--max-requests", "5000", "--max-requests-jitter", "500", "--no-control-socket"]
    return [*command, "--preload", "--log-level", "warning"]


def _look_after(children: list[Child]) -> None:
    looks = 0
    while True:
        time.sleep(LOOK_SECONDS)
        for child in children:
            child.look_after()
        looks += 1
        if looks % SERVERS_EVERY == 0:
            _look_after_servers()


def _look_after_servers() -> None:
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return
    if not (embedded.postgres_runs() and embedded.valkey_runs()):
        _say("An embedded server has ended; it is started again.")
        try:
            embedded.start()
        except (embedded.ServerError, OSError, subprocess.SubprocessError) as error:
            _say(f"It did not start: {error}. The next try follows.")


def _stop(children: list[Child]) -> None:
    _say("Stopping ...")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(deadline)


def _wait_until_ready(port: int, web: Child) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if _answers(port):
            return
        time.sleep(0.1)
        web.look_after()
    _say("The portal has not answered yet; the lines above may say why. Still trying.")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 (HTTP's OK)
    except urllib.error.HTTPError:
        return True  # it serves, and says itself what is wrong
    except OSError:
        return False


def _free_port() -> int:
    """PORT when it is given; else the first free one from 8000."""
    if "PORT" in os.environ:
        return int(os.environ["PORT"])
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit(f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1} is free.")


def _welcome(port: int) -> str:
    lines = ["", f"The portal is ready:  http://localhost:{port}/"]
    if mode() == DEMO:
        lines.append(
            f"The demo cast:        http://localhost:{port}/demo/cast/   (sign in with one click)"
        )
    lines += ["Ctrl-C stops it.", ""]
    return "\n".join(lines)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 (this is a program for a terminal)


def _raise_stopped(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def _end_with_parent() -> None:
    """Linux sends SIGTERM to this child when its parent dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    main()
