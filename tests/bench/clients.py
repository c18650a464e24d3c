"""The engine and the floor with one client and with four at once: does the one scale as the other?"""

import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bench.variants import Ground

CLIENTS, SECONDS = 4, 1.5
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
Turn = tuple[str, int]


def measure(ground: "Ground") -> dict[str, float]:
    """Advances per second of all clients together, the median of the rounds, by variant and clients.

    The clients stay for all rounds; in each the turns come in an order drawn anew.
    """
    from django.db import connections

    from tests.bench import variants

    work = [variants.for_client(ground, number) for number in range(CLIENTS)]
    connections.close_all()  # a connection belongs to one process
    context = multiprocessing.get_context("fork")
    ends, processes = [], []
    for advances in work:
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there, advances), daemon=True)
        process.start()
        ends.append(here)
        processes.append(process)
    try:
        return _rounds(ends)
    finally:
        for end, process in zip(ends, processes, strict=True):
            end.send(None)
            process.join()


def _rounds(ends: list[Connection]) -> dict[str, float]:
    turns: list[Turn] = [(name, number) for name in ("floor", "engine") for number in (1, CLIENTS)]
    rates: dict[Turn, list[float]] = {turn: [] for turn in turns}
    order = random.Random(1)
    for _ in range(1 + ROUNDS):
        drawn = order.sample(turns, len(turns))
        for name, number in drawn:
            for end in ends[:number]:
                end.send(name)
            rates[name, number].append(sum(end.recv() for end in ends[:number]))
    return {
        name if number == 1 else f"{name} x {number}": statistics.median(found[1:])
        for (name, number), found in rates.items()
    }


def _serve(end: Connection, advances: dict[str, Callable[[], None]]) -> None:
    """Until None comes: move cases for a while as the named variant does, and say how many a second."""
    while (name := end.recv()) is not None:
        advance, count, began = advances[name], 0, time.perf_counter()
        while (spent := time.perf_counter() - began) < SECONDS:
            advance()
            count += 1
        end.send(count / spent)
