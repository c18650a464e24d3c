"""`manage.py outbox`: what waits, run it again, run it here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from interior_portal.outbox import actions, queries, relay
from interior_portal.shared.refusals import Refused


class Command(BaseCommand):
    help = (
        "Shows the outbox, runs a dead letter again, or carries out waiting rows in this process."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("status", help="count rows and list dead letters")
        retry = commands.add_parser("retry", help="run a dead letter again")
        retry.add_argument("row", type=int, help="id of the row")
        drain = commands.add_parser("drain", help="carry out waiting rows in this process")
        drain.add_argument("--limit", type=int, default=10_000, help="most rows to try")

    @no_translations  # an operator's terminal and notes are in English
    def handle(self, *_args: Any, command: str, **options: Any) -> None:
        run = {"status": self._status, "retry": self._retry, "drain": self._drain}[command]
        run(options)

    def _status(self, _options: dict[str, Any]) -> None:
        for state, rows in queries.counts().items():
            self.stdout.write(f"{state:10} {rows}")
        self.stdout.write(f"{'lag':10} {queries.lag().total_seconds():.0f} s")
        for row in queries.dead_letters()[:50]:
            self.stdout.write(f"{row.pk} {row.handler} {row.key}: {row.last_error}")

    def _retry(self, options: dict[str, Any]) -> None:
        try:
            actions.retry(row_id=options["row"], by=None)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Row {options['row']} will run again.")

    def _drain(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{relay.drain(options['limit'])} rows done.")
