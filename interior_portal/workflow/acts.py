"""What a directorate does of its own beside an advance: to many cases in turn, and when one is undone."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from interior_portal.accounts.models import User
from interior_portal.ui.forms import KeyedForm, PortalForm
from interior_portal.workflow.results import Advance

# Takes back what an action wrote of its own: called with the id of the case, in the transaction that undoes it.
TakeBack = Callable[[int], None]


class BulkAct(Protocol):
    """A directorate's action on one of many cases. Raises `Refused` when it may not be done."""

    def __call__(
        self, *, case_id: int, by: User, version: int, key: str, data: Mapping[str, Any]
    ) -> Advance: ...


class PlainForm(KeyedForm, PortalForm):
    """What a page over many cases asks for where the step itself asks for nothing."""


_in_bulk: dict[tuple[str, str], BulkAct] = {}
_bulk_forms: dict[tuple[str, str], type[KeyedForm]] = {}
_take_back: dict[tuple[str, str], TakeBack] = {}


def register_bulk(
    procedure: str, transition: str, act: BulkAct, form: type[KeyedForm] = PlainForm
) -> None:
    """Let the transition be done to many cases, each by `act`; never one that issues a paper.

    `form` asks once for what is the same for all; what it takes, but for its key, is the `data` of each.
    """
    if _in_bulk.setdefault((procedure, transition), act) is not act:
        message = f"{procedure}.{transition} is done in bulk by two actions"
        raise ValueError(message)
    _bulk_forms[procedure, transition] = form


def find_bulk(procedure: str, transition: str) -> BulkAct | None:
    return _in_bulk.get((procedure, transition))


def bulk_form(procedure: str, transition: str) -> type[KeyedForm]:
    """What is asked for once before the transition is done to many cases."""
    return _bulk_forms[procedure, transition]


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
