"""What a check has to say about something typed: a hindrance, or only a doubt."""

from dataclasses import dataclass

from interior_portal.shared.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; `blocks` says whether one can go on in spite of it."""

    refusal: Refusal
    blocks: bool

    @property
    def code(self) -> str:
        return self.refusal.code

    def __str__(self) -> str:
        return str(self.refusal)
