"""How fast a case moves: `python -m tests.bench.engine`, a table and a line of JSON.

Every variant does the same writes on a case of its own kind: the case, the item that closes, the
item that opens, the chained event, one tally delta, one outbox row, one durable commit. All run
interleaved in one process on the embedded PostgreSQL, and the median of the rounds is shown.

- engine: `engine.advance` (lock, replay, stale version, right, four eyes, rules, hash, then the writes)
- engine and message: the same, and the message to Celery that follows the commit, until it is sent
- floor: the writes alone, one statement with everything decided beforehand, on Django's connection
- orm: what the engine does, written with the ORM

Then the same with one client and with four at once, each a process with a connection of its own, and twenty
clerks who share `BENCH_CASES` cases (a thousand unless the environment says otherwise) by taking the next
one: how many were given twice, how many were left behind, and how many seconds it took.

`BENCH_ROUNDS=2 BENCH_CASES=60` only shows that all of it runs.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("TEST_DB_NAME", "test_bench_engine")

ROUNDS, BLOCK = int(os.environ.get("BENCH_ROUNDS", "15")), 100
CLIENTS = ("floor", "engine")
Variant = Callable[[], None]


def main() -> None:
    """Make a database, measure, take the database away."""
    import django

    from interior_portal import embedded

    with embedded.running():
        django.setup()
        from django.db import connection

        from tests.bench import clerks, clients, variants

        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            ground = variants.Ground()
            rates = measure(variants.prepare(ground))
            report(rates, clients.measure(ground), clerks.measure())
        finally:
            variants.forget_messages()
            connection.creation.destroy_test_db(name, verbosity=0)


def measure(variants: dict[str, Variant]) -> dict[str, float]:
    """Advances per second of each variant: a block of advances over the median time of a block.

    The variants take turns block by block, in an order drawn anew for each round, so that whatever
    else the machine does meets them all. A block ends when its messages have reached the broker.
    """
    from interior_portal.outbox import broker

    times: dict[str, list[float]] = {name: [] for name in variants}
    turns, order = list(variants.items()), random.Random(1)
    for _ in range(1 + ROUNDS):
        order.shuffle(turns)
        for name, advance in turns:
            began = time.perf_counter()
            for _ in range(BLOCK):
                advance()
            broker.courier.wait()
            times[name].append(time.perf_counter() - began)
    return {name: BLOCK / statistics.median(found[1:]) for name, found in times.items()}


def report(rates: dict[str, float], together: dict[str, float], shared: dict[str, float]) -> None:
    floor, orm = rates["floor"], rates["orm"]
    lines = [f"{'variant':<24}{'advances/s':>12}{'of floor':>10}{'x ORM':>8}"]
    for name, rate in rates.items():
        lines.append(f"{name:<24}{rate:>12.0f}{rate / floor:>10.2f}{rate / orm:>8.2f}")
    sizes = [rate for name, rate in rates.items() if name.endswith(" steps")]
    ratios = {
        "of_floor": rates["engine, 5 steps"] / floor,
        "x_orm": rates["engine, 5 steps"] / orm,
        "flat": max(sizes) / min(sizes),
        **{f"scaling_{name}": together[f"{name} x 4"] / together[name] for name in CLIENTS},
    }
    lines += [f"{name:<24}{rate:>12.0f}" for name, rate in together.items()]
    lines += [f"{name:<24}{ratio:>12.2f}" for name, ratio in ratios.items()]
    lines += [f"{name:<24}{found:>12.2f}" for name, found in shared.items()]
    alone = {f"alone: {name}": rate for name, rate in together.items()}
    result = {**rates, **alone, **ratios, **shared}
    rounded = {name: round(value, 3) for name, value in result.items()}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(rounded) + "\n")


if __name__ == "__main__":
    main()
