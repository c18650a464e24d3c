"""What the engine gives back, and the two refusals that are not about rights or rules."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Advance:
    """Where a case stands after `start` or `advance`.

    `replayed` is true when the key had been used for the same request: nothing was done again, and
    the values are those of the first time.
    """

    case_id: int
    reference: str
    version: int
    step: str
    event_seq: int
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds an item: nobody when `claimed_by_id` is None, and until when if that is limited."""

    item_id: int
    case_id: int
    reference: str
    claimed_by_id: int | None
    claimed_at: dt.datetime | None
    lease_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChange:
    """Where a case stands after something was done about one of its questions."""

    case_id: int
    reference: str
    question: str
    version: int
    step: str
    event_seq: int
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """The deadline of a case after `extend`; None while its clock is paused."""

    case_id: int
    reference: str
    version: int
    due_at: dt.datetime | None
    replayed: bool = False


STALE = Refusal(
    "stale_case",
    _("Someone acted on this case meanwhile. Look at it again before you decide."),
)
KEY_REUSED = Refusal(
    "key_reused",
    _("This page has already been sent with other answers. Open it again and send it once."),
)


class StaleCase(Refused):
    """The case has moved on since the page was shown."""

    def __init__(self) -> None:
        super().__init__(STALE)


class KeyReused(Refused):
    """The idempotency key belongs to another request."""

    def __init__(self) -> None:
        super().__init__(KEY_REUSED)
