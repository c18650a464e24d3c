"""What happens when the engine's own timers are due."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.notices import actions as notices
from interior_portal.shared import clock
from interior_portal.workflow import engine
from interior_portal.workflow.messages import NEAR_BREACH as NEAR_BREACH_NOTICE
from interior_portal.workflow.models import Case, WorkItem
from interior_portal.workflow.queries.questions import open_question
from interior_portal.workflow.registry import DueTimer, timer_kind
from interior_portal.workflow.timing.timers import BREACH, NEAR_BREACH, REFERRAL_DUE, TIMEOUT


@timer_kind(TIMEOUT, label=_("The case moves on by itself"))
def move_on(timer: DueTimer) -> None:
    """The case has stood at its step for as long as the procedure allows: the transition happens."""
    engine.advance(
        case_id=timer.case_id,
        transition=timer.about,
        by=None,
        version=None,
        key=f"timer:{timer.id}",
    )


@timer_kind(NEAR_BREACH, label=_("Its holder is warned that little time is left"))
def warn(timer: DueTimer) -> None:
    """Who holds the case hears that little time is left; while it lies in a queue nobody does."""
    items = WorkItem.objects.filter(
        case=timer.case_id, closed_at=None, referral=None, claimed_by__is_active=True
    )
    held = items.exclude(lease_until__lte=clock.now()).values("claimed_by")
    reference = Case.objects.values_list("reference", flat=True).get(pk=timer.case_id)
    for holder in User.objects.filter(pk__in=held):
        notices.send(
            kind=NEAR_BREACH_NOTICE,
            to=holder,
            about=reference,
            key=f"{NEAR_BREACH_NOTICE}:{timer.id}:{holder.pk}",
        )


@timer_kind(BREACH, label=_("The promise is recorded as broken"))
def record_breach(timer: DueTimer) -> None:
    """The promise is broken: the engine says so, and the worker tells people."""
    engine.breach(case_id=timer.case_id, due_at=dt.datetime.fromisoformat(timer.about))


@timer_kind(REFERRAL_DUE, label=_("A question is recorded as overdue"))
def note_overdue(timer: DueTimer) -> None:
    """A desk has not answered in time: the ledger says so, and who asked and who heads the desk hear of it."""
    asked = open_question(timer.case_id, timer.about)
    if asked is not None:
        engine.question_overdue(referral_id=asked.pk, key=f"timer:{timer.id}")
