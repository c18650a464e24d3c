"""How long the annual report takes and what memory: `python -m tests.bench.annual`, a table and a line of JSON.

A database of its own holds a told year of `BENCH_CASES` cases (3,000 unless the environment says otherwise) and the
demonstration's draft. A worker of two processes makes the book with both languages, each time from new figures; the
time runs from the order until it can be downloaded. Meanwhile the memory of the worker and of everything that it
started is added up, shared pages divided among those who share them (PSS). Promised: a book of 60 pages with 40
charts in each language within 60 s and 700 MiB.
"""

import json
import os
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("TEST_DB_NAME", "test_bench_annual")
os.environ.setdefault("AS_IN_PRODUCTION", "1")
os.environ.setdefault("BENCH_CASES", "3000")

if TYPE_CHECKING:
    from reports.models import Making

ORDERS = int(os.environ.get("BENCH_ORDERS", "3"))
LOOK_SECONDS = 0.05
LONGEST_SECONDS = 600.0
PAGES, CHARTS, SECONDS, MIB = 60, 40, 60.0, 700.0  # what was promised


def main() -> None:
    """Make a database, tell a year in it, have the book made, take it away."""
    import django

    from interior_portal import embedded

    with embedded.running():
        django.setup()
        from tests.bench.year import demo_database

        with demo_database():
            fill()
            report(measure())


def fill() -> None:
    """The told year, and what the demonstration holds of the reports."""
    from django.core.management import call_command

    from reports import demo
    from tests.bench.year import CASES

    call_command("demo_year", cases=CASES, stdout=sys.stdout)
    demo.load()


def measure() -> dict[str, float]:
    """The median of the seconds, the most memory of all orders, and what the book holds."""
    from reports.models import Edition
    from reports.rules.annual.blocks import charts_in
    from tests.processes import worker_process

    edition, seconds = Edition.objects.get(), []
    with worker_process(concurrency=2) as worker:
        assert worker.process is not None
        with watched(worker.process.pid) as memory:
            for _ in range(ORDERS):
                making, taken = made(edition)
                seconds.append(taken)
    assert making.snapshot is not None
    return {
        "seconds": statistics.median(seconds),
        "slowest": max(seconds),
        "mib": memory.most,
        "mib of the largest process": memory.largest,
        "pages": making.book.pages,
        "charts": len(charts_in(making.snapshot.content)),
        "numbers": making.snapshot.rows_count,
        "mib of the file": making.book.size / 1024**2,
        **{f"seconds of {stage}": taken for stage, taken in stages(making).items()},
    }


def made(edition: object) -> "tuple[Making, float]":
    """Order the book with both languages and wait for it: the order, and its seconds."""
    from interior_portal.accounts.models import User
    from interior_portal.accounts.queries import holders_of
    from reports.actions.annual import makings
    from reports.models import Edition, Making
    from reports.queries.annual.chapters import authority

    assert isinstance(edition, Edition)
    by: User | None = holders_of(authority(), "AUTHORITY_SECRETARY").first()
    assert by is not None
    began = time.monotonic()
    making = makings.order(edition=edition, languages="both", key=uuid.uuid4(), by=by)
    while making.is_open:
        if time.monotonic() - began > LONGEST_SECONDS:
            raise TimeoutError("the book did not come")
        time.sleep(LOOK_SECONDS)
        making.refresh_from_db()
    if making.state != Making.State.DONE:
        raise RuntimeError(f"the order ended as {making.state} {making.failure}")
    return making, time.monotonic() - began


def stages(making: "Making") -> dict[str, float]:
    """Seconds from the first row of each stage until its last was done."""
    from django.db.models import Max, Min

    from interior_portal.outbox.models import OutboxRow

    rows = OutboxRow.objects.filter(key__startswith=f"reports.annual:{making.reference}:")
    times = rows.values("payload__stage").annotate(began=Min("created_at"), ended=Max("done_at"))
    return {
        each["payload__stage"]: (each["ended"] - each["began"]).total_seconds()
        for each in times.order_by("began")
    }


class Memory:
    """The most MiB of a process with all that it started, looked at until told to stop."""

    def __init__(self, pid: int) -> None:
        self.pid, self.most, self.largest = pid, 0.0, 0.0
        self.is_over = threading.Event()

    def watch(self) -> None:
        while not self.is_over.wait(LOOK_SECONDS):
            each = [mib(pid) for pid in tree(self.pid)]
            self.most = max(self.most, sum(each))
            self.largest = max(self.largest, *each)


@contextmanager
def watched(pid: int) -> Iterator[Memory]:
    """The memory of a process tree while the block runs."""
    memory = Memory(pid)
    watcher = threading.Thread(target=memory.watch)
    watcher.start()
    try:
        yield memory
    finally:
        memory.is_over.set()
        watcher.join()


def tree(pid: int) -> list[int]:
    """A process and all below it, also those that a thread of it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:  # ended meanwhile
            continue
        found += [below for child in children for below in tree(int(child))]
    return found


def mib(pid: int) -> float:
    """The proportional set size of a process; nothing when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def report(found: dict[str, float]) -> None:
    lines = [f"{name:<36}{value:>10,.1f}" for name, value in found.items()]
    kept = {
        f"{PAGES} pages": found["pages"] >= PAGES,
        f"{CHARTS} charts": found["charts"] >= CHARTS,
        f"{SECONDS:.0f} s": found["seconds"] <= SECONDS,
        f"{MIB:.0f} MiB": found["mib"] <= MIB,
    }
    lines += [f"{name:<36}{'kept' if is_kept else 'MISSED':>10}" for name, is_kept in kept.items()]
    rounded = {name: round(value, 2) for name, value in found.items()}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps({**rounded, "kept": kept}) + "\n")


if __name__ == "__main__":
    main()
