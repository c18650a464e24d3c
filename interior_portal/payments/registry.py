"""Lines that the apps above print on the closing page of a shift; they fill it from their `apps.py`."""

from collections.abc import Callable

from interior_portal.ui.components import Row

ClosingLine = Callable[[], Row | None]

_closing_lines: dict[str, ClosingLine] = {}


def register_closing_line(code: str, line: ClosingLine) -> None:
    """Print what `line` says when the page of a closed shift is shown; None prints nothing.

    `ValueError` when the code is taken by another.
    """
    if _closing_lines.setdefault(code, line) is not line:
        message = f"two lines of the closing page are called {code!r}"
        raise ValueError(message)


def closing_rows() -> list[Row]:
    """What there is to print now, in the order of registration."""
    rows = [line() for line in _closing_lines.values()]
    return [row for row in rows if row is not None]
