"""What a role gets at a page, and how the table of all pages says it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from tests.scenarios import Scenario

ROLES = (
    "anonymous",
    "traveller",
    "rival",
    "host",
    "cashier",
    "cash_supervisor",
    "officer",
    "head",
    "auditor",
    "other_officer",
    "clerk",
    "owner",
    "buyer",
    "vehicle_clerk",
    "vehicle_officer",
    "vehicle_head",
    "traffic_answers",
    "chair",
    "secretary",
    "administrator",
)
CITIZENS = ("traveller", "rival", "host", "owner", "buyer")
STAFF = tuple(role for role in ROLES[1:] if role not in CITIZENS)


class Answer(Enum):
    OPEN = "200"
    SIGN_IN = "302 to a sign-in page"
    ONWARD = "302 to another page"
    REFUSED = "403"
    MISSING = "404"
    NOT_SO = "405: not with this method"


OPEN, SIGN_IN, ONWARD, REFUSED, MISSING, NOT_SO = Answer
Kwargs = Callable[[Scenario], dict[str, Any]]


def nothing(_scenario: Scenario) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Page:
    """`answers` by role; `method` is how the page is asked."""

    answers: Mapping[str, Answer]
    kwargs: Kwargs
    method: Literal["GET", "POST"]


def page(
    others: Answer,
    *exceptions: tuple[Answer, tuple[str, ...]],
    kwargs: Kwargs = nothing,
    method: Literal["GET", "POST"] = "GET",
) -> Page:
    """What all roles get but those of `exceptions`, of which a later one wins."""
    answers = dict.fromkeys(ROLES, others)
    for answer, roles in exceptions:
        answers |= dict.fromkeys(roles, answer)
    return Page(answers, kwargs, method)


def public(kwargs: Kwargs = nothing, answer: Answer = OPEN) -> Page:
    """The same for everyone."""
    return page(answer, kwargs=kwargs)


def own(answer: Answer = OPEN, **more: Any) -> Page:
    """A page that everyone has for themselves once signed in."""
    return page(answer, (SIGN_IN, ("anonymous",)), **more)


def of(*roles: str, answer: Answer = OPEN, **more: Any) -> Page:
    """A page about something of somebody's: for everyone else it does not exist."""
    return page(MISSING, (SIGN_IN, ("anonymous",)), (answer, roles), **more)


def at_work(*roles: str, answer: Answer = OPEN, **more: Any) -> Page:
    """A page of those roles: everyone else is refused."""
    return page(REFUSED, (SIGN_IN, ("anonymous",)), (answer, roles), **more)


def door(answer: Answer) -> Page:
    """A page of signing in: `answer` for strangers, onward for who is in already."""
    return page(ONWARD, (answer, ("anonymous",)))


def fixed(**kwargs: Any) -> Kwargs:
    return lambda _scenario: kwargs


HEADS = ("head", "vehicle_head")
OF_AUTHORITY = ("chair", "secretary")
FIGURE_READERS = (*HEADS, "auditor", *OF_AUTHORITY)
