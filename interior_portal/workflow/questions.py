"""What directorates ask each other at design time: questions, what may be answered, and about what.

The asker declares a `Question`; its code is what procedures name. Whoever answers may register an
automatic answer for the code; without one, or when it does not know, a person of the answering unit does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from interior_portal.workflow.procedures import Label

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_OUTCOME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_CODE = 60  # the code is the step of the item that lies on the answering desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One of the answers there can be. `is_clear` lets the asking case go its straight way; one that
    `needs_note` has to be explained.
    """

    code: str
    label: Label
    is_clear: bool
    needs_note: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to another unit, declared by the asker. `ValueError` when it cannot be asked.

    `unit` is the code of the unit that answers, `role` the queue there, `permission` what lets somebody
    without the role answer as well, `release_permission` what lets them put back what another holds.
    `promise_minutes` are working minutes of the answering unit. With `is_known_by_table` the machine also
    answers from what the unit has told once for all (`KnownAnswer`), where no automatic answer knows.
    A question with a `procedure` is answered by a case of it at that unit; the outcomes of the procedure
    are those of the question, and `withdrawal` is its transition, by the system, that ends such a case
    when nobody waits for its answer any more.
    """

    code: str
    label: Label
    unit: str
    role: str
    permission: str
    promise_minutes: int
    outcomes: tuple[Outcome, ...]
    subject_label: Label = ""
    procedure: str = ""
    withdrawal: str = ""
    release_permission: str = ""
    is_known_by_table: bool = False

    def __post_init__(self) -> None:
        if faults := self._faults():
            message = f"question {self.code}: {'; '.join(faults)}"
            raise ValueError(message)

    def _faults(self) -> list[str]:
        outcomes = [outcome.code for outcome in self.outcomes]
        found = {
            "its code is a directorate, a dot and a name in lower case, of at most 60 letters": (
                _CODE.fullmatch(self.code) and len(self.code) <= LONGEST_CODE
            ),
            "it names the unit, the role and the permission that answer": (
                self.unit and self.role and self.permission
            ),
            "its promise is at least one minute": self.promise_minutes >= 1,
            "it has outcomes, each once, in lower case": (
                outcomes
                and len(set(outcomes)) == len(outcomes)
                and all(_OUTCOME.fullmatch(code) for code in outcomes)
            ),
            "one of its outcomes is clear": any(outcome.is_clear for outcome in self.outcomes),
            "a procedure that answers it comes with the transition that withdraws its case": (
                bool(self.procedure) == bool(self.withdrawal)
            ),
        }
        return [fault for fault, is_right in found.items() if not is_right]

    def outcome(self, code: str) -> Outcome:
        """The outcome of this code; `LookupError` when the question has none of it."""
        for outcome in self.outcomes:
            if outcome.code == code:
                return outcome
        message = f"question {self.code} has no outcome {code!r}"
        raise LookupError(message)

    @property
    def slug(self) -> str:
        """The code as it stands in an address."""
        return self.code.replace(".", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered. `data` holds what the answer form took: text, whole numbers, lists and mappings.

    `is_clear` follows from the outcome; the engine sets it, whatever an automatic answer says.
    """

    outcome: str
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    is_clear: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """A line of what a question is about. `is_code` keeps an identifier in its own direction."""

    label: Label
    value: str
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a question is about: `kind` such as "vehicle", `rows` for people, `values` for machines.

    Labels are kept in their English source and read in the reader's language.
    """

    kind: str
    rows: tuple[SubjectRow, ...]
    values: Mapping[str, Any]
