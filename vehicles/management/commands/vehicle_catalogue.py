"""`manage.py vehicle_catalogue`: what a new installation of the vehicle register begins with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from interior_portal.shared.refusals import Refused
from vehicles.actions import shipped


class Command(BaseCommand):
    """Adds the shipped rows that are missing and says which; what is there is never touched."""

    help = "Add the classes, towns, plate kinds, fees and matrix of vehicles/catalogue.toml that are missing."

    @no_translations
    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            added = shipped.load_catalogue(by=None)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for line in added:
            self.stdout.write(f"added  {line}")
        self.stdout.write(f"{len(added)} rows added; `/admin/` keeps them from now on.")
