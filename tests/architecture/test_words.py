"""Names that say nothing, promises to do it later, and doors that stay shut."""

import ast
import re
from pathlib import Path

from tests.architecture.source import PRODUCT, ROOT, calls, modules, name, place, templates, tree

SAY_NOTHING = re.compile(r"^(utils?|helpers?|common|misc|managers?)$")
LATER = re.compile(r"\b(TODO|FIXME)\b")
THIS_FILE = Path(__file__)


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    found = [
        name(path)
        for path in modules(*PRODUCT, "tests")
        if any(SAY_NOTHING.match(part) for part in path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert found == []


def test_nothing_is_left_for_later() -> None:
    files = [*modules(*PRODUCT, "tests"), *templates(), *(ROOT / "static").rglob("*.[cj]s*")]
    found = [name(path) for path in files if LATER.search(path.read_text()) and path != THIS_FILE]
    assert found == []


def test_no_output_is_trusted_and_no_form_unguarded() -> None:
    """Only what machines ask is open to posts from anywhere: it knows nobody and writes nothing."""
    forbidden = {"mark_safe", "csrf_exempt"}
    names = [
        f"{place(path, node)} {node.id}"
        for path in modules(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name) and node.id in forbidden
    ]
    assert [found.partition(":")[0] for found in names] == ["interior_portal/documents/api.py"]
    endpoints = ROOT / "interior_portal/documents/api.py"
    assert not re.search(r"\.(user|session|COOKIES)\b", endpoints.read_text())
    filters = re.compile(r"\|\s*safe\b|autoescape\s+off")
    assert [name(path) for path in templates() if filters.search(_html(path))] == []


def _html(path: Path) -> str:
    """Templates of pages; plain-text messages are not HTML and need no escaping."""
    return path.read_text() if path.suffix == ".html" else ""


def test_product_code_never_lifts_the_triggers_of_the_ledgers() -> None:
    found = [
        place(path, call)
        for path in modules(*PRODUCT)
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and (call.func.value.id, call.func.attr) == ("pgtrigger", "ignore")
    ]
    assert found == []


def test_no_type_checker_or_linter_is_silenced_without_a_reason() -> None:
    """`noqa` names its rule and says why in parentheses; `type: ignore` never stands in product code."""
    bare = re.compile(r"# noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)* \(.+\))")
    ignore = re.compile(r"#\s*type:\s*ignore")
    lines = [
        (f"{name(path)}:{number}", line)
        for path in modules(*PRODUCT, "tests")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if path != THIS_FILE
    ]
    assert [where for where, line in lines if bare.search(line)] == []
    assert [where for where, line in lines if ignore.search(line)] == []
