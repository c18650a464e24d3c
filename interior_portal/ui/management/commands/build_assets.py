"""`manage.py build_assets`: the font, htmx and the part of Bootstrap that the pages use, into var/assets."""

import os
from importlib import resources
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from interior_portal.ui.assets import classes, font, stylesheet

# Of the package only its one script: what else it brings is not fetched by any page.
HTMX = resources.files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"


class Command(BaseCommand):
    help = "Build the font, htmx and the stylesheet of Bootstrap that the pages need; run before collectstatic."

    def handle(self, *_args: Any, **_options: Any) -> None:
        target = Path(settings.VAR_DIR) / "assets"
        write(target / "fonts" / "portal.woff2", font.build())
        write(target / "js" / "htmx.js", HTMX.read_bytes())
        names = classes.used(page_sources())
        portal = (settings.BASE_DIR / "static" / "css" / "portal.css").read_text(encoding="utf-8")
        for name in ("bootstrap.min.css", "bootstrap.rtl.min.css"):
            source = (
                Path(apps.get_app_config("bootstrap").path) / "static" / "bootstrap" / "css" / name
            )
            css = stylesheet.reachable(source.read_text(encoding="utf-8"), names, companion=portal)
            write(target / "css" / name.replace(".min", ""), css.encode())
        self.stdout.write(f"Built the font and Bootstrap for {len(names)} class names in {target}")


def page_sources() -> list[Path]:
    """Our templates and the Python of our apps."""
    base = Path(settings.BASE_DIR)
    roots = [base / "templates", base / "interior_portal"]
    roots += [
        Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == base
    ]
    files = (file for root in roots for file in root.rglob("*") if file.suffix in {".html", ".py"})
    return sorted(files)


def write(path: Path, content: bytes) -> None:
    """Replace the file in one step, so that a running server never reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
