"""`manage.py export_events`: the ledger of cases for process mining, to the standard output."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interior_portal.workflow import registry
from interior_portal.workflow.seeing.exporting import FORMATS, export


class Command(BaseCommand):
    """Streams; each export leaves a line in the audit ledger before its first row."""

    help = "Write the events of cases, without any person, as XES or CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("--procedure", help="Only cases of the procedure of this code.")
        parser.add_argument(
            "--first", type=dt.date.fromisoformat, required=True, help="First day of opening."
        )
        parser.add_argument(
            "--last", type=dt.date.fromisoformat, required=True, help="Last day of opening."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        first, last, procedure = options["first"], options["last"], options["procedure"]
        if last < first:
            raise CommandError("The last day lies before the first. Exchange the two.")
        known = [known.code for known in registry.procedures()]
        if procedure and procedure not in known:
            raise CommandError(
                f"There is no procedure {procedure!r}. There are: {', '.join(known)}"
            )
        pieces = export(
            by=None,
            form=options["format"],
            procedure=procedure or "",
            first=first,
            last=last,
        )
        for piece in pieces:
            self.stdout.write(piece, ending="")
