"""`manage.py export_bpmn CODE`: a procedure as BPMN 2.0, to a file or the standard output."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from interior_portal.workflow import registry
from interior_portal.workflow.seeing.bpmn import as_bpmn


class Command(BaseCommand):
    """Writes the version that new cases begin under."""

    help = "Write a procedure as BPMN 2.0 XML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("procedure", help="The code of the procedure.")
        parser.add_argument("--language", choices=languages, default="en", help="Of the names.")
        parser.add_argument("--output", type=Path, help="The file, instead of standard output.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            procedure = registry.get_procedure(options["procedure"])
        except LookupError:
            known = ", ".join(known.code for known in registry.procedures())
            raise CommandError(
                f"There is no procedure {options['procedure']!r}. There are: {known}"
            ) from None
        document = as_bpmn(procedure, options["language"])
        if options["output"]:
            options["output"].write_bytes(document)
        else:
            self.stdout.write(document.decode(), ending="")
