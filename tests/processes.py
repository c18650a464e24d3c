"""Real processes that tests start and kill."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
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

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def words(self) -> str:
        return self.log.read_text()


@contextmanager
def worker_process(
    *, concurrency: int = 2, environment: Mapping[str, str] | None = None
) -> Iterator[Worker]:
    """A running worker on the test database and the test queue; the queue is emptied before."""
    with app.connection_for_write() as broker:
        broker.default_channel.queue_purge(app.conf.task_default_queue)
    worker = Worker(concurrency=concurrency, environment=environment)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
        worker.log.unlink()


def wait_until(
    condition: Callable[[], bool], seconds: float, words: Callable[[], str] = str
) -> None:
    """Wait for the condition; fail with the words when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not true within {seconds} s\n{words()}"
        time.sleep(0.05)
