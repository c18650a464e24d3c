"""`manage.py demo_year`: a year of cases of all directorates, with everything that figures are counted from."""

import datetime as dt
import time
from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from interior_portal.shared import clock
from interior_portal.tallies import recounting
from interior_portal.tallies.queries import Period
from interior_portal.workflow.models import Case
from interior_portal.workflow.past import bare, filling

SEED = 7


class Command(BaseCommand):
    """Refuses to run but on a demonstration; run again for the same year it adds nothing.

    See `load` for what is not made.
    """

    help = "Fill a year of the demo authority with cases of all directorates, in bulk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=1_000_000, help="How many, in all.")
        parser.add_argument("--year", type=int, help="Which year; this one when left out.")
        parser.add_argument("--seed", type=int, default=SEED, help="Another seed, other cases.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This fills a demonstration with invented cases; here is none.")
        if options["cases"] < 1:
            raise CommandError("Say how many cases: at least one.")
        began = time.monotonic()

        def say(words: str) -> None:
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {words}")

        bare.dress(say)
        year = options["year"] or clock.today().year
        if is_told(year):
            say(f"the cases of {year} are there already")
            return
        try:
            events = load(options["cases"], year, options["seed"], say)
        except (ValueError, LookupError) as error:
            raise CommandError(str(error)) from error
        recounting.prove(Period(dt.date(year, 1, 1), clock.today()))
        say(f"{events} events stand under signed roots")


def is_told(year: int) -> bool:
    """Whether cases of the year were made before."""
    return Case.objects.filter(start_key__startswith=f"year:{year}:").exists()


def load(cases: int, year: int, seed: int = SEED, say: filling.Say = lambda _words: None) -> int:
    """Fill the year until yesterday; how many events were sealed. `ValueError` for a year that has not begun.

    Cases, events, items on desks, timers, questions, bills, payments, shifts, applications, visas, vehicles and
    licences are rows as the portal would have left them. What is not there: papers and uploads (visas and
    licences have none), notices, audit lines, outbox rows, receipts' prints, cases that a colleague handed on, and
    of vehicles all acts but first registrations and renewals. Roots are signed when it is done, not minute by minute.
    """
    names = [f"{directorate}.demo.bulk" for directorate in settings.DIRECTORATES]
    chapters = [import_module(name).Chapter() for name in names if find_spec(name)]
    return filling.fill(filling.year_of(year, seed), chapters, cases, say)
