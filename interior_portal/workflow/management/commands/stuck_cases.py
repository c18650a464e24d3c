"""`manage.py stuck_cases`: name the cases that nothing moves any more, and mend what can be mended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from interior_portal.workflow.queries import stuck


class Command(BaseCommand):
    """One line for each finding."""

    help = "Name stuck cases and why; with --repair, mend those that can be mended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true")
        parser.add_argument("--reason", default="stuck_cases", help="Kept in the events.")

    def handle(self, *_args: Any, **options: Any) -> None:
        findings = stuck.stuck_cases()
        for finding in findings:
            done = ""
            if options["repair"] and finding.repair:
                done = f" [{self._repaired(finding, options['reason'])}]"
            self.stdout.write(f"{finding.reference}: {finding.sentence}{done}")
        self.stdout.write(f"{len(findings)} found")

    def _repaired(self, finding: stuck.Finding, reason: str) -> str:
        try:
            engine.repair(finding=finding, reason=reason, by=None)
        except Refused as refused:
            return str(refused.refusal)
        return finding.repair
