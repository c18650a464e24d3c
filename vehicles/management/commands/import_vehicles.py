"""`manage.py import_vehicles`: take over a register that was kept on paper."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interior_portal.accounts.models import Unit
from interior_portal.shared.refusals import Refused
from vehicles.actions import importing
from vehicles.models import ImportRun
from vehicles.queries.imports import report_of


class Command(BaseCommand):
    """What was taken over stays; a run that was interrupted goes on with `--resume` and does no row twice."""

    help = (
        "Take over vehicles from a CSV or XLSX table, with a report about each row that is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="CSV (UTF-8) or XLSX.")
        parser.add_argument("--unit", help="Code of the office that keeps these vehicles.")
        parser.add_argument("--dry-run", action="store_true", help="Only look the file through.")
        parser.add_argument("--resume", metavar="RUN", help="Go on with this run.")
        parser.add_argument("--report", type=Path, help="Write the refused rows into this CSV.")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.perf_counter()
        try:
            run = self._run(options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{run.reference} has read {run.rows_done} rows before")
        before = run.rows_done
        run = importing.carry_on(run)
        seconds = time.perf_counter() - began
        self.stdout.write(
            f"{run.reference}: {run.rows_taken} taken over, {run.rows_refused} refused;"
            f" {(run.rows_done - before) / seconds:.0f} rows a second"
        )
        self._report(run, options["report"])
        if run.failure:
            raise CommandError(run.failure)

    def _run(self, options: dict[str, Any]) -> ImportRun:
        if options["resume"]:
            found = ImportRun.objects.filter(reference=options["resume"]).first()
            if found is None or found.finished_at is not None:
                raise CommandError("There is no such run, or it has ended.")
            return found
        if options["file"] is None or options["unit"] is None:
            raise CommandError("Name a file and its office (--unit), or a run (--resume).")
        unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"There is no unit {options['unit']}.")
        try:
            with options["file"].open("rb") as file:
                return importing.begin_import(
                    file=file,
                    name=options["file"].name,
                    unit=unit,
                    by=None,
                    is_trial=options["dry_run"],
                )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error

    def _report(self, run: ImportRun, path: Path | None) -> None:
        if path is None:
            sys.stdout.flush()
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(report_of(run))
