"""Nothing grows beyond what one can hold in mind."""

import ast
from pathlib import Path

from tests.architecture.source import PRODUCT, modules, name, place, templates, tree

MODULE_LINES, FUNCTION_LINES = 500, 50
PAGE_LINES, FRAGMENT_LINES, COMPONENT_LINES = 150, 80, 40


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def template_limit(path: Path) -> int:
    """Components are small, fragments (`_name.html`) middling, pages the largest."""
    if "components" in path.parts:
        return COMPONENT_LINES
    return FRAGMENT_LINES if path.name.startswith("_") else PAGE_LINES


def test_no_module_is_longer_than_500_lines() -> None:
    sizes = {name(path): _lines(path) for path in modules(*PRODUCT, "tests")}
    assert {path: size for path, size in sizes.items() if size > MODULE_LINES} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    too_long = [
        f"{place(path, node)} {node.name}: {_function_lines(node)}"
        for path in modules(*PRODUCT, "tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _function_lines(node) > FUNCTION_LINES
    ]
    assert too_long == []


def test_no_template_is_longer_than_its_kind_allows() -> None:
    sizes = {name(path): (_lines(path), template_limit(path)) for path in templates()}
    assert {path: size for path, size in sizes.items() if size[0] > size[1]} == {}
