"""Vehicle licences on the same day: `python -m tests.bench.licences`, a table and a line of JSON.

Web, worker and beat run as `make run` starts them, on a database of their own. Fees are paid one a second for a
minute, then ten a second for thirty; the time runs from the payment until the licence can be downloaded. Then a
worker of one process, alone, carries out what was paid before it started: licences per second, and per second of
its own core, which others on the machine change little.
`BENCH_LICENCES=6` pays so many in each part and only shows that all of it runs.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.vehicles.office import TransportOffice
    from vehicles.models import Application

ROOT = Path(__file__).resolve().parents[2]
FEW = int(os.environ.get("BENCH_LICENCES", "0"))
STEADY, BURST, BACKLOG, WARM_UP = FEW or 60, FEW or 300, FEW or 60, 3
STEADY_SECONDS, BURST_SECONDS = 1.0, 0.1
LOOK_SECONDS, LONGEST_SECONDS = 0.02, 120.0


def main() -> None:
    """Make a database, pay and measure on it, take it away."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {  # read when the portal's modules are loaded, so it stands before them
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DB_NAME": "test_bench_licences",
            "EMBEDDED_DIR": os.environ.get("EMBEDDED_DIR", str(ROOT / "var" / "embedded")),
            "PORTAL_VAR": folder,
            "AS_IN_PRODUCTION": "1",
        }
        from interior_portal import embedded

        with embedded.running():
            _on_a_database(Path(folder))


def _on_a_database(folder: Path) -> None:
    import django

    django.setup()
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        report(measure(folder))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure(folder: Path) -> Mapping[str, float]:
    """Seconds by part, and licences per second."""
    from interior_portal.accounts import cast
    from tests.cast import Cast
    from tests.processes import portal_process
    from tests.vehicles.office import TransportOffice

    office = TransportOffice(Cast(cast.create()))
    waiting = unpaid(office, WARM_UP + STEADY + BURST + BACKLOG)
    warm_up, waiting = waiting[:WARM_UP], waiting[WARM_UP:]
    steady, burst, backlog = (
        waiting[:STEADY],
        waiting[STEADY : STEADY + BURST],
        waiting[STEADY + BURST :],
    )
    with portal_process(folder) as (supervisor, _port):
        paid_at_a_pace(office, warm_up, STEADY_SECONDS)
        one_a_second = paid_at_a_pace(office, steady, STEADY_SECONDS)
        ten_a_second = paid_at_a_pace(office, burst, BURST_SECONDS)
        supervisor.terminate()
        supervisor.wait()
    return {
        f"{STEADY} at one a second: p95, s (goal 2)": p95(one_a_second),
        f"{BURST} at ten a second: p95, s (goal 10)": p95(ten_a_second),
        **alone(office, backlog),
    }


def unpaid(office: "TransportOffice", count: int) -> "list[Application]":
    """First registrations that wait for nothing but the fee, with plates for all of them."""
    from vehicles.actions import plates
    from vehicles.models import Act, PlateKind, Town

    plates.receive(
        kind=PlateKind.objects.get(code="administration"),
        town=Town.objects.get(code="qamishlo"),
        series="",
        numbers=range(1000, 1000 + count),
        unit=office.unit,
        by=office.cast.vehicle_officer,
    )
    entries = (office.entry(f"WVWZZZ1JZ3W{number:06}") for number in range(count))
    return [office.sent(Act.FIRST_REGISTRATION, entry) for entry in entries]


def paid_at_a_pace(
    office: "TransportOffice", applications: "Sequence[Application]", seconds: float
) -> list[float]:
    """Pay one every so often; how long each licence then took. A late licence delays no payment."""
    paid_at: dict[int, float] = {}
    took: dict[int, float] = {}
    begins = time.perf_counter()
    for number, application in enumerate(applications):
        while time.perf_counter() < begins + number * seconds:
            look(paid_at, took)
            time.sleep(LOOK_SECONDS)
        office.take_money(application)
        paid_at[application.pk] = time.perf_counter()
    deadline = time.perf_counter() + LONGEST_SECONDS
    while paid_at.keys() - took.keys():
        if time.perf_counter() > deadline:
            raise TimeoutError(f"{len(paid_at) - len(took)} licences did not come")
        look(paid_at, took)
        time.sleep(LOOK_SECONDS)
    return list(took.values())


def look(paid_at: Mapping[int, float], took: dict[int, float]) -> None:
    """Note the licences that can be downloaded since the last look."""
    from vehicles.models import Licence

    missing = paid_at.keys() - took.keys()
    found = Licence.objects.filter(application__in=missing, paper__isnull=False)
    for pk in found.values_list("application", flat=True):
        took[pk] = time.perf_counter() - paid_at[pk]


def alone(office: "TransportOffice", applications: "Sequence[Application]") -> dict[str, float]:
    """Licences per second of one worker process that finds all of them paid, and per second of its core."""
    from interior_portal.outbox import relay
    from tests.processes import worker_process

    for application in applications:
        office.take_money(application)
    paid_at = {application.pk: 0.0 for application in applications}
    took: dict[int, float] = {}
    with worker_process(concurrency=1) as worker:
        assert worker.process is not None
        begins, busy = time.perf_counter(), core_seconds(worker.process.pid)
        while paid_at.keys() - took.keys():
            if time.perf_counter() > begins + LONGEST_SECONDS:
                raise TimeoutError("the worker did not finish")
            relay.sweep()
            look(paid_at, took)
            time.sleep(LOOK_SECONDS)
        seconds = time.perf_counter() - begins
        busy = core_seconds(worker.process.pid) - busy
    return {
        "licences per second, one process": len(took) / seconds,
        "licences per second of its core (goal 6)": len(took) / busy,
    }


def core_seconds(pid: int) -> float:
    """What a process and those it started have used of a core so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])  # utime and stime, counted after the name
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return ticks / os.sysconf("SC_CLK_TCK") + sum(map(core_seconds, map(int, children)))


def p95(times: Sequence[float]) -> float:
    """The time below which 95 of 100 lie."""
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


def report(found: Mapping[str, float]) -> None:
    """A table for people, a line of JSON for machines."""
    for what, value in found.items():
        sys.stdout.write(f"{what:<55}{value:10.2f}\n")
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
