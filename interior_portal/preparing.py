"""What stands between a checkout and a running portal; each step is done once for the same input.

A step leaves a stamp under `var/stamps/`, the hash of what it was made from; the second start finds
nothing to do. The database is part of the hash where a step fills it.
"""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation.reloader import translation_file_changed


@dataclass(frozen=True)
class Step:
    """`words` for the person who waits, `inputs` whose hash decides, `act` to be done."""

    name: str
    words: str
    inputs: Callable[[], Iterable[bytes]]
    act: Callable[[], object]


def prepare(say: Callable[[str], object], only: Collection[str] = ()) -> None:
    """Bring texts, assets, database and demo data up to date, or the named steps `only`.

    Raises what a step raises.
    """
    for step in _steps():
        if only and step.name not in only:
            continue
        stamp = settings.VAR_DIR / "stamps" / step.name
        mark = _mark(step.inputs())
        if stamp.exists() and stamp.read_text() == mark:
            continue
        say(step.words)
        step.act()
        stamp.parent.mkdir(parents=True, exist_ok=True)
        # What a step makes may be its input too (assets), so the mark is taken again.
        stamp.write_text(_mark(step.inputs()))


def _steps() -> list[Step]:
    steps = [
        Step("messages", "Compiling the texts in three languages ...", _catalogues, _compile),
        Step(
            "assets", "Making fonts and stylesheets ...", _asset_sources, _command("build_assets")
        ),
        Step(
            "static",
            "Collecting the files that browsers fetch ...",
            _static_sources,
            _command("collectstatic", interactive=False, verbosity=0, clear=True),
        ),
        Step(
            "database",
            "Preparing the database ...",
            _migrations,
            _command("migrate", interactive=False, verbosity=0),
        ),
    ]
    if settings.DEMO and "demo" in get_commands():
        words = "Filling the demo authority (this takes a while the first time) ..."
        steps.append(Step("demo", words, _database, _command("demo")))
        if cases := settings.DEMO_YEAR_CASES:
            words = "Telling what happened this year ..."
            steps.append(Step("year", words, _database, _command("demo_year", cases=cases)))
    return steps


def _mark(inputs: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in inputs:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _command(name: str, **options: object) -> Callable[[], object]:
    return lambda: call_command(name, stdout=io.StringIO(), **options)


def _files(folder: Path, pattern: str) -> Iterable[bytes]:
    for path in sorted(folder.rglob(pattern)):
        if path.is_file():
            yield path.as_posix().encode()
            yield path.read_bytes()


def _catalogues() -> Iterable[bytes]:
    for folder in settings.LOCALE_PATHS:
        yield from _files(folder, "*.po")
        yield from (path.as_posix().encode() for path in sorted(folder.rglob("*.mo")))


def _compile() -> None:
    """Not `compilemessages`: that looks through everything below, the virtual environment too."""
    for folder in settings.LOCALE_PATHS:
        for source in sorted(folder.rglob("*.po")):
            command = [
                "msgfmt",
                "--check-format",
                "-o",
                str(source.with_suffix(".mo")),
                str(source),
            ]
            subprocess.run(command, check=True)
            # This process may have looked for the texts already, and the demo's papers are made in it.
            translation_file_changed(sender=None, file_path=source.with_suffix(".mo"))


def _asset_sources() -> Iterable[bytes]:
    """The class names stand in templates and in Python; the requirements bring Bootstrap and the font."""
    for folder in ("interior_portal", *settings.DIRECTORATES):
        yield from _files(settings.BASE_DIR / folder, "*.py")
    yield from _files(settings.BASE_DIR / "templates", "*")
    yield from _files(settings.BASE_DIR / "static", "*.css")
    yield from _requirements()
    yield from (path.as_posix().encode() for path in sorted(_assets().rglob("*")))


def _assets() -> Path:
    return Path(settings.VAR_DIR) / "assets"


def _static_sources() -> Iterable[bytes]:
    for folder in (settings.BASE_DIR / "static", _assets()):
        yield from _files(folder, "*")
    yield str(Path(settings.STATIC_ROOT).exists()).encode()
    yield from _requirements()


def _requirements() -> Iterable[bytes]:
    yield (settings.BASE_DIR / "requirements" / "production.txt").read_bytes()


def _database() -> Iterable[bytes]:
    """Which database it is: a fresh one has another number, whatever its name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier::text, oid::text FROM pg_control_system(), pg_database"
            " WHERE datname = current_database()"
        )
        for value in cursor.fetchone():
            yield value.encode()


def _migrations() -> Iterable[bytes]:
    """The plan that is left, and the files: one edited in place must be noticed too."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield repr([str(migration) for migration, _backwards in plan]).encode()
    yield from _database()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        yield from _files(Path(app.path) / "migrations", "0*.py")


def main() -> None:
    """`python -m interior_portal.preparing messages assets`: the named steps, for tests and images."""
    import django

    django.setup()
    from interior_portal.checks import refuse_unsafe_database

    refuse_unsafe_database()
    prepare(_say, sys.argv[1:])


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 (this is a program for a terminal)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interior_portal.settings")
    main()
