"""`manage.py export_events`: the ledger of cases for process mining, to the standard output."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interior_portal.audit.actions import record
from interior_portal.workflow import registry
from interior_portal.workflow.eventlog import Choice, as_csv, as_xes, lines

_FORMATS = {"xes": as_xes, "csv": as_csv}


class Command(BaseCommand):
    """Streams; each export leaves a line in the audit ledger before its first row."""

    help = "Write the events of cases, without any person, as XES or CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(_FORMATS))
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
        choice = Choice(
            since=_midnight(first),
            until=_midnight(last + dt.timedelta(days=1)),
            procedure=procedure,
        )
        record(
            action="workflow.events.exported",
            by=None,
            subject_kind="procedure",
            subject_ref=procedure or "all",
            data={
                "format": options["format"],
                "first": first.isoformat(),
                "last": last.isoformat(),
            },
        )
        for piece in _FORMATS[options["format"]](lines(choice)):
            self.stdout.write(piece, ending="")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
