"""A procedure of no directorate in which things happen by themselves, in the trunk and in branches."""

from functools import partial

from interior_portal.workflow import engine
from interior_portal.workflow.models import Case, Timer
from interior_portal.workflow.procedures import Clock, Owner, Procedure, Promise, Step
from tests.building import end_step, move
from tests.workflow.trial import Cast, Trial
from tests.workflow.twofold import CHECKED

_late = partial(move, by=Owner.SYSTEM)
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
        end_step("lapsed"),
    ),
    transitions=(
        *CHECKED.transitions,
        _late("forget_draft", "draft", "lapsed", after_minutes=5000),
        _late("police_silent", "police_check", "checking", after_minutes=300),
        _late("tax_silent", "tax_check", "checking", after_minutes=400),
        _late("cut_short", "checking", "lapsed", after_minutes=900),
        move("ask", "decision", "asked", "TRIAL_DECIDE"),
        move("answer", "asked", "decision", by=Owner.APPLICANT),
        _late("give_up_waiting", "asked", "lapsed", after_minutes=120),
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
