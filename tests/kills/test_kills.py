"""Power cuts everywhere while cases run: every case ends, every event is chained, every effect is one."""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from interior_portal import embedded
from tests.kills.driver import Driver
from tests.kills.procedure import EFFECTS
from tests.kills.victims import kill_one
from tests.processes import ROOT, portal_process, wait_until

CASES, KILLS, PAUSES = 200, 30, (0.5, 3.0)
MOST_SECONDS, DRAINED_SECONDS = 720, 60
BACKLOG = """
SELECT (SELECT count(*) FROM outbox_outboxrow WHERE state <> 'DONE')
     + (SELECT count(*) FROM workflow_timer WHERE fired_at IS NULL AND dropped_at IS NULL)
     + (SELECT count(*) FROM workflow_workitem WHERE closed_at IS NULL)
"""
EFFECTS_OF_CASES = """
SELECT c.reference, e.action, count(*) FROM workflow_case c
JOIN audit_auditentry e ON e.subject_ref = c.reference AND e.action = ANY(%s)
WHERE c.closed_at IS NOT NULL GROUP BY c.reference, e.action
"""


class House:
    """A portal with servers of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "tests.kills.settings",
            "EMBEDDED_DIR": str(embedded.DATA),
            "REDIS_URL": f"redis+socket://{embedded.redis_socket()}",
            "PRIVATE_FILES_DIR": str(folder / "files"),
            "QUEUE": "kills",
        }

    def run(self, *words: str) -> str:
        """What a command says that has to end well."""
        places = {"PORTAL_VAR": str(self.folder)}
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={**os.environ, **self.environment, **places},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, question: str, *parameters: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(
            host=str(embedded.socket_dir()), user="postgres", dbname=embedded.DATABASE
        ) as connection:
            return connection.execute(question.encode(), parameters).fetchall()


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """In a folder that the user of the embedded servers may enter."""
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        Path(name).chmod(0o755)
        monkeypatch.setattr(embedded, "DATA", Path(name) / "embedded")
        yield House(Path(name))
        embedded.stop()


@pytest.mark.faults
@pytest.mark.timeout(MOST_SECONDS + DRAINED_SECONDS + 360)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_hundred_cases_survive_thirty_kills(
    transactional_db: None, house: House, seed: int
) -> None:
    killed: list[str] = []
    with portal_process(house.folder, house.environment) as (supervisor, port):
        house.run("-m", "tests.kills.people")
        driver = Driver(port, CASES, time.monotonic() + MOST_SECONDS)
        killer = threading.Thread(target=_kill, args=(seed, supervisor.pid, killed, driver))
        killer.start()
        driver.run()
        killer.join()
        wait_until(lambda: house.ask(BACKLOG) == [(0,)], DRAINED_SECONDS, lambda: _left(house))
        assert len(killed) == KILLS, killed
        _count(house, driver)
        said = house.run("manage.py", "verify_events")
        supervisor.terminate()
        supervisor.wait(60)
    assert f"{CASES} cases" in said


def _kill(seed: int, supervisor: int, killed: list[str], driver: Driver) -> None:
    """The kills of a seed, one after another, whether cases still run or not."""
    chance = random.Random(seed)
    while len(killed) < KILLS and time.monotonic() < driver.deadline:
        time.sleep(chance.uniform(*PAUSES))
        if victim := kill_one(chance, supervisor, embedded.DATA):
            killed.append(victim)


def _count(house: House, driver: Driver) -> None:
    """Every case is done, what was acknowledged is there, and each effect happened once."""
    assert house.ask("SELECT step, count(*) FROM workflow_case GROUP BY 1") == [("done", CASES)]
    kept = {
        f"{case}-{transition}"
        for case, transition in house.ask("SELECT case_id, transition FROM workflow_caseevent")
    }
    assert driver.acknowledged <= kept
    effects = house.ask(EFFECTS_OF_CASES, list(EFFECTS))
    assert len(effects) == CASES * len(EFFECTS)
    assert {times for _, _, times in effects} == {1}


def _left(house: House) -> str:
    """What has not gone through, for the message of a failure."""
    rows = house.ask(
        "SELECT handler, state, attempts, last_error FROM outbox_outboxrow WHERE state <> 'DONE'"
    )
    timers = house.ask(
        "SELECT kind, about, attempts, last_error FROM workflow_timer WHERE fired_at IS NULL AND dropped_at IS NULL"
    )
    return f"rows {rows[:5]}, timers {timers[:5]}"
