"""A procedure as a page of Markdown: a diagram that is drawn where Markdown is shown, and tables."""

from django.utils import translation

from interior_portal.workflow.procedures import Clock, Owner, Procedure, Step, Transition
from interior_portal.workflow.seeing.timeouts import working_time

_OWNERS = {
    Owner.APPLICANT: "applicant",
    Owner.DESK: "desk",
    Owner.SYSTEM: "system",
    Owner.BRANCHES: "the branches",
    Owner.ANSWERS: "who was asked",
    Owner.NONE: "nobody",
}
_CLOCKS = {
    Clock.NOT_STARTED: "has not started",
    Clock.RUNS: "runs",
    Clock.PAUSED: "is paused",
    Clock.ENDED: "has ended",
}


def page(procedure: Procedure) -> str:
    """The whole page, in English, without anything that changes from run to run."""
    with translation.override(None):
        parts = [
            f"# {procedure.label}",
            _heading(procedure),
            "\n".join(["```mermaid", *_diagram(procedure), "```"]),
            "## Steps",
            _table(_STEP_COLUMNS, [_step_row(step) for step in procedure.steps]),
            "## Transitions",
            _table(
                _TRANSITION_COLUMNS,
                [_transition_row(transition) for transition in procedure.transitions],
            ),
        ]
    return "\n\n".join(parts) + "\n"


_STEP_COLUMNS = ("Step", "Shown as", "Whose turn", "The clock", "Outcome")
_TRANSITION_COLUMNS = ("Transition", "Shown as", "From", "To", "By", "Needs", "Then")


def _heading(procedure: Procedure) -> str:
    return (
        f"`{procedure.code}`, version {procedure.version}, of the directorate `{procedure.directorate}`. "
        f"References begin with {procedure.reference_prefix}. Unless the directorate's data say otherwise, "
        f"the promise is {procedure.promise.minutes} working minutes.\n\n"
        "This page is written by `manage.py procedures` from the procedure itself."
    )


def _diagram(procedure: Procedure) -> list[str]:
    lines = ["stateDiagram-v2"]
    lines += (f'    state "{_plain(step.label)}" as {step.code}' for step in procedure.steps)
    lines += [f"    [*] --> {procedure.initial}"]
    for transition in procedure.transitions:
        after = transition.after_minutes
        by = f"{_OWNERS[transition.by]}{f' after {working_time(after)}' * bool(after)}"
        words = f"{_plain(transition.label)} ({by})"
        targets = (transition.target, *transition.opens)
        lines += (
            f"    {s} --> {target} : {words}" for s in transition.source for target in targets
        )
    for step in procedure.steps:
        lines += (
            [f"    {step.code} --> {step.then}{' : all is clear' * bool(step.otherwise)}"]
            if step.then
            else []
        )
        lines += (
            [f"    {step.code} --> {step.otherwise} : something is not"] if step.otherwise else []
        )
    lines += (f"    {step.code} --> [*]" for step in procedure.steps if step.is_final)
    return lines


def _plain(label: object) -> str:
    """Words that cannot be taken for the diagram's own signs."""
    return str(label).replace('"', "'").replace(":", " -").replace(";", ",")


def _step_row(step: Step) -> tuple[str, ...]:
    turn = f"{_OWNERS[step.owner]} ({step.role})" if step.role else _OWNERS[step.owner]
    turn += f", may ask {_codes(step.may_ask)}" if step.may_ask else ""
    clock = _CLOCKS[step.clock] + (f": {step.pause_reason}" if step.pause_reason else "")
    return f"`{step.code}`", str(step.label), turn, clock, step.outcome


def _transition_row(transition: Transition) -> tuple[str, ...]:
    needs = [transition.permission] if transition.permission else []
    needs += ["the case taken"] if transition.needs_claim else []
    after = transition.after_minutes
    needs += [f"{working_time(after)} at the step"] if after else []
    needs += [f"rule `{code}`" for code in transition.rules]
    needs += [f"somebody else than did `{code}`" for code in transition.not_by]
    needs += [f"the answer to `{code}`" for code in transition.needs]
    then = [f"asks `{code}`" for code in transition.asks]
    then += [f"`{code}`" for code in transition.effects]
    then += [f"counts `{code}`" for code in transition.measures]
    return (
        f"`{transition.code}`",
        str(transition.label),
        _codes(transition.source),
        f"`{transition.target}`",
        _OWNERS[transition.by],
        "; ".join(needs),
        "; ".join(then),
    )


def _codes(codes: tuple[str, ...]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
