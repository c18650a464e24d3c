"""`manage.py visa_kinds`: the shipped catalogue of visas against the one that is kept."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from interior_portal.shared.refusals import Refused
from visas.actions import shipped


class Command(BaseCommand):
    """`show` says what `load` would do; neither changes a row that is there."""

    help = "Add the visa kinds, fees, promises, documents and questions of visas/kinds.toml that are missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("show", "load"), help="show changes nothing.")
        parser.add_argument(
            "--office", help="Code of the unit that decides, for kinds to be added."
        )

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        is_shown = options["what"] == "show"
        try:
            lines = shipped.load_kinds(by=None, office=options["office"], dry_run=is_shown)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for line in lines:
            differs = f" (differs: {', '.join(line.differs)})" if line.differs else ""
            self.stdout.write(f"{line.outcome:<14} {line.what:<9} {line.code}{differs}")
        counts = Counter(line.outcome for line in lines)
        self.stdout.write(", ".join(f"{counts[outcome]} {outcome}" for outcome in shipped.Outcome))
        if is_shown:
            self.stdout.write("Nothing was changed; `manage.py visa_kinds load` does it.")
