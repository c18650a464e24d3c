"""System checks: procedures name nothing that is not registered, and change only with their number."""

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import AppConfig
from django.core import checks

from interior_portal.accounts.registry import find_role, roles_with
from interior_portal.outbox import registry as outbox
from interior_portal.tallies import registry as tallies
from interior_portal.workflow import registry, versions
from interior_portal.workflow.models import ProcedureVersion
from interior_portal.workflow.procedures import Owner, Procedure
from interior_portal.workflow.questions import Question
from interior_portal.workflow.timing.timers import KINDS
from interior_portal.workflow.verbs import answering


def check_registered_names(
    app_configs: Collection[AppConfig] | None,  # noqa: ARG001 (Django names it)
    **_options: Any,
) -> list[checks.CheckMessage]:
    """Rules, measures, effects and permissions of every procedure exist by the time all apps are ready."""
    return [
        checks.Error(f"Procedure {procedure.code} {fault}.", id="workflow.E001")
        for procedure in registry.procedures()
        for fault in _unknown_names(procedure)
    ]


def check_questions(
    app_configs: Collection[AppConfig] | None,  # noqa: ARG001 (Django names it)
    **_options: Any,
) -> list[checks.CheckMessage]:
    """Questions can be answered, and whoever wants to hear of an event can be told of it."""
    faults = [
        (f"Question {question.code} {fault}.", "workflow.E003")
        for question in registry.questions()
        for fault in _unanswerable(question)
    ]
    faults += [
        (f"Procedure {procedure.code} asks {code!r}, which nobody registered.", "workflow.E004")
        for procedure in registry.procedures()
        for code in sorted(procedure.questions)
        if registry.find_question(code) is None
    ]
    faults += [(f"{fault}.", "workflow.E005") for fault in _unheard()]
    return [checks.Error(message, id=code) for message, code in faults]


def check_timer_kinds(
    app_configs: Collection[AppConfig] | None,  # noqa: ARG001 (Django names it)
    **_options: Any,
) -> list[checks.CheckMessage]:
    """Whatever timer the engine sets, this process knows what happens when it is due."""
    return [
        checks.Error(
            f"Nobody registered what happens when a timer {kind} is due.", id="workflow.E006"
        )
        for kind in sorted(KINDS - registry.timer_kinds())
    ]


def _unanswerable(question: Question) -> Iterator[str]:
    if find_role(question.role) is None:
        yield f"is put to the unknown role {question.role!r}"
    yield from (
        f"needs {permission}, which no role has"
        for permission in (question.permission, question.release_permission)
        if permission and not roles_with(permission)
    )
    if not question.procedure:
        return
    procedure = next((p for p in registry.procedures() if p.code == question.procedure), None)
    if procedure is None:
        yield f"is answered by the unknown procedure {question.procedure!r}"
        return
    known = {outcome.code for outcome in question.outcomes}
    answering = _answering_ends(procedure, question.withdrawal)
    yield from (
        f"has no outcome {step.outcome!r}, in which {procedure.code} may end"
        for step in procedure.steps
        if step.code in answering and step.outcome not in known
    )
    yield from _not_withdrawn(question, procedure)


def _answering_ends(procedure: Procedure, withdrawal: str) -> set[str]:
    """The steps in which a case of the procedure ends with an answer, not because it was withdrawn."""
    reached = {t.target for t in procedure.transitions if t.code != withdrawal}
    reached |= {code for step in procedure.steps for code in (step.then, step.otherwise) if code}
    return {step.code for step in procedure.steps if step.is_final and step.code in reached}


def _not_withdrawn(question: Question, procedure: Procedure) -> Iterator[str]:
    """Its withdrawal ends a case wherever that stands, and nothing but the engine decides it."""
    found = next((t for t in procedure.transitions if t.code == question.withdrawal), None)
    if found is None:
        yield f"is withdrawn by {question.withdrawal!r}, which {procedure.code} does not know"
        return
    if found.by is not Owner.SYSTEM or found.rules or found.needs or found.after_minutes:
        yield f"is withdrawn by {found.code!r}, which the system does not carry out at once and always"
    if not procedure.step(found.target).is_final:
        yield f"is withdrawn by {found.code!r}, which does not end {procedure.code}"
    yield from (
        f"is not withdrawn by {found.code!r} from the step {step.code!r}"
        for step in procedure.steps
        if not step.is_final and not step.branch and step.code not in found.source
    )


def _unheard() -> Iterator[str]:
    events, handlers = set(answering.EVENTS), set(outbox.codes())
    for procedure in registry.procedures():
        events |= {procedure.event_code(transition) for transition in procedure.transitions}
        events.add(f"{procedure.code}.started")
        events |= {
            f"{procedure.code}.{step.code}.answered" for step in procedure.steps if step.then
        }
    for event, hearing in registry.subscriptions().items():
        if event not in events:
            yield f"Somebody wants to hear of {event!r}, which never happens"
        yield from (f"{event!r} has no handler {h!r}" for h in hearing if h not in handlers)


def _unknown_names(procedure: Procedure) -> Iterator[str]:
    rules, effects = registry.rules(), set(outbox.codes())
    measures = {measure.code for measure in tallies.measures()}
    for transition in procedure.transitions:
        yield from (f"names the unknown rule {r!r}" for r in transition.rules if r not in rules)
        yield from (f"has no handler {e!r}" for e in transition.effects if e not in effects)
        yield from (
            f"could be undone, but {e!r} is not marked as a message"
            for e in transition.effects
            if transition.undo_seconds and e in effects and not outbox.is_message(e)
        )
        yield from (f"counts the unknown {m!r}" for m in transition.measures if m not in measures)
    reasons = {step.pause_reason for step in procedure.steps} - {""}
    yield from (
        f"pauses for the reason {reason!r}, for which there are no words"
        for reason in sorted(reasons - registry.pause_reasons().keys())
    )
    needed = {transition.permission for transition in procedure.transitions}
    needed |= {procedure.entry_permission, procedure.release_permission}
    needed |= {procedure.escalation_permission, procedure.extension_permission}
    yield from (
        f"needs {permission}, which no role has"
        for permission in sorted(needed - {""})
        if not roles_with(permission)
    )


def check_unchanged_versions(
    app_configs: Collection[AppConfig] | None,  # noqa: ARG001 (Django names it)
    databases: Collection[str] | None = None,
    **_options: Any,
) -> list[checks.CheckMessage]:
    """A graph that differs from the stored one of its number needs a new number."""
    if not databases or not versions.is_kept():
        return []
    return [
        checks.Error(
            f"Procedure {procedure.code} was changed, but is still version {procedure.version}.",
            hint="Give it the next version number; running cases keep the version they began with.",
            obj=ProcedureVersion,
            id="workflow.E002",
        )
        for procedure in versions.changed_without_number()
    ]
