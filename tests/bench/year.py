"""A year of cases and what is counted again from it: `python -m tests.bench.year`, a table and a line of JSON.

A database of its own is filled by `manage.py demo_year` with `BENCH_CASES` cases (a million unless the environment
says otherwise) and proven: every chain, every signed root, every figure. Promised: a million cases in five minutes,
ten million counted again in five. `BENCH_CASES=3000` only shows that all of it runs.
"""

import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("TEST_DB_NAME", "test_bench_year")

CASES = int(os.environ.get("BENCH_CASES", "1000000"))
VERIFIES = os.environ.get("BENCH_VERIFIES", "1") == "1"


def main() -> None:
    """Make a database, fill it, prove it, take it away."""
    import django

    from interior_portal import embedded

    with embedded.running():
        django.setup()
        with demo_database():
            report(measure())


@contextmanager
def demo_database() -> Iterator[None]:
    """An empty database of the demonstration with what a year needs: cast, hours, money, kinds, keys."""
    from django.conf import settings
    from django.db import connection

    from interior_portal.accounts import cast
    from interior_portal.documents import keys
    from interior_portal.payments import demo as money
    from interior_portal.workflow import demo as working_week
    from vehicles.demo import catalogue as vehicle_catalogue
    from visas.demo import catalogue as visa_catalogue

    made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        settings.DEMO = True
        cast.create()
        for each in (working_week, money, visa_catalogue, vehicle_catalogue):
            each.load()
        keys.ensure_keys()
        yield
    finally:
        connection.creation.destroy_test_db(made, verbosity=0)


def measure() -> dict[str, float]:
    """Seconds of each part."""
    from django.core.management import call_command
    from django.db import connection

    found = {"filled": timed(lambda: call_command("demo_year", cases=CASES, stdout=sys.stdout))}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database()) / 1024 ^ 3")
        found["size, GiB"] = cursor.fetchone()[0]
    if VERIFIES:
        out = io.StringIO()
        found["verified"] = timed(lambda: call_command("verify_events", stdout=out))
        sys.stdout.write(out.getvalue())
    for name, seconds in recounted():
        found[f"recount of {name}"] = seconds
    return found


def recounted() -> Iterator[tuple[str, float]]:
    """Each way of counting again with its seconds; then all of them, `RuntimeError` when one differs."""
    from interior_portal.shared import clock
    from interior_portal.tallies import recounting
    from interior_portal.tallies.queries import Period

    today, whole = clock.today(), 0.0
    began = time.perf_counter()
    for name, comparison in recounting.comparisons(Period(today.replace(month=1, day=1), today)):
        seconds = time.perf_counter() - began
        if comparison.differences:
            raise RuntimeError(f"{name}: {comparison.told[:3]}")
        yield name, seconds
        whole += seconds
        began = time.perf_counter()
    yield "everything", whole


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def report(found: dict[str, float]) -> None:
    lines = [f"{f'{CASES:,} cases':<36}{'seconds':>10}"]
    lines += [f"{name:<36}{value:>10.1f}" for name, value in found.items()]
    rounded = {name: round(value, 1) for name, value in found.items()}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps({"cases": CASES, **rounded}) + "\n")


if __name__ == "__main__":
    main()
