"""`manage.py procedures`: draw every procedure into docs/procedures, or check that they are drawn."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from interior_portal.workflow import registry
from interior_portal.workflow.seeing import diagrams


class Command(BaseCommand):
    """Writes one page per registered procedure and takes away pages of those that are gone."""

    help = "Write docs/procedures from the registered procedures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only say which pages are stale.")
        parser.add_argument("--folder", type=Path, help="Where, instead of docs/procedures.")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"] or Path(settings.BASE_DIR) / "docs" / "procedures"
        wanted = {f"{p.code}.md": diagrams.page(p) for p in registry.procedures()}
        present = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
        names = wanted.keys() | present.keys()
        stale = sorted(name for name in names if wanted.get(name) != present.get(name))
        if options["check"]:
            if stale:
                raise CommandError(
                    f"docs/procedures is stale ({', '.join(stale)}); run manage.py procedures"
                )
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            if name in wanted:
                (folder / name).write_text(wanted[name], encoding="utf-8")
            else:
                (folder / name).unlink()
            self.stdout.write(name)
