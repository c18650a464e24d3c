"""The recipes as a newcomer follows them: each block is written or typed as it stands on the page."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

BLOCK = re.compile(r"```(python|sh)\n(.*?)```", re.DOTALL)
RECIPES = Path(settings.BASE_DIR) / "docs" / "recipes"
SETTINGS = """\
from tests.settings import *
from tests.settings import DIRECTORATES, INSTALLED_APPS

DIRECTORATES = [*DIRECTORATES, "permits"]
INSTALLED_APPS = [*INSTALLED_APPS, "permits"]
"""


@pytest.fixture
def database(db: None) -> Iterator[str]:
    """The name of a database of its own, empty; made and dropped beside the one of the test."""
    name = f"{connection.settings_dict['NAME']}_recipes"
    beside = connection.copy()
    with closing(beside), beside.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        yield name
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Newcomer:
    """Who follows a recipe in a folder of their own."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        (folder / "recipe_settings.py").write_text(SETTINGS)
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "recipe_settings",
            "PYTHONPATH": f"{folder}{os.pathsep}{settings.BASE_DIR}",
            "TEST_DATABASE_IN_USE": database,
        }

    def follow(self, page: Path) -> list[str]:
        """What the last command printed, line by line."""
        said = ""
        for language, text in BLOCK.findall(page.read_text()):
            if language == "python":
                self.write(text)
            else:
                for command in text.strip().splitlines():
                    said = self.type(command)
        return said.strip().splitlines()

    def write(self, text: str) -> None:
        """A file: its first line is a comment with its path."""
        path = self.folder / text.partition("\n")[0].removeprefix("# ")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def type(self, command: str) -> str:
        words, _, source = command.partition(" < ")
        arguments = words.split()
        assert arguments[:2] == ["python", "manage.py"]
        done = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments[2:]],
            cwd=self.folder,
            env=self.environment,
            input=(self.folder / source).read_text() if source else "",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.mark.pages
def test_a_procedure_is_added_as_the_recipe_says(tmp_path: Path, database: str) -> None:
    said = Newcomer(tmp_path, database).follow(RECIPES / "add-a-procedure.md")
    assert said[-1:] == ["PM granted granted True"]
