"""How fast a clerk finds one of many vehicles: `python -m tests.bench.vehicles`, a table and a line of JSON.

A database of `BENCH_VEHICLES` (500 thousand) vehicles, each with an owner, a plate and a fitting. Every way is
asked `BENCH_ROUNDS` times with other values; a time is that of the whole call, from the text to the lines of the
result. Ends with 1 where the 95th of a hundred is slower than 50 ms, or a plan reads the whole table.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("TEST_DB_NAME", "test_bench_vehicles")

VEHICLES = int(os.environ.get("BENCH_VEHICLES", "500000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "101"))
MOST_MS = 50.0
# The tables that grow with the register: none of their rows may be read one after the other.
LARGE = (
    "vehicles_vehicle", "vehicles_plate", "vehicles_platefitting", "vehicles_ownership", "people_person",
    "people_nameword",
)  # fmt: skip
Ask = Callable[[random.Random], str]


def main() -> None:
    """Make a database, fill it, ask, take it away."""
    import django

    from interior_portal import embedded

    with embedded.running():
        django.setup()
        from django.db import connection

        made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            sys.exit(report(*measured()))
        finally:
            connection.creation.destroy_test_db(made, verbosity=0)


def ways() -> dict[str, Ask]:
    """What a clerk types, by its name."""
    from tests.bench.desk_rows import drawn_names
    from tests.bench.vehicle_rows import number_of, vin_of

    def one(dice: random.Random) -> int:
        return dice.randrange(1, VEHICLES + 1)

    names = drawn_names()
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    return {
        "plate": lambda dice: number_of(one(dice)),
        "plate and town": lambda dice: f"قامشلو {number_of(one(dice)).translate(arabic)}",
        "whole VIN": lambda dice: vin_of(one(dice)),
        "beginning of it": lambda dice: vin_of(one(dice))[: dice.randrange(6, 17)],
        "end of it": lambda dice: vin_of(one(dice))[-dice.randrange(6, 10) :],
        "owner, Latin": lambda dice: " ".join(dice.choice(names)[1::-1]),
        "owner, Arabic": lambda dice: dice.choice(names)[2],
        "surname": lambda dice: dice.choice(names)[0],
        "misspelt": lambda dice: dice.choice(names)[0] + "X",
        "misspelt in full": lambda dice: "{1}X {0}".format(*dice.choice(names)),
        "misspelt, Arabic": lambda dice: dice.choice(names)[2] + "ه",
        "with a father": lambda dice: "{1} SALBA {0}".format(*dice.choice(names)),
        "nobody's": lambda dice: "".join(dice.choices("XVPQJ", k=8)),
    }


def measured() -> tuple[dict[str, tuple[float, float]], list[str]]:
    """Milliseconds by way: the median and the 95th of a hundred; and what was read whole."""
    from django.db import connection

    from tests.bench.vehicle_rows import fill
    from vehicles.queries.searching import find_vehicles

    began = time.perf_counter()
    units = fill(VEHICLES)
    sys.stdout.write(f"{VEHICLES:,} vehicles in {time.perf_counter() - began:.0f} s\n")
    found, whole = {}, set[str]()
    for name, ask in ways().items():
        dice, times = random.Random(5), []
        for _ in range(3 + ROUNDS):
            text = ask(dice)
            started = time.perf_counter()
            find_vehicles(text, units)
            times.append(1000 * (time.perf_counter() - started))
        times = sorted(times[3:])
        found[name] = (times[ROUNDS // 2], times[ROUNDS * 95 // 100])
        with connection.execute_wrapper(_explained(name, whole)):
            find_vehicles(ask(dice), units)
    return found, sorted(whole)


def _explained(name: str, whole: set[str]) -> Callable[..., Any]:
    """Ask the planner about each statement; note which large table would be read whole."""

    def explain(execute: Any, sql: str, params: Any, *more: Any) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            cursor = more[1]["cursor"].cursor
            cursor.execute(f"EXPLAIN {sql}", params)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            whole.update(f"{name}: {table}" for table in LARGE if f"Seq Scan on {table}" in plan)
        return execute(sql, params, *more)

    return explain


def report(found: dict[str, tuple[float, float]], whole: list[str]) -> int:
    lines = [f"{'search, ms':<18}{'median':>9}{'p95':>9}"]
    lines += [f"{name:<18}{median:>9.2f}{p95:>9.2f}" for name, (median, p95) in found.items()]
    lines += [f"read whole: {table}" for table in whole]
    result = {name: [round(value, 2) for value in values] for name, values in found.items()}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps({"vehicles": VEHICLES, **result}) + "\n")
    slow = [name for name, (_, p95) in found.items() if p95 > MOST_MS]
    return int(bool(slow or whole))


if __name__ == "__main__":
    main()
