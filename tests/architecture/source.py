"""The project's own files, read once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DIRECTORATES = tuple(settings.DIRECTORATES)
PRODUCT = ("interior_portal", *DIRECTORATES)


@cache
def modules(*folders: str) -> tuple[Path, ...]:
    """Python files under the folders, without migrations (generated)."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def stylesheets() -> list[Path]:
    return sorted((ROOT / "static").rglob("*.css"))


def name(path: Path) -> str:
    """The path as messages show it: from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def place(path: Path, node: ast.AST) -> str:
    return f"{name(path)}:{getattr(node, 'lineno', 0)}"
