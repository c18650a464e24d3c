"""How fast figures are merged and read: `python -m tests.bench.figures`, two tables and a line of JSON.

Reading: two databases hold the tallies of two years, of ten thousand and of ten million cases a year at the same units
and in the same categories. Every board is read as its page reads it, against the span before and the year before,
alternately here and there; a time is that of the SQL alone. Promised: under 30 ms behind ten million cases.

Merging: two connections write deltas as fast as is promised (500 a second and more) for `BENCH_SECONDS`, while a third
merges them as the beat does. What waits must not grow; then the fold's own rate over a full table is shown.
"""

import datetime as dt
import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from interior_portal.tallies.boards import Board
    from reports.rules.periods import Span

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("TEST_DB_NAME", "test_bench_figures")

FEW = 10_000
MANY = int(os.environ.get("BENCH_CASES", "10000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "41"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "30"))
RATE, WRITERS, FULL = 600, 2, 50_000  # deltas a second of both writers; deltas of the full table


def main() -> None:
    """Make two databases, fill them, read both, merge in one, take them away."""
    import django

    from interior_portal import embedded
    from tests.bench.board_pages import measure_pages, report_pages

    with embedded.running():
        django.setup()
        with filled("figures_few", FEW) as few, filled("figures_many", MANY) as many:
            read = measure(few, many)
            report(read, few, many)
            pages = measure_pages(few, many, ROUNDS)
            sys.stdout.write(report_pages(pages, MANY))
            merged = merging(many)
        sys.stdout.write("".join(f"{name:<36}{value:>12,.0f}\n" for name, value in merged.items()))
        found = {
            name: [round(value, 2) for value in values] for name, values in (read | pages).items()
        }
        sys.stdout.write(json.dumps({"cases": MANY, **found, **merged}) + "\n")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two databases, and how many rows its tallies have."""

    wrapper: "BaseDatabaseWrapper"
    days: int
    months: int

    def timed(self, board: "Board", spans: "list[Span]", apart: tuple[str, ...]) -> float:
        """Milliseconds of SQL of one reading."""
        from django.db import connections

        from reports.queries import figures

        connections["default"] = self.wrapper
        spent = 0.0

        def clocked(execute: Any, *statement: Any) -> Any:
            nonlocal spent
            began = time.perf_counter()
            try:
                return execute(*statement)
            finally:
                spent += time.perf_counter() - began

        with self.wrapper.execute_wrapper(clocked):
            figures.read(board.figures, spans, apart=apart)
        return 1000 * spent


@contextmanager
def filled(name: str, cases: int) -> Iterator[Side]:
    """A database with the tallies of so many cases a year, as long as it is needed."""
    from django.db import connection, connections

    from tests.bench.figure_rows import fill

    settings = connections.settings["default"]
    connections.settings["default"] = {
        **settings,
        "TEST": {**settings["TEST"], "NAME": f"test_bench_{name}"},
    }
    del connections["default"]
    made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    wrapper = connections["default"]
    try:
        days, months = fill(cases)
        yield Side(wrapper, days, months)
    finally:
        connections["default"] = wrapper
        wrapper.creation.destroy_test_db(made, verbosity=0)


def measure(few: Side, many: Side) -> dict[str, tuple[float, float, float]]:
    """Medians here and there, and what 95 of 100 stay below there."""
    found = {}
    for name, board, spans, apart in readings():
        times = [
            (few.timed(board, spans, apart), many.timed(board, spans, apart))
            for _ in range(3 + ROUNDS)
        ]
        here, there = zip(*times[3:], strict=True)
        worst = sorted(there)[ROUNDS * 95 // 100]
        found[name] = (statistics.median(here), statistics.median(there), worst)
    return found


def readings() -> "Iterator[tuple[str, Board, list[Span], tuple[str, ...]]]":
    """Every board over a year, a month and a day, each against the one before and that of a year before."""
    from interior_portal.tallies.boards import boards
    from reports.rules.periods import find_span
    from tests.bench.figure_rows import YEAR

    for board in boards():
        for code in (f"{YEAR}", f"{YEAR}-10", f"{YEAR}-10-14"):
            span = find_span(code)
            if span is None:
                raise LookupError(code)
            spans = [span, span.before(), span.a_year_before()]
            yield f"{board.code} {code}", board, spans, ()
        year = find_span(f"{YEAR}")
        if year is not None:
            spans = [year, year.before()]
            yield f"{board.code} {YEAR} by months", board, spans, ("month",)
            yield f"{board.code} {YEAR} by units", board, spans, ("unit",)


def report(found: dict[str, tuple[float, float, float]], few: Side, many: Side) -> None:
    lines = [
        f"tallies: {few.days:,} days and {few.months:,} months; {many.days:,} and {many.months:,}",
        f"{'SQL, ms':<36}{'10 thousand':>13}{f'{MANY:,}':>13}{'p95':>9}{'ratio':>8}",
    ]
    lines += [
        f"{name:<36}{here:>13.2f}{there:>13.2f}{worst:>9.2f}{there / here:>8.2f}"
        for name, (here, there, worst) in found.items()
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def merging(side: Side) -> dict[str, float]:
    """What was written and what waited while both writers ran; then deltas a second of the fold alone."""
    from django.db import connections

    from interior_portal.tallies import actions
    from interior_portal.tallies.models import TallyDelta
    from tests.bench.figure_rows import write_deltas

    connections["default"] = side.wrapper
    ends = time.monotonic() + SECONDS
    writers = [threading.Thread(target=_write_until, args=(side, ends)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    merged, waiting = 0, []
    while time.monotonic() < ends:
        time.sleep(1)
        waiting.append(TallyDelta.objects.count())
        while (gone := actions.fold()) == actions.FOLD_SIZE:
            merged += gone
        merged += gone
    for writer in writers:
        writer.join()
    left = TallyDelta.objects.count()
    half = len(waiting) // 2
    write_deltas(FULL, random.Random(5))
    began, alone = time.perf_counter(), 0
    while gone := actions.fold():
        alone += gone
    return {
        "written a second": (merged + left) / SECONDS,
        "waiting, most in the first half": max(waiting[:half]),
        "waiting, most in the second half": max(waiting[half:]),
        "merged a second, alone": round(alone / (time.perf_counter() - began)),
    }


def _write_until(side: Side, ends: float) -> None:
    """One delta after the other in a commit of its own, as often as is promised and not more often."""
    from interior_portal.tallies import actions
    from tests.bench.figure_rows import drawn

    dice, pause, due = random.Random(threading.get_ident()), WRITERS / RATE, time.monotonic()
    with _connected(side):
        while (now := time.monotonic()) < ends:
            if now < due:
                time.sleep(due - now)
            due += pause
            measure, unit, category = drawn(dice)
            actions.count(measure, unit_id=unit, category=category, at=_some_moment(dice))


@contextmanager
def _connected(side: Side) -> Iterator[None]:
    """A connection of this thread to the same database."""
    from django.db import connections

    own = side.wrapper.copy()
    connections["default"] = own
    try:
        yield
    finally:
        own.close()


def _some_moment(dice: random.Random) -> dt.datetime:
    from interior_portal.shared import clock

    return clock.now() - dt.timedelta(days=dice.random())


if __name__ == "__main__":
    main()
