"""How fast the desks' lists are after ten years: `python -m tests.bench.desk`, a table and a line of JSON.

Two databases, one of ten thousand items and one of `BENCH_CLOSED` closed and `BENCH_OPEN` open ones
(a million and 300 thousand unless the environment says otherwise; the promise is about ten million).
The same questions go to both in turn, each time about other desks and other people. A time is that of
the SQL alone, all queries of the question together, as the process waits for it; the median is shown.
`BENCH_ROUNDS=5 BENCH_CLOSED=20000 BENCH_OPEN=6000` only shows that all of it runs.
"""

import datetime as dt
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from tests.bench.desk_rows import Filled, Size

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("TEST_DB_NAME", "test_bench_desk")

CLOSED = int(os.environ.get("BENCH_CLOSED", "1000000"))
OPEN = int(os.environ.get("BENCH_OPEN", "300000"))
ROUNDS, HEAVY_ROUNDS = int(os.environ.get("BENCH_ROUNDS", "101")), 5
Question = Callable[[random.Random], object]


def main() -> None:
    """Make two databases, fill them, ask both, take them away."""
    import django

    from interior_portal import embedded

    with embedded.running():
        django.setup()
        from tests.bench.desk_rows import Size

        with (
            filled("small", Size(7000, 3000)) as small,
            filled("large", Size(CLOSED, OPEN)) as large,
        ):
            report(measure(small, large))


class Side:
    """One of the two databases, and the questions about what lies in it."""

    def __init__(self, wrapper: "BaseDatabaseWrapper", size: "Size", rows: "Filled") -> None:
        self.wrapper, self.size, self.rows, self.spent = wrapper, size, rows, 0.0

    def questions(self) -> dict[str, tuple[Question, int]]:
        """By name, with the number of rounds."""
        from interior_portal.shared import clock
        from interior_portal.workflow import queries, registry
        from interior_portal.workflow.queries.heat import heat
        from interior_portal.workflow.queries.routine import routine
        from interior_portal.workflow.queries.searching import search
        from tests.bench.desk_rows import full_name, reference_of

        procedure = registry.get_procedure("visas.entry")

        def inbox(dice: random.Random) -> object:
            desks = dice.sample(self.rows.desks, 3)
            return queries.inbox([f"{desk}:VISA_OFFICER" for desk in desks]).rows

        def reference(dice: random.Random) -> object:
            return search(reference_of(dice.randrange(1, self.size.cases)), self.rows.reader).cases[
                0
            ]

        def passport(dice: random.Random) -> object:
            return search(f"N{dice.randrange(1, self.size.cases):09d}", self.rows.reader).cases[0]

        def name(dice: random.Random) -> object:
            surname, given, arabic = full_name(dice)
            text = dice.choice((f"{given} {surname}", arabic, surname))
            return search(text, self.rows.reader).cases

        def heat_map(_dice: random.Random) -> object:
            return heat(procedure, self.rows.desks).steps

        def costs(_dice: random.Random) -> object:
            last = clock.today()
            return routine(procedure, self.rows.desks, last - dt.timedelta(days=29), last)

        return {
            "inbox": (inbox, ROUNDS),
            "by reference": (reference, ROUNDS),
            "by passport": (passport, ROUNDS),
            "by name": (name, ROUNDS),
            "heat map": (heat_map, HEAVY_ROUNDS),
            "routine": (costs, HEAVY_ROUNDS),
        }

    def timed(self, question: Question, dice: random.Random) -> float:
        """Seconds of SQL of one question put to this database."""
        from django.core.cache import cache
        from django.db import connections

        connections["default"] = self.wrapper
        cache.clear()
        self.spent = 0.0
        with self.wrapper.execute_wrapper(self._clocked):
            question(dice)
        return self.spent

    def _clocked(self, execute: Callable[..., Any], *statement: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            self.spent += time.perf_counter() - began


@contextmanager
def filled(name: str, size: "Size") -> Iterator[Side]:
    """A database of that size, as long as it is needed."""
    from django.db import connection, connections

    from tests.bench.desk_rows import fill

    settings = connections.settings["default"]
    connections.settings["default"] = {
        **settings,
        "TEST": {**settings["TEST"], "NAME": f"test_bench_{name}"},
    }
    del connections["default"]
    made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    wrapper = connections["default"]
    try:
        began = time.perf_counter()
        rows = fill(size)
        sys.stdout.write(
            f"{name}: {size.closed + size.open:,} items in {time.perf_counter() - began:.0f} s\n"
        )
        yield Side(wrapper, size, rows)
    finally:
        connections["default"] = wrapper
        wrapper.creation.destroy_test_db(made, verbosity=0)


def measure(small: Side, large: Side) -> dict[str, tuple[float, float, float]]:
    """Milliseconds of each question on the small and on the large side, and the worst on the large."""
    found = {}
    there = large.questions()
    for name, (question, rounds) in small.questions().items():
        dice, other = random.Random(3), there[name][0]
        times = [(small.timed(question, dice), large.timed(other, dice)) for _ in range(3 + rounds)]
        here, beyond = zip(*times[3:], strict=True)
        medians = statistics.median(here), statistics.median(beyond)
        found[name] = (
            *(1000 * median for median in medians),
            1000 * sorted(beyond)[rounds * 95 // 100],
        )
    return found


def report(found: dict[str, tuple[float, float, float]]) -> None:
    lines = [f"{'SQL, ms':<16}{'10 thousand':>13}{f'{CLOSED + OPEN:,}':>13}{'p95':>9}{'ratio':>8}"]
    for name, (small, large, worst) in found.items():
        lines.append(f"{name:<16}{small:>13.2f}{large:>13.2f}{worst:>9.2f}{large / small:>8.2f}")
    result = {"closed": CLOSED, "open": OPEN}
    rounded = {name: [round(value, 3) for value in values] for name, values in found.items()}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps({**result, **rounded}) + "\n")


if __name__ == "__main__":
    main()
