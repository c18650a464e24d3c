"""Who may write: the engine a case's step, `actions` a directorate's rows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import DIRECTORATES, PRODUCT, ROOT, calls, modules, name, place, tree

DOOR = "interior_portal/workflow/sql/"
CASE_SQL = re.compile(r"\b(UPDATE|INSERT\s+INTO|DELETE\s+FROM)\s+workflow_case\b", re.IGNORECASE)
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "raw", "execute", "executemany",
}  # fmt: skip
SETS = {"add", "remove", "set", "clear"}


def _assigned_steps(path: Path) -> Iterator[str]:
    """`case.step = ...` and `update(step=...)`, wherever they stand."""
    for node in ast.walk(tree(path)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if _is_step_of_a_case(target):
                yield place(path, node)
    for call in calls(path):
        named = isinstance(call.func, ast.Attribute) and call.func.attr in {"update", "create"}
        if named and any(keyword.arg == "step" for keyword in call.keywords):
            yield place(path, call)


def _is_step_of_a_case(target: ast.expr | None) -> bool:
    if not isinstance(target, ast.Attribute) or target.attr != "step":
        return False
    return "case" in ast.unparse(target.value).lower()


def test_only_the_engine_assigns_the_step_of_a_case() -> None:
    others = [path for path in modules(*PRODUCT) if not name(path).startswith(DOOR)]
    assert [found for path in others for found in _assigned_steps(path)] == []
    assert [name(path) for path in others if CASE_SQL.search(path.read_text())] == []


def test_the_door_to_the_case_is_where_this_test_thinks() -> None:
    door = [path for path in modules(*PRODUCT) if name(path).startswith(DOOR)]
    assert any(CASE_SQL.search(path.read_text()) for path in door)


def _is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    return not _is_other(call.func.value)


def _is_other(receiver: ast.expr) -> bool:
    """`super().save()` only passes on; `super` of a model writes nothing by itself."""
    return isinstance(receiver, ast.Call) and getattr(receiver.func, "id", "") == "super"


def _may_write(path: Path) -> bool:
    """Actions; and the demo, which stands in for years of a head's and an administrator's work."""
    inside = path.relative_to(ROOT).parts[1:]
    return inside[0] in {"actions", "actions.py", "demo"}


def test_in_a_directorate_only_actions_write() -> None:
    found = [
        f"{place(path, call)} {ast.unparse(call.func)}"
        for path in modules(*DIRECTORATES)
        if not _may_write(path)
        for call in calls(path)
        if _is_write(call)
    ]
    assert found == []
