"""`manage.py verify_events`: was the ledger of every case left as it was written?"""

import datetime as dt
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from interior_portal.shared.ids import clean_reference
from interior_portal.workflow import queries
from interior_portal.workflow.models import Case, CaseEvent


class Command(BaseCommand):
    """Names every event that does not fit; exit code 1 when there is one."""

    help = "Compute the ledger of all cases again and compare it with the signed roots."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--case", metavar="REFERENCE", default="", help="Only this case.")
        parser.add_argument(
            "--since",
            type=dt.date.fromisoformat,
            metavar="DATE",
            help="Only cases with an event on this day (2026-11-22) or later, and the roots since.",
        )
        parser.add_argument(
            "--printed",
            nargs=2,
            action="append",
            default=[],
            metavar=("NUMBER", "ROOT"),
            help="A root as it stands on a printed closing page.",
        )

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        began, self.faults = time.monotonic(), 0
        reference = self._reference(options["case"])
        since = options["since"] and timezone.make_aware(
            dt.datetime.combine(options["since"], dt.time.min)
        )
        cases, events = self._verify_chains(reference, since)
        roots = self._verify_roots(reference, since)
        for number, short in options["printed"]:
            self._compare_print(number, short)
        self._say_what_no_root_covers()
        seconds = time.monotonic() - began
        self.stdout.write(
            f"{cases} cases, {events} events, {roots} roots, {self.faults} faults, "
            f"{seconds:.1f} s, {events / seconds:.0f} events/s"
        )
        if self.faults:
            raise SystemExit(1)

    def _reference(self, text: str) -> str:
        reference = clean_reference(text) if text else ""
        if text and not reference:
            raise CommandError(f"{text} is no reference of a case. Compare it letter by letter.")
        return reference

    def _verify_chains(self, reference: str, since: dt.datetime | None) -> tuple[int, int]:
        chosen = queries.cases_since(since) if since else Case.objects.all()
        if reference:
            chosen = chosen.filter(reference=reference)
        cases = events = 0
        for report in queries.verify_chains(chosen):
            cases, events = cases + 1, events + report.events
            for seq, damage in report.damage:
                self._tell(f"{report.reference} event {seq}: {damage.value}")
        return cases, events

    def _verify_roots(self, reference: str, since: dt.datetime | None) -> int:
        roots = 0
        for report in queries.verify_roots(since, reference):
            roots += 1
            for fault in report.damage:
                self._tell(f"root {report.seq}: {fault.value}")
            for owner, seq, damage in report.events:
                self._tell(f"{owner} event {seq}: {damage.value} under root {report.seq}")
        return roots

    def _compare_print(self, number: str, short: str) -> None:
        root = queries.find_root(int(number)) if number.isdecimal() else None
        if root is None:
            self._tell(f"root {number}: MISSING, but it was printed")
        elif short.upper().replace("-", "") != queries.short_form(root).replace("-", ""):
            self._tell(f"root {number}: not the one that was printed")

    def _say_what_no_root_covers(self) -> None:
        latest = queries.latest_root()
        young = CaseEvent.objects.filter(pk__gt=latest.last_event if latest else 0).count()
        if young:
            self.stdout.write(f"{young} events stand under no root yet")

    def _tell(self, line: str) -> None:
        self.faults += 1
        self.stdout.write(line)
