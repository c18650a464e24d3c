"""`manage.py seal read FILE|HEX`, `manage.py seal keys` and `manage.py seal verifier FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interior_portal.documents import keys, offline, seal_desk, seal_words, status_list, vds
from interior_portal.documents.models.keys import SigningKey
from interior_portal.shared.refusals import Refused

PURPOSES = SigningKey.Purpose.values


class Command(BaseCommand):
    help = "Read and check a visible digital seal, or look after the keys that sign seals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        read = tasks.add_parser("read", help="Print what a seal says. Exit code 0 if it is valid.")
        read.add_argument("source", help="A seal in hexadecimal, or a file: seal, PNG or JPEG.")
        read.add_argument("--certificate", action="append", default=[], metavar="FILE")
        read.add_argument("--mrz", nargs=2, metavar="LINE", help="The two lines of the visa.")
        read.add_argument("--passport", metavar="NUMBER", help="The number of the passport.")
        verifier = tasks.add_parser(
            "verifier", help="Write the file that checks papers without a network."
        )
        verifier.add_argument("file", help="Where to, such as paper-check.html.")
        key_task = tasks.add_parser("keys", help="List the keys, after changing them if asked to.")
        change = key_task.add_mutually_exclusive_group()
        change.add_argument("--ensure", action="store_true", help="Make the keys that are missing.")
        change.add_argument("--create", choices=PURPOSES, help="Make a key that waits.")
        change.add_argument("--rotate", choices=PURPOSES, help="Let the next key sign.")
        for name, help_text in (
            ("--activate", "Let this waiting key sign."),
            ("--retire", "Replace this active key by the one that waits."),
            ("--revoke", "Declare that nothing this key signed can be trusted."),
        ):
            change.add_argument(name, metavar="KEY", help=help_text)
        key_task.add_argument("--reason", default="", help="Why, for the ledger.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["task"] == "read":
            self._read(options)
        elif options["task"] == "verifier":
            self._write_verifier(Path(options["file"]))
        else:
            self._keys(options)

    def _read(self, options: dict[str, Any]) -> None:
        document = None
        if options["mrz"] or options["passport"]:
            document = vds.PrintedVisa(mrz=options["mrz"], passport_number=options["passport"])
        try:
            verification = seal_desk.judge(
                options["source"], certificates=options["certificate"], document=document
            )
        except (OSError, ValueError) as error:
            raise CommandError(f"This certificate cannot be read: {error}") from error
        for label, value in seal_words.describe(verification):
            for line in value.splitlines() or [""]:
                self.stdout.write(f"{label}: {line}")
        if not verification.is_valid:
            raise SystemExit(1)

    def _write_verifier(self, path: Path) -> None:
        listed = status_list.refresh() or status_list.current()
        if listed is None:
            raise CommandError("There is no status list: the authority has no key.")
        path.write_text(offline.build(listed))
        self.stdout.write(
            f"{path}: list of {listed.issued_at:%Y-%m-%d %H:%M} UTC, {listed.papers} papers"
        )

    def _keys(self, options: dict[str, Any]) -> None:
        try:
            self._change(options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except SigningKey.DoesNotExist as error:
            raise CommandError("There is no such key. The list of keys names them.") from error
        for line in seal_desk.key_lines():
            self.stdout.write(line)

    def _change(self, options: dict[str, Any]) -> None:
        reason = options["reason"]
        if options["ensure"]:
            keys.ensure_keys()
        elif options["create"]:
            keys.create_key(purpose=options["create"])
        elif options["rotate"]:
            keys.rotate(purpose=options["rotate"], reason=reason)
        elif options["activate"]:
            keys.activate(key=keys.get_key(options["activate"]), reason=reason)
        elif options["retire"]:
            keys.retire(key=keys.get_key(options["retire"]), reason=reason)
        elif options["revoke"]:
            keys.revoke(key=keys.get_key(options["revoke"]), reason=reason)
