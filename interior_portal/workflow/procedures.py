"""What a directorate declares at design time: procedures as immutable data.

A procedure is a graph of steps and transitions with a promise. Everything here is checked when it is
built, so a procedure that exists can be run; a wrong one stops the start with all its faults.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.functional import Promise as LazyText

Label = str | LazyText


class Owner(enum.Enum):
    """Whose turn it is at a step, or who carries out a transition."""

    APPLICANT = "APPLICANT"
    DESK = "DESK"
    SYSTEM = "SYSTEM"
    BRANCHES = "BRANCHES"
    ANSWERS = "ANSWERS"
    NONE = "NONE"


class Clock(enum.Enum):
    """What the promise does while a case stands at a step."""

    NOT_STARTED = "NOT_STARTED"
    RUNS = "RUNS"
    PAUSED = "PAUSED"
    ENDED = "ENDED"


class ProcedureError(ValueError):
    """A procedure that cannot be run; the message lists every fault."""


class UnknownTransition(KeyError):
    """A version of a procedure does not know the transition that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A place where a case can stand.

    `role` names the queue of the desk (owner DESK only). A non-empty `outcome` makes the step final;
    the outcomes `refused` and `withdrawn` are shown as what they are, any other as a success.
    `applicant_label` is what the applicant reads where the label would tell what is still being weighed.

    At a step of the owner BRANCHES the case waits until every branch that was opened beside it has
    arrived; it then stands at the step `then`. A step of a branch names the branch; it has the clock
    of the step where the case waits.

    At a step of the owner ANSWERS the case waits for the answers to what the way in `asks`; it goes on to
    `then`, or to `otherwise` (if there is one) when an answer is not clear. Its clock says whether the
    promise runs meanwhile. `may_ask` are questions that the desk which holds the item may ask here.
    """

    code: str
    label: Label
    owner: Owner
    clock: Clock
    role: str = ""
    pause_reason: str = ""
    outcome: str = ""
    applicant_label: Label = ""
    branch: str = ""
    then: str = ""
    otherwise: str = ""
    may_ask: tuple[str, ...] = ()

    @property
    def is_final(self) -> bool:
        return bool(self.outcome)

    @property
    def told(self) -> Label:
        """Where the case stands, in words for the applicant."""
        return self.applicant_label or self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A way from some steps to another.

    `permission` is what a desk actor needs at the case's unit, and what a clerk who entered the case
    needs in place of the applicant. `rules` are codes of registered rules, all of which must hold.
    `not_by` are transitions whose last actor may not do this one. `effects` are outbox handlers put
    in the same commit, `measures` are counted in it. `event` is the code of the event; left empty it
    is the procedure's code, a dot and the transition's. `opens` are the first steps of the branches
    that run while the case waits at the target. A transition of the system with `after_minutes` happens
    by itself after so many working minutes at a source, whatever the promise does meanwhile.

    `asks` are codes of questions that it puts to other units: on the way to a step of the owner ANSWERS
    the case waits for them, else it goes on. `needs` are questions of which the latest round must be
    answered or withdrawn.

    For `undo_seconds` its actor may undo it, and so long its effects, all messages, are held.
    """

    code: str
    label: Label
    source: tuple[str, ...]
    target: str
    by: Owner
    permission: str = ""
    rules: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    needs_claim: bool = False
    effects: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    event: str = ""
    form: str = ""
    paper: str = ""
    confirm: bool = False
    opens: tuple[str, ...] = ()
    after_minutes: int = 0
    undo_seconds: int = 0
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """How much working time the Authority gives itself, unless the directorate's data say otherwise."""

    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A service from the first step to its outcomes. Raises `ProcedureError` when it cannot be run.

    `questions` are the codes of all that its cases may ask.
    `entry_permission` is what a clerk needs at the unit to enter a case for somebody else;
    `release_permission` what somebody needs to put back an item that another person holds. Who has the
    `escalation_permission` there is told of a broken promise (nobody when it is empty), and who has the
    `extension_permission` may give a case more time.
    """

    code: str
    version: int
    label: Label
    directorate: str
    reference_prefix: str
    initial: str
    steps: tuple[Step, ...]
    transitions: tuple[Transition, ...]
    promise: Promise
    entry_permission: str = ""
    release_permission: str = ""
    escalation_permission: str = ""
    extension_permission: str = ""
    sha256: str = field(init=False, compare=False)
    questions: frozenset[str] = field(init=False, repr=False, compare=False)
    _steps: Mapping[str, Step] = field(init=False, repr=False, compare=False)
    _transitions: Mapping[str, Transition] = field(init=False, repr=False, compare=False)
    _has_timeouts: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from interior_portal.workflow.definition import fingerprint  # they describe this class
        from interior_portal.workflow.validation import problems

        if found := problems(self):
            raise ProcedureError(f"{self.code}: {'; '.join(found)}")
        steps = {step.code: step for step in self.steps}
        transitions = {transition.code: transition for transition in self.transitions}
        object.__setattr__(self, "_steps", MappingProxyType(steps))
        object.__setattr__(self, "_transitions", MappingProxyType(transitions))
        has_timeouts = any(transition.after_minutes for transition in self.transitions)
        object.__setattr__(self, "_has_timeouts", has_timeouts)
        asked = (part for t in self.transitions for part in t.asks)
        may_be_asked = (part for step in self.steps for part in step.may_ask)
        object.__setattr__(self, "questions", frozenset((*asked, *may_be_asked)))
        object.__setattr__(self, "sha256", fingerprint(self))

    def step(self, code: str) -> Step:
        """The step of this code; `KeyError` when there is none."""
        return self._steps[code]

    def transition(self, code: str) -> Transition:
        """The transition of this code; `UnknownTransition` when there is none."""
        try:
            return self._transitions[code]
        except KeyError as error:
            raise UnknownTransition(code) from error

    def branch_of(self, transition: Transition) -> str:
        """The branch in which a transition moves; empty for the trunk."""
        return self._steps[transition.source[0]].branch

    @property
    def has_timeouts(self) -> bool:
        """Whether anything happens by itself after some time."""
        return self._has_timeouts

    def transitions_from(self, step: str) -> tuple[Transition, ...]:
        return tuple(t for t in self.transitions if step in t.source)

    def branches_awaited_at(self, step: str) -> frozenset[str]:
        """The branches that are opened beside a step where cases wait for them."""
        return frozenset(
            self._steps[code].branch
            for transition in self.transitions
            if transition.target == step
            for code in transition.opens
        )

    def event_code(self, transition: Transition) -> str:
        return transition.event or f"{self.code}.{transition.code}"
