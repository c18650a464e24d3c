"""A year of cases in the database: prepared once, told on all cores, written by COPY, sealed at the end.

Many cases go into tables without their indexes and foreign keys, which are made again over them and so
prove what was written; nobody else should write meanwhile. Few go in beside everything else.
"""

import datetime as dt
import gc
import math
import multiprocessing
import os
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from django.db import connection, connections, transaction
from django.utils import timezone

from interior_portal.shared import clock
from interior_portal.shared.copying import reserve
from interior_portal.tallies import actions as tallies
from interior_portal.tallies import recounting
from interior_portal.tallies.heaps import Heap
from interior_portal.tallies.queries import Period
from interior_portal.workflow.ledger import sealing
from interior_portal.workflow.past import bare
from interior_portal.workflow.past.story import Telling
from interior_portal.workflow.sql import hours
from interior_portal.workflow.timing.calendar import known

BATCH = 2000  # cases that are told and written at a time
HERE = 4000  # up to so many are told in this process
BARE = 50_000  # from so many on, tables are filled without their indexes
# How busy the months are, and the days of a week (Monday first); holidays are quiet.
MONTHS = (8, 8, 10, 9, 9, 12, 14, 13, 10, 9, 8, 8)
WEEKDAYS = (18, 17, 16, 15, 4, 6, 20)
HOLIDAY = 0.2
RUNS_ON = dt.timedelta(days=200)
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Year:
    """What is told: the year until the end of yesterday, so that all shifts of cash desks are closed."""

    year: int
    seed: int
    since: dt.datetime
    until: dt.datetime
    days: tuple[dt.date, ...]
    weights: tuple[float, ...]

    def day_of(self, share: float) -> dt.date:
        """The day up to which this share of all cases (0 to 1) has begun."""
        place = bisect_right(self.weights, share * self.weights[-1])
        return self.days[min(place, len(self.days) - 1)]


class Chapter(Protocol):
    """What a directorate tells of a year: its part of all cases, in `<directorate>.demo.bulk`."""

    SHARE: float
    TABLES: Sequence[str]

    def prepare(self, year: Year, telling: Telling, cases: int) -> None:
        """Make units, staff and people, reserve ids; once, before any case is told."""

    def tell(self, telling: Telling, number: int, dice: random.Random) -> None:
        """The story of one case; numbers go up in the order of the days on which cases begin."""

    def conclude(self) -> None:
        """What can be said once all cases are there."""


TABLES = (
    "workflow_case", "workflow_caseevent", "workflow_workitem", "workflow_timer", "workflow_referral",
    "payments_bill", "payments_billline", "payments_payment", "payments_paymentline",
)  # fmt: skip


def year_of(year: int, seed: int) -> Year:
    """`ValueError` when nothing of the year has passed yet."""
    zone = timezone.get_default_timezone()
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), clock.today() - dt.timedelta(1))
    if last < first:
        raise ValueError(f"nothing of {year} has passed yet")
    days = tuple(first + dt.timedelta(n) for n in range((last - first).days + 1))
    calendar = hours.calendar_of(_authority(), dt.datetime.combine(first, dt.time(12), zone))
    weights = accumulate(
        MONTHS[day.month - 1]
        * WEEKDAYS[day.weekday()]
        * (HOLIDAY if day in calendar.holidays else 1)
        for day in days
    )
    begins, ends = (
        dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC)
        for day in (first, last + dt.timedelta(1))
    )
    return Year(year, seed, begins, ends, days, tuple(weights))


def fill(year: Year, chapters: Sequence[Chapter], cases: int, say: Say) -> int:
    """Tell so many cases and write them; how many events stand in the ledger then.

    The chapters share the cases among them. Raises what a database raises; the batches written before stay.
    """
    shares = [chapter.SHARE / sum(each.SHARE for each in chapters) for chapter in chapters]
    counts = [round(cases * share) for share in shares]
    telling = _telling(year)
    with transaction.atomic():
        for chapter, count in zip(chapters, counts, strict=True):
            chapter.prepare(year, telling, count)
    say("people, vehicles and desks are there")
    tables = (*TABLES, *(table for chapter in chapters for table in chapter.TABLES))
    is_bare = cases >= BARE
    if is_bare:
        bare.strip(tables)
    heap = _tell_all(year, chapters, counts, telling)
    say("all cases are told")
    if not is_bare:
        _conclude(year, chapters, heap, say)
        return _seal()
    # The ledger is whole: one core signs it while another makes the indexes again.
    connections.close_all()
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork"), _begin_apart) as core:
        sealed = core.submit(_seal)
        bare.dress(say)
        _conclude(year, chapters, heap, say)
        return sealed.result()


def _conclude(year: Year, chapters: Sequence[Chapter], heap: Heap, say: Say) -> None:
    """What is known once all cases are told: the figures, and what the chapters say last."""
    with transaction.atomic():
        heap.write()
        for chapter in chapters:
            chapter.conclude()
    recounting.take_levels(Period(year.days[0], clock.today()))
    while tallies.fold() == tallies.FOLD_SIZE:
        pass
    say("all figures are merged")


def _seal() -> int:
    """How many events stand under signed roots now."""
    return sum(root.count for root in sealing.seal_events())


def _telling(year: Year) -> Telling:
    """Clocks that begin at the end run on for some months."""
    calendar = hours.calendar_of(_authority(), year.since)
    return Telling(known(calendar, year.days[0], year.days[-1] + RUNS_ON), year.until)


def _authority() -> int:
    from interior_portal.accounts.models import Unit

    return Unit.objects.get(kind=Unit.Kind.AUTHORITY).pk


def _tell_all(
    year: Year, chapters: Sequence[Chapter], counts: Sequence[int], telling: Telling
) -> Heap:
    """All batches in the order of time, so that the ledger grows as it would have."""
    heap = telling.heap
    batches = sorted(
        _batches(counts), key=lambda batch: (batch[1] / max(counts[batch[0]], 1), batch[0])
    )
    global _told  # noqa: PLW0603 (what the forked processes inherit instead of being sent)
    _told = (year, tuple(chapters), telling)
    if sum(counts) <= HERE:
        for batch in batches:
            with transaction.atomic():
                _write(batch)
        return heap
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(os.cpu_count(), fork, _begin_apart) as cores:
        for part in cores.map(_write_apart, batches):
            heap.add(part)
    return heap


Batch = tuple[int, int, int]  # chapter, first number, the number after the last
_told: "tuple[Year, tuple[Chapter, ...], Telling]"


def _batches(counts: Sequence[int]) -> Iterator[Batch]:
    for chapter, count in enumerate(counts):
        parts = math.ceil(count / BATCH)
        for part in range(parts):
            yield chapter, part * BATCH, min(count, (part + 1) * BATCH)


def _begin_apart() -> None:
    """A connection belongs to one process; what is on disk when the machine falls is not asked here."""
    for each in connections.all(initialized_only=True):
        each.connection = None
    gc.freeze()  # what was prepared stays: it is not looked through again and again
    gc.set_threshold(100_000)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _write_apart(batch: Batch) -> Heap:
    telling = _told[2]
    telling.heap.told = {}
    with transaction.atomic():
        _write(batch)
    return telling.heap


def _write(batch: Batch) -> None:
    year, chapters, telling = _told
    number, first, after = batch
    dice = random.Random()  # noqa: S311 (the same year each time)
    for case in range(first, after):
        dice.seed(year.seed << 48 | number << 40 | case)
        chapters[number].tell(telling, case, dice)
    telling.sheets.write()


def reserve_all(tables: Sequence[str], count: int) -> dict[str, int]:
    """The first id of so many in each of the tables."""
    return {table: reserve(table, count) for table in tables}
