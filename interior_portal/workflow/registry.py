"""Procedures, rules and who hears of events; the directorates fill it from their `apps.py`."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from interior_portal.shared.refusals import Refusal
from interior_portal.workflow.context import CaseSnapshot, RuleContext
from interior_portal.workflow.desks import CaseSearch, DeskPage
from interior_portal.workflow.procedures import Label, Procedure
from interior_portal.workflow.questions import Answer, Question, Subject

if TYPE_CHECKING:
    from interior_portal.workflow.forms.questions import AnswerForm

Rule = Callable[[RuleContext], Refusal | None]
LookUp = Callable[[Subject], Mapping[str, Any]]
AutomaticAnswer = Callable[[Subject], Answer | None]
SubjectOf = Callable[[CaseSnapshot], Subject]


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer whose moment has come. `about` is what it was set for."""

    id: int
    case_id: int
    kind: str
    about: str
    fires_at: dt.datetime


WhenDue = Callable[[DueTimer], None]


class UnknownTimerKind(LookupError):
    """No app registered what happens when the timer is due."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A read-only question that is answered at once. Who asks it holds `permission`."""

    code: str
    permission: str
    read: LookUp


_procedures: dict[str, Procedure] = {}
_versions: dict[str, Procedure] = {}
_four_eyes: dict[str, frozenset[str]] = {}
_branches: dict[str, str] = {}
_asking: set[str] = set()
_rules: dict[str, Rule] = {}
_subscribers: dict[str, tuple[str, ...]] = {}
_case_pages: dict[str, str] = {}
_pause_reasons: dict[str, Label] = {}
_extension_reasons: dict[str, Label] = {}
_timer_kinds: dict[str, WhenDue] = {}
_timer_labels: dict[str, Label] = {}
_questions: dict[str, Question] = {}
_subjects: dict[str, SubjectOf] = {}
_answers: dict[str, AutomaticAnswer] = {}
_lookups: dict[str, "Lookup"] = {}
_answer_forms: dict[str, "type[AnswerForm]"] = {}
_desk_pages: dict[str, DeskPage] = {}
_case_searches: dict[str, CaseSearch] = {}


def register_procedure(procedure: Procedure) -> None:
    """Make `procedure` the version that new cases begin under. `ValueError` when its code is taken."""
    known = _procedures.get(procedure.code)
    if known is not None and known.sha256 != procedure.sha256:
        message = f"two procedures are called {procedure.code!r}"
        raise ValueError(message)
    _procedures[procedure.code] = procedure
    remember_version(procedure)


def remember_version(procedure: Procedure) -> None:
    """Keep a version, new or old, by its fingerprint."""
    _versions[procedure.sha256] = procedure
    for transition in procedure.transitions:
        _four_eyes[transition.code] = four_eyes(transition.code) | set(transition.not_by)
        if branch := procedure.branch_of(transition):
            _branches[transition.code] = branch
        if procedure.questions:
            _asking.add(transition.code)


def rule(code: str) -> Callable[[Rule], Rule]:
    """Register the decorated function as the rule `code`: None when it holds, else the reason.

    It is asked on every page that shows the button, so it reads nothing but its context.
    """

    def register(function: Rule) -> Rule:
        if code in _rules:
            message = f"two rules are called {code!r}"
            raise ValueError(message)
        _rules[code] = function
        return function

    return register


def procedures() -> list[Procedure]:
    """The version of each procedure that new cases begin under, by code."""
    return [_procedures[code] for code in sorted(_procedures)]


def get_procedure(code: str) -> Procedure:
    """`LookupError` for a code nobody registered."""
    return _procedures[code]


def versions() -> list[Procedure]:
    """Every version known here: the registered ones, and older ones that were met."""
    return list(_versions.values())


def find_version(sha256: str) -> Procedure | None:
    return _versions.get(sha256)


def four_eyes(transition: str) -> frozenset[str]:
    """Transitions whose last actor matters to `transition` in any version known here."""
    return _four_eyes.get(transition, frozenset())


def branch_of(transition: str) -> str:
    """The branch in which a transition of this code moves, as far as is known here: a first guess."""
    return _branches.get(transition, "")


def may_have_asked(transition: str) -> bool:
    """Whether a procedure that has a transition of this code asks questions: a first guess."""
    return transition in _asking


def is_anything_asked() -> bool:
    """Whether any procedure known here asks questions."""
    return bool(_asking)


def every_four_eyes() -> frozenset[str]:
    """The transitions that matter to any other: what to ask about when somebody takes an item."""
    return frozenset[str]().union(*_four_eyes.values())


def get_rule(code: str) -> Rule:
    """`LookupError` for a code nobody registered."""
    return _rules[code]


def rules() -> frozenset[str]:
    return frozenset(_rules)


def register_case_page(directorate: str, url_name: str) -> None:
    """The page on which an applicant follows a case of the directorate; it takes the reference."""
    if _case_pages.setdefault(directorate, url_name) != url_name:
        message = f"{directorate!r} has two pages for its cases"
        raise ValueError(message)


def case_page(directorate: str) -> str:
    """`LookupError` for a directorate that registered none."""
    return _case_pages[directorate]


def timer_kind(code: str, *, label: Label) -> Callable[[WhenDue], WhenDue]:
    """Register the decorated function as what happens when a timer of this kind is due.

    `label` names that to the administrator whose case it keeps when it fails.
    It is called in the transaction that marks the timer as fired, with the case locked: it may call the
    engine, which joins that transaction. What it raises undoes both, and it is called again later.
    """

    def register(function: WhenDue) -> WhenDue:
        if code in _timer_kinds:
            message = f"two kinds of timers are called {code!r}"
            raise ValueError(message)
        _timer_kinds[code] = function
        _timer_labels[code] = label
        return function

    return register


def get_timer_kind(code: str) -> WhenDue:
    """`UnknownTimerKind` for a kind nobody registered."""
    try:
        return _timer_kinds[code]
    except KeyError as error:
        raise UnknownTimerKind(f"no kind of timer is called {code}") from error


def timer_label(code: str) -> Label:
    """What happens when a timer of this kind is due; its code where nobody registered it."""
    return _timer_labels.get(code, code)


def timer_kinds() -> frozenset[str]:
    return frozenset(_timer_kinds)


def subscribe(event: str, handler: str) -> None:
    """Let the outbox handler `handler` hear of every event of this code, after its commit.

    It gets the payload of an effect: `{"case": id, "reference": ..., "seq": ...}`. Events are those of
    transitions, of starts (`<procedure>.started`), of a step that waited for answers
    (`<procedure>.<step>.answered`), and `workflow.asked`, `answered`, `question_withdrawn`, `reminded`,
    `question_overdue`.
    """
    _subscribers[event] = tuple(dict.fromkeys((*_subscribers.get(event, ()), handler)))


def subscribers(event: str) -> tuple[str, ...]:
    """The handlers that hear of an event; none for most."""
    return _subscribers.get(event, ())


def subscriptions() -> dict[str, tuple[str, ...]]:
    """All of them, by event."""
    return dict(_subscribers)


def register_question(question: Question) -> None:
    """Called by who asks. `ValueError` when its code is taken by another question."""
    if _questions.setdefault(question.code, question) != question:
        message = f"two questions are called {question.code!r}"
        raise ValueError(message)


def get_question(code: str) -> Question:
    """`LookupError` for a code nobody registered."""
    return _questions[code]


def find_question(code: str) -> Question | None:
    return _questions.get(code)


def questions() -> list[Question]:
    """All of them, by code."""
    return [_questions[code] for code in sorted(_questions)]


def units_that_answer() -> tuple[str, ...]:
    """The codes of all units that questions are put to."""
    return tuple(sorted({question.unit for question in _questions.values()}))


def is_answered_by(procedure: str) -> bool:
    """Whether the cases of this procedure answer a question."""
    return any(question.procedure == procedure for question in _questions.values())


def subject(code: str) -> Callable[[SubjectOf], SubjectOf]:
    """Register, by who asks, what the question `code` is about: asked under the case's lock, reads only."""

    def register(function: SubjectOf) -> SubjectOf:
        if _subjects.setdefault(code, function) is not function:
            message = f"question {code!r} is about two things"
            raise ValueError(message)
        return function

    return register


def find_subject(code: str) -> SubjectOf | None:
    return _subjects.get(code)


def answers(code: str) -> Callable[[AutomaticAnswer], AutomaticAnswer]:
    """Register, by who answers, the automatic answer to `code`; None means that a person must look.

    It is asked under the asking case's lock, in a savepoint: it reads, and reads little. One that raises
    is logged, and a person must look.
    """

    def register(function: AutomaticAnswer) -> AutomaticAnswer:
        if _answers.setdefault(code, function) is not function:
            message = f"question {code!r} has two automatic answers"
            raise ValueError(message)
        return function

    return register


def find_automatic_answer(code: str) -> AutomaticAnswer | None:
    return _answers.get(code)


def register_answer_form(code: str, form: "type[AnswerForm]") -> None:
    """The form in which a person answers `code`, where outcome and note are not enough."""
    if _answer_forms.setdefault(code, form) is not form:
        message = f"question {code!r} has two answer forms"
        raise ValueError(message)


def find_answer_form(code: str) -> "type[AnswerForm] | None":
    return _answer_forms.get(code)


def register_desk_page(directorate: str, page: DeskPage) -> None:
    """What the common desk shows of the directorate's cases, and where it opens one."""
    if _desk_pages.setdefault(directorate, page) != page:
        message = f"{directorate!r} has two pages at the desk"
        raise ValueError(message)


def desk_pages() -> Mapping[str, DeskPage]:
    """By directorate, in the order of their codes."""
    return {directorate: _desk_pages[directorate] for directorate in sorted(_desk_pages)}


def find_desk_page(procedure: str) -> DeskPage | None:
    """The desk page for the cases of a procedure; None where its directorate has none."""
    known = _procedures.get(procedure)
    return _desk_pages.get(known.directorate) if known else None


def register_case_search(directorate: str, search: CaseSearch) -> None:
    """How the directorate finds its cases by what somebody typed."""
    if _case_searches.setdefault(directorate, search) is not search:
        message = f"{directorate!r} searches its cases in two ways"
        raise ValueError(message)


def find_case_search(directorate: str) -> CaseSearch | None:
    return _case_searches.get(directorate)


def register_pause_reason(code: str, label: Label) -> None:
    """Why the time of a case may stand still, in words that applicants read."""
    _register_words(_pause_reasons, code, label)


def pause_reasons() -> Mapping[str, Label]:
    return MappingProxyType(_pause_reasons)


def register_extension_reason(code: str, label: Label) -> None:
    """Why a case may get more time, in a sentence that applicants read."""
    _register_words(_extension_reasons, code, label)


def extension_reasons() -> Mapping[str, Label]:
    return MappingProxyType(_extension_reasons)


def extension_reason(code: str) -> Label:
    """`LookupError` for a code nobody registered."""
    return _extension_reasons[code]


def _register_words(words: dict[str, Label], code: str, label: Label) -> None:
    if words.setdefault(code, label) != label:
        message = f"{code!r} has two meanings"
        raise ValueError(message)


def lookup(code: str, *, permission: str) -> Callable[[LookUp], LookUp]:
    """Register the decorated function as the lookup `code`: it reads and gives back what is known.

    It is called through `lookups.look_up` alone, which writes a line into the ledger first.
    """

    def register(function: LookUp) -> LookUp:
        if _lookups.setdefault(code, Lookup(code, permission, function)).read is not function:
            message = f"two lookups are called {code!r}"
            raise ValueError(message)
        return function

    return register


def get_lookup(code: str) -> Lookup:
    """`LookupError` for a code nobody registered."""
    return _lookups[code]


def lookups() -> list[Lookup]:
    """All of them, by code."""
    return [_lookups[code] for code in sorted(_lookups)]
