"""The part of a minified stylesheet that a set of class names can reach."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_VARIABLE = re.compile(r"(--[\w-]+)\s*:")
_REFERENCE = re.compile(r"var\(\s*(--[\w-]+)")
_NESTING = ("@media", "@supports", "@layer")


@dataclass(frozen=True, slots=True)
class Block:
    """A prelude (selectors or an at-rule) and what its braces hold; `body` is None for `@import ...;`."""

    prelude: str
    body: str | None


def blocks(css: str) -> Iterator[Block]:
    """The top-level blocks of a stylesheet; comments are gone, strings may hold braces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    start = position = 0
    while position < len(css):
        character = css[position]
        if character in "\"'":
            position = _end_of_string(css, position)
        elif character == ";":
            yield Block(css[start:position].strip(), None)
            start = position + 1
        elif character == "{":
            end = _end_of_block(css, position)
            yield Block(css[start:position].strip(), css[position + 1 : end])
            start, position = end + 1, end
        position += 1


def _end_of_string(css: str, start: int) -> int:
    position = start + 1
    while css[position] != css[start]:
        position += 2 if css[position] == "\\" else 1
    return position


def _end_of_block(css: str, start: int) -> int:
    depth, position = 0, start
    while True:
        character = css[position]
        if character in "\"'":
            position = _end_of_string(css, position)
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return position
        position += 1


def reachable(css: str, classes: frozenset[str], *, companion: str = "") -> str:
    """`css` without selectors that name another class, dark themes by attribute, and variables nobody reads.

    `companion` is the stylesheet loaded after it: variables that it reads are kept.
    """
    kept = "".join(_keep(block, classes) for block in blocks(css))
    return _without_idle_variables(kept, companion)


def _keep(block: Block, classes: frozenset[str]) -> str:
    if block.body is None:
        return "" if block.prelude.startswith("@charset") else f"{block.prelude};"
    if block.prelude.startswith(_NESTING):
        inner = "".join(_keep(child, classes) for child in blocks(block.body))
        return f"{block.prelude}{{{inner}}}" if inner else ""
    if block.prelude.startswith("@"):
        return f"{block.prelude}{{{block.body}}}" if block.prelude.startswith("@font-face") else ""
    selectors = [selector for selector in _split(block.prelude) if _wanted(selector, classes)]
    return f"{','.join(selectors)}{{{block.body}}}" if selectors else ""


def _split(selectors: str) -> list[str]:
    """The selectors of a list; commas within brackets belong to a selector."""
    return [part.strip() for part in re.split(r",(?![^(]*\))", selectors)]


def _wanted(selector: str, classes: frozenset[str]) -> bool:
    if "[data-bs-theme=dark]" in selector:
        return False
    inside_not = re.sub(r":not\([^)]*\)", "", selector)
    return all(name in classes for name in _CLASS.findall(inside_not))


def _without_idle_variables(css: str, companion: str) -> str:
    """Drop declarations of custom properties that no `var()` reads, until none is left."""
    while True:
        read = set(_REFERENCE.findall(css + companion))
        idle = {name for name in _VARIABLE.findall(css) if name not in read}
        if not idle:
            return re.sub(r"[^{}]+\{\s*\}", "", css)
        names = "|".join(re.escape(name) for name in sorted(idle, key=len, reverse=True))
        css = re.sub(rf"(?<=[{{;])(?:{names})\s*:[^;}}]*(?:;|(?=}}))", "", css)
