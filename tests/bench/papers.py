"""How fast papers are made: `python -m tests.bench.papers`, a table and a line of JSON.

A full licence, drawn with seal, signature and pictures, against WeasyPrint alone on the same text; all of
it on one core, in seconds of that core, so a busy machine counts as little as it can.
"""

import datetime as dt
import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interior_portal.documents.models import Paper

PAPERS = int(os.environ.get("BENCH_PAPERS", "40"))
WARM_UP = 3


def main() -> None:
    """Make a database with one office, issue papers, take the database away."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DB_NAME": "test_bench_papers"}
    from interior_portal import embedded

    with embedded.running():
        import django

        django.setup()
        from django.db import connection

        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            report(measure())
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def measure() -> dict[str, float]:
    """Seconds of one core for each paper: issued, drawn in each format, and bare; bytes of the licence."""
    from interior_portal.documents import printing
    from interior_portal.documents.formats import Format

    issue = issuer()
    paper = issue()
    return {
        "issued": seconds(issue),
        "card": seconds(lambda: printing.drawn(paper, Format.CARD)),
        "slip": seconds(lambda: printing.drawn(paper, Format.SLIP)),
        "bare": seconds(lambda: bare(paper)),
        "bytes": float(paper.size),
    }


def seconds(work: Callable[[], object]) -> float:
    """The median of the core's seconds that a piece of work takes."""
    taken = []
    for _ in range(WARM_UP + PAPERS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken[WARM_UP:])


def issuer() -> "Callable[[], Paper]":
    """What issues another licence of a vehicle of which everything is known, as the worker does."""
    from interior_portal.accounts import cast
    from interior_portal.documents import actions
    from interior_portal.shared.ids import new_token
    from tests.cast import Cast
    from tests.vehicles.office import TransportOffice
    from vehicles import papers, queries

    known: dict[str, Any] = {
        "variant": "963-4-A",
        "engine_number": "K24A4-1234567",
        "capacity_cc": 2354,
    }
    more: dict[str, Any] = {
        "mass_kg": 1400,
        "laden_mass_kg": 1900,
        "first_registered_on": dt.date(2004, 5, 6),
    }
    vehicle = TransportOffice(Cast(cast.create())).registered(**known, **more)
    licence, plate = queries.current_licence(vehicle), queries.plate_of(vehicle)
    assert licence is not None
    assert plate is not None
    rows = papers.rows(vehicle, plate, licence, list(queries.owners_of(vehicle)))

    def issue() -> "Paper":
        return actions.issue_paper(
            kind=papers.LICENCE.code,
            subject="bench",
            holder_id=None,
            context=lambda _facts: {"rows": [row for row in rows if row.value]},
            seal=lambda facts: papers.seal_of(vehicle, plate, licence, facts),
            valid_from=licence.valid_from,
            valid_until=licence.valid_until,
            languages=("ar", "kmr"),
            key=new_token(),
            shown=rows,
        )

    return issue


def bare(paper: "Paper") -> bytes:
    """The same text in the same letters, laid out by WeasyPrint with nothing else."""
    from django.template.loader import render_to_string
    from django.utils.translation import override

    from interior_portal.documents import printing, render
    from interior_portal.documents.rows import thawed

    facts = printing.facts_of(paper)
    context = {
        "facts": facts,
        "columns": render.columns_of(facts.languages),
        "rows": thawed(paper.printed),
    }
    with override("ar"):
        html = render_to_string(facts.kind.template, context)
    return render.pdf_of(re.sub(r"<img[^>]*>", "", html), {})


def report(found: dict[str, float]) -> None:
    """A table for people, a line of JSON for machines."""
    lines = [
        f"{name:8} {found[name] * 1000:7.1f} ms  {1 / found[name]:5.1f} a second and core"
        for name in ("issued", "card", "slip", "bare")
    ]
    lines.append(
        f"{found['bytes']:.0f} bytes, {found['issued'] / found['bare']:.2f} x the bare text"
    )
    sys.stdout.write("\n".join([*lines, json.dumps(found), ""]))


if __name__ == "__main__":
    main()
