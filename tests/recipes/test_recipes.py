"""The recipes as a newcomer follows them: each block is written, changed or typed as it stands on the page."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from interior_portal.documents import barcodes
from tests.documents.papers import page_of, text_of

BLOCK = re.compile(r"```(python|html|diff|sh)\n(.*?)```", re.DOTALL)
RECIPES = Path(settings.BASE_DIR) / "docs" / "recipes"
SETTINGS = """\
from pathlib import Path

from tests.settings import *
from tests.settings import DIRECTORATES, INSTALLED_APPS, TEMPLATES

HERE = Path(__file__).parent
NEW = sorted(path.parent.name for path in HERE.glob("*/apps.py"))
DIRECTORATES = [*DIRECTORATES, *NEW]
INSTALLED_APPS = [*INSTALLED_APPS, *NEW]
TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], HERE / "templates"]} for engine in TEMPLATES]
"""

pytestmark = pytest.mark.pages


class Newcomer:
    """Who follows recipes in a folder and a database of their own."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        (folder / "recipe_settings.py").write_text(SETTINGS)
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "recipe_settings",
            "PYTHONPATH": f"{folder}{os.pathsep}{settings.BASE_DIR}",
            "PYTHONDONTWRITEBYTECODE": "1",  # a file that is changed within a second is read anew
            "TEST_DATABASE_IN_USE": database,
        }

    def follow(self, page: str) -> list[str]:
        """What the last command printed, line by line."""
        said = ""
        for language, text in BLOCK.findall((RECIPES / page).read_text()):
            if language == "sh":
                for command in text.strip().splitlines():
                    said = self.type(command)
            elif language == "diff":
                self.change(text)
            else:
                self.write(text)
        return said.strip().splitlines()

    def write(self, text: str) -> None:
        """A file: its first line is a comment with its path."""
        path = self.folder / text.partition("\n")[0].strip("{#} ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def change(self, text: str) -> None:
        """A file that is there: each part of the difference stands in it exactly once."""
        heading, *parts = text.split("@@\n")
        path = self.folder / heading.split()[1]
        content = path.read_text()
        for part in parts:
            lines = part.splitlines(keepends=True)
            old, new = ("".join(line[1:] for line in lines if line[0] != sign) for sign in "+-")
            assert content.count(old) == 1, f"{path.name}\n{old}"
            content = content.replace(old, new)
        path.write_text(content)

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


def database_like(name: str, template: str = "template1") -> Iterator[str]:
    """A database of its own beside the one of the tests, made after another; dropped in the end."""
    with closing(connection.copy()) as beside, beside.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield name
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def first_page(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[tuple[Newcomer, list[str]]]:
    """Who has followed the first page, and what it said in the end. The other pages begin there."""
    with django_db_blocker.unblock():
        for name in database_like(f"{connection.settings_dict['NAME']}_recipes"):
            newcomer = Newcomer(tmp_path_factory.mktemp("first"), name)
            yield newcomer, newcomer.follow("add-a-procedure.md")


@pytest.fixture
def newcomer(
    first_page: tuple[Newcomer, list[str]], tmp_path: Path, db: None
) -> Iterator[Newcomer]:
    """Somebody who stands at the end of the first page, in a copy of all that is there."""
    before = first_page[0]
    shutil.copytree(before.folder, tmp_path, dirs_exist_ok=True)
    template = before.environment["TEST_DATABASE_IN_USE"]
    for name in database_like(f"{template}_next", template):
        yield Newcomer(tmp_path, name)


def test_a_procedure_is_added_as_the_recipe_says(first_page: tuple[Newcomer, list[str]]) -> None:
    assert first_page[1][-1:] == ["PM granted granted True"]


def test_a_question_is_answered_by_the_machine_and_by_a_person(newcomer: Newcomer) -> None:
    assert newcomer.follow("add-a-question.md") == [
        "review checking",
        "review machine none True True",
        "review Keeper entry False True",
        "R-17",
    ]


def test_a_paper_is_issued_by_the_outbox_and_reads_back(newcomer: Newcomer) -> None:
    made, said = newcomer.follow("add-a-paper.md")
    status, outcome, number, path = said.split()
    assert (made, status, outcome) == ("0 1 1", "VALID", "VALID")
    pdf = Path(path).read_bytes()
    text = text_of(pdf)
    assert (text.count("Applicant"), number in text) == (2, True)  # a name in each language
    (seal,) = (code for code in barcodes.decode(page_of(pdf)) if code[0] == 0xDC)
    read = newcomer.type(f"python manage.py seal read {seal.hex()}")
    assert ("VALID" in read, f"({number})" in read) == (True, True)
