"""What happens when the engine's own timers are due."""

from interior_portal.workflow import engine
from interior_portal.workflow.registry import DueTimer, timer_kind
from interior_portal.workflow.timing.timers import TIMEOUT


@timer_kind(TIMEOUT)
def move_on(timer: DueTimer) -> None:
    """The case has stood at its step for as long as the procedure allows: the transition happens."""
    engine.advance(
        case_id=timer.case_id,
        transition=timer.about,
        by=None,
        version=None,
        key=f"timer:{timer.id}",
    )
