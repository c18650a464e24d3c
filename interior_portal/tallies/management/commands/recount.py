"""`manage.py recount`: are the figures what the records say?"""

import datetime as dt
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interior_portal.shared import clock
from interior_portal.tallies import recounting
from interior_portal.tallies.queries import Period


class Command(BaseCommand):
    """Names every figure that differs, a hundred at most of each way; exit code 1 when there is one."""

    help = "Count every measure again from the records and compare it with its tallies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, meaning in (("--first", "first"), ("--last", "last")):
            parser.add_argument(
                name,
                type=dt.date.fromisoformat,
                metavar="DATE",
                help=f"The {meaning} day (2026-11-22); this year until today when left out.",
            )

        parser.add_argument(
            "--mend", action="store_true", help="Count what lacks, then compare: for new measures."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        today = clock.today()
        period = Period(options["first"] or today.replace(month=1, day=1), options["last"] or today)
        if period.last < period.first:
            raise CommandError("The last day lies before the first.")
        began = time.monotonic()
        if options["mend"]:
            self.stdout.write(f"{recounting.mend(period)} figures mended")
        proof, told = recounting.prove(period)
        for each in told:
            self.stdout.write(_line(each))
        seconds = time.monotonic() - began
        said = f"{proof.compared} figures compared, {proof.differences} differ ({seconds:.1f} s)"
        if proof.differences:
            raise CommandError(said)
        self.stdout.write(self.style.SUCCESS(said))


def _line(found: recounting.Difference) -> str:
    place = f"{found.measure} {found.day} unit {found.unit_id} {found.category or '-'}"
    counted = f"{found.counted or 0} ({found.counted_amount or 0})"
    said = f"{found.recounted or 0} ({found.recounted_amount or 0})"
    spread = ", spread otherwise" if found.is_spread else ""
    return f"{place}: counted {counted}, records say {said}{spread}"
