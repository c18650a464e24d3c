"""What the engine counts of every case, whatever the directorate: pure, from the clock before and after a move."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from interior_portal.tallies.spread import bucket_of, numeral_of
from interior_portal.workflow.timing.deadline import Deadline

BEGUN, HANDLED, KEPT, STEPS, AT_COUNTER = "begun", "handled", "kept", "steps", "at_counter"
OPEN_AGE = "open_age"  # taken at night (`measures`)
ASKED, ANSWERED_AT_ONCE = "asked", "answered_at_once"


@dataclass(frozen=True, slots=True)
class Counted:
    """One row for the tallies; day, unit and category are the case's."""

    measure: str
    count: int = 1
    bucket: int | None = None  # of a measure that is spread
    amount: int | None = None

    def spread(self, sign: int = 1) -> str:
        """As PostgreSQL reads a numeric."""
        return "NULL" if self.bucket is None else numeral_of(self.bucket, sign * self.count)


def of_clock(
    directorate: str, before: Deadline, after: Deadline, *, events: int, is_at_counter: bool
) -> Iterator[Counted]:
    """A promise that begins, and one that ends; `events` is the number of the event that does it.

    A case that ends before its promise began says nothing about the work.
    """
    if before.received_at is None and after.received_at is not None:
        yield Counted(f"{directorate}.{BEGUN}")
    if before.clock_ended_at is not None or after.clock_ended_at is None:
        return
    if after.received_at is None:
        return
    seconds = max(0, int((after.clock_ended_at - after.received_at).total_seconds()))
    yield Counted(f"{directorate}.{HANDLED}", bucket=bucket_of(seconds), amount=seconds)
    if after.due_at is not None and after.clock_ended_at <= after.due_at:
        yield Counted(f"{directorate}.{KEPT}")
    yield Counted(f"{directorate}.{STEPS}", amount=events)
    if is_at_counter:
        yield Counted(f"{directorate}.{AT_COUNTER}")


def of_questions(directorate: str, at_once: Collection[bool]) -> Iterator[Counted]:
    """Questions that are put to others, each with whether the machine knew the answer."""
    if at_once:
        yield Counted(f"{directorate}.{ASKED}", count=len(at_once))
    if known := sum(at_once):
        yield Counted(f"{directorate}.{ANSWERED_AT_ONCE}", count=known)
