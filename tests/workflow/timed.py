"""A procedure of no directorate in which things happen by themselves, in the trunk and in branches."""

from interior_portal.workflow import engine
from interior_portal.workflow.models import Case, Timer
from interior_portal.workflow.procedures import (
    Clock,
    Owner,
    Procedure,
    Promise,
    Step,
    Transition,
)
from tests.workflow.trial import Cast, Trial
from tests.workflow.twofold import CHECKED


def _late(code: str, source: str, target: str, minutes: int) -> Transition:
    return Transition(
        code=code,
        label=code,
        source=(source,),
        target=target,
        by=Owner.SYSTEM,
        after_minutes=minutes,
    )


TIMED = Procedure(
    code="trial.timed",
    version=1,
    label="Timed",
    directorate="trial",
    reference_prefix="TT",
    initial="draft",
    steps=(
        *CHECKED.steps,
        Step(
            code="asked",
            label="asked",
            owner=Owner.APPLICANT,
            clock=Clock.PAUSED,
            pause_reason="awaiting_applicant",
        ),
        Step(code="lapsed", label="lapsed", owner=Owner.NONE, clock=Clock.ENDED, outcome="lapsed"),
    ),
    transitions=(
        *CHECKED.transitions,
        _late("forget_draft", "draft", "lapsed", 5000),
        _late("police_silent", "police_check", "checking", 300),
        _late("tax_silent", "tax_check", "checking", 400),
        _late("cut_short", "checking", "lapsed", 900),
        Transition(
            code="ask",
            label="ask",
            source=("decision",),
            target="asked",
            by=Owner.DESK,
            permission="TRIAL_DECIDE",
        ),
        Transition(
            code="answer",
            label="answer",
            source=("asked",),
            target="decision",
            by=Owner.APPLICANT,
        ),
        _late("give_up_waiting", "asked", "lapsed", 120),
    ),
    promise=Promise(minutes=600),
    release_permission="TRIAL_RELEASE",
    escalation_permission="TRIAL_RELEASE",
    extension_permission="TRIAL_RELEASE",
)


def begin_timed(cast: Cast, key: str = "timed") -> Trial:
    """A case of it at its first step."""
    advance = engine.start(
        procedure=TIMED.code, by=cast.traveller, unit=cast.desk, applicant=cast.traveller, key=key
    )
    return Trial(cast, advance.case_id)


def open_timers(case: Case) -> dict[str, Timer]:
    """The open timers of a case: by what a timeout is about, by their kind the others."""
    rows = Timer.objects.filter(case=case, fired_at=None, dropped_at=None)
    return {row.about if row.kind == "TIMEOUT" else row.kind: row for row in rows}
