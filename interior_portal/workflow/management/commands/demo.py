"""Fill the demo authority: every app's `demo.load()`, in the order of INSTALLED_APPS. Running it again adds nothing."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import module_has_submodule


class Command(BaseCommand):
    help = "Fill the demo authority: organisation, cast, fees, visa kinds, and cases with a past."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The demo belongs on no production system; PORTAL_MODE says this is one."
            )
        for config in apps.get_app_configs():
            if config.module is not None and module_has_submodule(config.module, "demo"):
                import_module(f"{config.name}.demo").load()
                self.stdout.write(f"demo: {config.verbose_name}")
