"""How fast a head sees a board of a year: the whole page as Django answers it, and the SQL of it.

The same page alternately from a database of few and of many cases. Pictures are files of their own, kept once drawn.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.test import Client

    from tests.bench.figures import Side

WARM = 3


def measure_pages(
    few: "Side", many: "Side", rounds: int
) -> dict[str, tuple[float, float, float, float]]:
    """Of each page: median ms here and there, what 95 of 100 stay below there, and the median of its SQL there."""
    readers = (Reader(few.wrapper), Reader(many.wrapper))
    found = {}
    for address in addresses():
        times = [[reader.opened(address) for reader in readers] for _ in range(WARM + rounds)]
        here, there = (list(zip(*side, strict=True)) for side in zip(*times[WARM:], strict=True))
        found[address] = (
            statistics.median(here[0]),
            statistics.median(there[0]),
            sorted(there[0])[rounds * 95 // 100],
            statistics.median(there[1]),
        )
    return found


def addresses() -> Sequence[str]:
    from tests.bench.figure_rows import YEAR

    return [
        f"/reports/{board}/?period={period}"
        for board in ("visas", "vehicles")
        for period in (f"{YEAR}", f"{YEAR}-10")
    ]


class Reader:
    """A co-chair who is signed in, and whose pages come from one of the databases."""

    def __init__(self, wrapper: "BaseDatabaseWrapper") -> None:
        self.wrapper = wrapper
        with self._here():
            self.client = _signed_in()

    def opened(self, address: str) -> tuple[float, float]:
        """Milliseconds of the page, and of the SQL in it. `RuntimeError` when it is no page."""
        spent = 0.0

        def clocked(execute: Any, *statement: Any) -> Any:
            nonlocal spent
            began = time.perf_counter()
            try:
                return execute(*statement)
            finally:
                spent += time.perf_counter() - began

        with self._here(), self.wrapper.execute_wrapper(clocked):
            began = time.perf_counter()
            answer = self.client.get(address)
            whole = time.perf_counter() - began
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        return 1000 * whole, 1000 * spent

    @contextmanager
    def _here(self) -> Iterator[None]:
        from django.db import connections

        connections["default"] = self.wrapper
        yield


def _signed_in() -> "Client":
    from django.test import Client

    from interior_portal.accounts import cast
    from tests.cast import sign_in

    return sign_in(Client(), cast.create()["chair"])


def report_pages(found: dict[str, tuple[float, float, float, float]], cases: int) -> str:
    lines = [
        f"{'page, ms':<36}{'10 thousand':>13}{f'{cases:,}':>13}{'p95':>9}{'ratio':>8}{'SQL':>9}"
    ]
    lines += [
        f"{name:<36}{here:>13.1f}{there:>13.1f}{worst:>9.1f}{there / here:>8.2f}{sql:>9.1f}"
        for name, (here, there, worst, sql) in found.items()
    ]
    return "\n".join(lines) + "\n"
