"""The whole portal at work: `python -m tests.bench.portal`, a table and a line of JSON.

Web, worker and beat run as `make run` starts them, on a database of their own. Officers grant one
visa a second; the time runs from the decision until the applicant's page has the paper to download.
Then the memory of all processes is added up, shared pages divided among those who share them (PSS).
`BENCH_GRANTS=3` only shows that all of it runs.
"""

import json
import os
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visas.models import Application

GRANTS, WARM_UP = int(os.environ.get("BENCH_GRANTS", "40")), 3
ROOT = Path(__file__).resolve().parents[2]
LOOK_SECONDS = 0.01
LONGEST_SECONDS = 30.0
PAGES = ("/", "/visas/kinds/entry/", "/check/")


def main() -> None:
    """Make a database, start the portal on it, measure, take the database away."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {  # read when the portal's modules are loaded, so it stands before them
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DB_NAME": "test_bench_portal",
            "EMBEDDED_DIR": os.environ.get("EMBEDDED_DIR", str(ROOT / "var" / "embedded")),
            "PORTAL_VAR": folder,
        }
        from interior_portal import embedded

        with embedded.running():
            _on_a_database(Path(folder))


def _on_a_database(folder: Path) -> None:
    import django

    django.setup()
    from django.db import connection

    from tests.processes import portal_process

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        cases = claimed_cases()  # before the worker runs, who would take the work of paying
        with portal_process(folder) as (supervisor, port):
            found = measure(supervisor.pid, port, cases)
            supervisor.terminate()
            supervisor.wait()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    report(found)


def claimed_cases() -> "list[Application]":
    """Applications before an officer who has only to say yes."""
    from interior_portal.accounts import cast
    from tests.cast import Cast
    from tests.scenarios import VisaOffice

    office = VisaOffice(Cast(cast.create()))
    return [office.claim(office.in_review()) for _ in range(WARM_UP + GRANTS)]


def measure(supervisor: int, port: int, cases: "Sequence[Application]") -> dict[str, float]:
    """Seconds from grant to paper, and MiB by kind of process."""
    seconds = sorted(grants(cases)[WARM_UP:])
    for page in PAGES:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=10) as answer:
            answer.read()
    found = {
        "paper_median_s": seconds[len(seconds) // 2],
        "paper_p95_s": seconds[int(len(seconds) * 0.95)],
        "paper_max_s": seconds[-1],
    }
    memory = memory_of(supervisor)
    return found | memory | {"mib_total": sum(memory.values())}


def grants(cases: "Sequence[Application]") -> list[float]:
    """Grant one visa a second; the seconds until each paper can be downloaded."""
    from interior_portal.accounts import cast
    from interior_portal.shared.ids import new_token
    from visas import actions
    from visas.models import Visa

    officer = cast.create()["officer"]
    found = []
    for application in cases:
        began = time.monotonic()
        actions.grant(
            application=application,
            by=officer,
            version=application.case.version,
            key=new_token(),
            entries=1,
            stay_days=14,
            conditions="",
        )
        papers = Visa.objects.filter(application=application, paper__isnull=False)
        while not papers.exists():
            if time.monotonic() - began > LONGEST_SECONDS:
                raise TimeoutError("the paper did not come")
            time.sleep(LOOK_SECONDS)
        found.append(time.monotonic() - began)
        time.sleep(max(0.0, 1 - found[-1]))
    return found


def memory_of(supervisor: int) -> dict[str, float]:
    """MiB of the supervisor with what it started, and of the embedded servers."""
    import redis

    from interior_portal import embedded

    postmaster = int((embedded.DATA / "postgres" / "postmaster.pid").read_text().split()[0])
    found = {"mib_supervisor": _mib(supervisor)}
    for child in _children(supervisor):
        words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
        name = next(name for name in ("gunicorn", "worker", "beat") if name in words)
        found[f"mib_{name}"] = sum(map(_mib, [child, *_descendants(child)]))
    found["mib_postgresql"] = sum(map(_mib, [postmaster, *_descendants(postmaster)]))
    with redis.Redis(unix_socket_path=str(embedded.redis_socket())) as valkey:
        found["mib_valkey"] = _mib(int(valkey.info("server")["process_id"]))
    return found


def _mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _descendants(pid: int) -> list[int]:
    children = _children(pid)
    return children + [below for child in children for below in _descendants(child)]


def report(found: dict[str, float]) -> None:
    lines = [f"{name:<24}{value:>10.2f}" for name, value in found.items()]
    result = {name: round(value, 3) for name, value in found.items()}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
