"""What a directorate does of its own beside an advance: to many cases in turn, and when one is undone."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from interior_portal.accounts.models import User
from interior_portal.workflow.results import Advance

# Takes back what an action wrote of its own: called with the id of the case, in the transaction that undoes it.
TakeBack = Callable[[int], None]


class BulkAct(Protocol):
    """A directorate's action on one of many cases. Raises `Refused` when it may not be done."""

    def __call__(
        self, *, case_id: int, by: User, version: int, key: str, data: Mapping[str, Any]
    ) -> Advance: ...


_in_bulk: dict[tuple[str, str], BulkAct] = {}
_take_back: dict[tuple[str, str], TakeBack] = {}


def register_bulk(procedure: str, transition: str, act: BulkAct) -> None:
    """Let the transition be done to many cases, each by `act`; never one that issues a paper."""
    if _in_bulk.setdefault((procedure, transition), act) is not act:
        message = f"{procedure}.{transition} is done in bulk by two actions"
        raise ValueError(message)


def find_bulk(procedure: str, transition: str) -> BulkAct | None:
    return _in_bulk.get((procedure, transition))


def bulk_transitions() -> frozenset[tuple[str, str]]:
    """Procedure and transition of all that may be done in bulk."""
    return frozenset(_in_bulk)


def undoing(procedure: str, transition: str) -> Callable[[TakeBack], TakeBack]:
    """Have the decorated function take back what the directorate wrote beside this transition."""

    def register(function: TakeBack) -> TakeBack:
        if (procedure, transition) in _take_back:
            message = f"{procedure}.{transition} is taken back by two functions"
            raise ValueError(message)
        _take_back[procedure, transition] = function
        return function

    return register


def find_undoing(procedure: str, transition: str) -> TakeBack | None:
    return _take_back.get((procedure, transition))
