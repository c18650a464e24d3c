"""Why something may not happen, as a value that a page can show and an action can raise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, named by `code`; `str()` gives the sentence in the reader's language.

    `message` may carry named placeholders, filled from `params`.
    """

    code: str
    message: "str | Promise"
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.params if self.params else text


class Refused(Exception):
    """An action was refused; nothing was changed. The refusal says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal

    def __str__(self) -> str:
        return str(self.refusal)


def check(refusal: Refusal | None) -> None:
    """Raise `Refused` when there is a reason: the twin of every `why_not_x`."""
    if refusal is not None:
        raise Refused(refusal)


NOT_PERMITTED = Refusal("not_permitted", _("Your role does not allow this."))
