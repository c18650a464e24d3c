"""`manage.py migrate_cases`: take running cases to another version of their procedure, or back."""

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interior_portal.shared.ids import new_token
from interior_portal.workflow import migration_runs
from interior_portal.workflow.migration_runs import Report
from interior_portal.workflow.verbs.migrating import Plan


class Command(BaseCommand):
    """Says what would happen, unless it is told to apply it."""

    help = "Take running cases to another version of their procedure. Writes only with --apply."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("procedure")
        parser.add_argument("--from", dest="source", type=int)
        parser.add_argument("--to", dest="target", type=int)
        parser.add_argument("--map", nargs="*", default=[], metavar="old=new")
        parser.add_argument("--map-file", type=Path, help='TOML: a table [steps], old = "new".')
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--batch", type=int, default=migration_runs.BATCH)
        parser.add_argument("--limit", type=int)
        parser.add_argument("--run", default="", help="Go on with a run that was stopped.")
        parser.add_argument("--revert", metavar="RUN", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._write(self._report(options))
        except (LookupError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error

    def _report(self, options: dict[str, Any]) -> Report:
        code: str = options["procedure"]
        if options["revert"]:
            return migration_runs.revert(code, options["revert"])
        if options["source"] is None or options["target"] is None:
            raise CommandError("Say --from and --to, or --revert.")
        if options["batch"] < 1:
            raise CommandError("A batch has at least one case.")
        plan = Plan(
            source=migration_runs.version_of(code, options["source"]),
            target=migration_runs.version_of(code, options["target"]),
            steps=_steps(options["map"], options["map_file"]),
            run=options["run"] or f"run-{new_token()}",
        )
        if not options["apply"]:
            self.stdout.write("Dry run: nothing is written.")
            return migration_runs.look(plan, options["limit"])
        self.stdout.write(f"Run {plan.run}")
        return migration_runs.apply(plan, options["limit"], options["batch"])

    def _write(self, report: Report) -> None:
        for (old, new), count in sorted(report.ways.items()):
            self.stdout.write(f"{old} -> {new}: {count}")
        for reference, reason in report.left.items():
            self.stdout.write(f"{reference}: {reason}")
        self.stdout.write(f"{report.ways.total()} cases, {len(report.left)} left")


def _steps(pairs: list[str], file: Path | None) -> dict[str, str]:
    """`ValueError` for a pair without an equals sign, or a file that is no such table."""
    steps: dict[str, str] = {}
    if file is not None:
        found = tomllib.loads(file.read_text(encoding="utf-8")).get("steps", {})
        if not all(isinstance(new, str) for new in found.values()):
            raise ValueError(f"{file}: every step is mapped to the code of a step")
        steps |= found
    for pair in pairs:
        old, equals, new = pair.partition("=")
        if not (old and equals and new):
            raise ValueError(f"{pair!r} is not of the form old=new")
        steps[old] = new
    return steps
