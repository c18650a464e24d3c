"""What can be done about a recommendation in which state, and when its owner is reminded."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

MONTH, WEEK = 30, 7  # days before the due date
AGAIN = 30  # days after which an overdue one is told again


class Verb(StrEnum):
    TAKE = "take"  # its owner begins
    DONE = "done"  # its owner says that it is done
    CONFIRM = "confirm"  # somebody else has looked at the evidence
    RETURN = "return"  # ... and is not convinced
    DROP = "drop"  # nobody will do it
    CARRY = "carry"  # it goes on in the next year


@dataclass(frozen=True, slots=True)
class Course:
    """From which states a verb leads where; who settles is not who owns."""

    sources: frozenset[str]
    target: str
    is_settling: bool
    needs_reason: bool = False


RUNNING = frozenset({"OPEN", "IN_HAND"})
UNSETTLED = RUNNING | {"REPORTED"}
COURSES = {
    Verb.TAKE: Course(frozenset({"OPEN"}), "IN_HAND", is_settling=False),
    Verb.DONE: Course(RUNNING, "REPORTED", is_settling=False),
    Verb.CONFIRM: Course(frozenset({"REPORTED"}), "DONE", is_settling=True),
    Verb.RETURN: Course(frozenset({"REPORTED"}), "IN_HAND", is_settling=True, needs_reason=True),
    Verb.DROP: Course(UNSETTLED, "DROPPED", is_settling=True, needs_reason=True),
    Verb.CARRY: Course(UNSETTLED, "CARRIED_OVER", is_settling=True, needs_reason=True),
}


def reminder_of(due_on: dt.date, today: dt.date) -> str:
    """Which reminder belongs to a day: "30", "7", "late0", "late1" ...; empty when it is too early.

    A day on which nothing was sent is made up for on the next one; each name is sent once.
    """
    left = (due_on - today).days
    if left < 0:
        return f"late{(-left - 1) // AGAIN}"
    if left <= WEEK:
        return str(WEEK)
    return str(MONTH) if left <= MONTH else ""
