"""Order the book of an edition, cancel the order, and carry it out: a stage is an outbox row and a commit.

A worker that dies leaves the stages before as they were: the figures are not read again and no chart is drawn twice.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import REPORT_WRITE
from interior_portal.outbox import actions as outbox
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused, check
from reports.actions.annual.editions import BEING_MADE, RELEASED, locked, note
from reports.models import Edition, LaidOut, Making
from reports.models.annual.makings import OPEN
from reports.queries.annual.chapters import may_for_all
from reports.roles import REPORT_MAKE

PREFIX = "AR"
OVER = Refusal("making_over", _("This order is over already."))
Stage, State = Making.Stage, Making.State


@transaction.atomic
def order(
    *, edition: Edition, languages: str, key: uuid.UUID, by: User, unit: Unit | None = None
) -> Making:
    """Have a book made; of a draft it says so on its cover. The same key is the same order. Raises Refused.

    With a unit it tells of that unit and those below it alone: its head has it made.
    """
    known = Making.objects.filter(key=key, edition=edition).first()
    if known is not None:
        return known
    edition = locked(edition)
    check(why_not_order(edition, by, unit))
    making = Making.objects.create(
        reference=new_reference(PREFIX),
        key=key,
        edition=edition,
        languages=Making.Languages(languages),
        is_proof=edition.state == Edition.State.DRAFT,
        unit=unit,
        ordered_by=by,
    )
    put(making, "snapshot")
    told = {"order": making.reference, "languages": languages}
    note("ordered", edition, by, told | ({"unit": unit.code} if unit else {}))
    return making


@transaction.atomic
def cancel(*, making: Making, by: User) -> Making:
    """End an order; the worker sees it before the next stage or picture. Raises Refused."""
    if not may_make(by, making.unit):
        raise Refused(NOT_PERMITTED)
    making = Making.objects.select_for_update(of=("self",)).get(pk=making.pk)
    if not making.is_open:
        raise Refused(OVER)
    making.state, making.finished_at = State.CANCELLED, clock.now()
    making.save(update_fields=["state", "finished_at"])
    LaidOut.objects.filter(making=making).delete()
    note("order_cancelled", making.edition, by, {"order": making.reference})
    return making


def may_make(by: User, unit: Unit | None) -> bool:
    """The book of the Authority, or that of a unit whose report they write."""
    return may_for_all(by, REPORT_MAKE) or (
        unit is not None and has_permission(by, REPORT_WRITE, unit)
    )


def why_not_order(edition: Edition, by: User, unit: Unit | None = None) -> Refusal | None:
    if not may_make(by, unit):
        return NOT_PERMITTED
    if edition.state == Edition.State.RELEASED and unit is None:
        return RELEASED
    return BEING_MADE if edition.makings.filter(state__in=OPEN).exists() else None


def find_open(making_id: int) -> Making | None:
    """The order while nobody has ended it."""
    makings = Making.objects.select_related("edition__report", "snapshot", "unit", "ordered_by")
    return makings.filter(pk=making_id, state__in=OPEN).first()


def is_open(making: Making) -> bool:
    """Asked between two pictures: whoever cancels has committed meanwhile."""
    return Making.objects.filter(pk=making.pk, state__in=OPEN).exists()


def put(making: Making, stage: str, part: int = 0) -> None:
    """Let the worker go on with a stage, in the commit of the one before."""
    key = f"reports.annual:{making.reference}:{stage}:{part}"
    payload = {"making": making.pk, "stage": stage, "part": part}
    outbox.put("reports.annual_stage", key=key, payload=payload)


def advance(making: Making, stage: Making.Stage, progress: int) -> bool:
    """How far it has come; False when somebody has cancelled it."""
    going = Making.objects.filter(pk=making.pk, state__in=OPEN)
    return going.update(state=State.RUNNING, stage=stage, progress=progress) == 1


def lock_open(making: Making) -> bool:
    """Let nobody else go on with the order until the commit; False when it was ended."""
    going = Making.objects.select_for_update().filter(pk=making.pk, state__in=OPEN)
    return going.values("pk").first() is not None


def fail(making: Making, failure: str) -> None:
    """End the order with the code of a sentence; nothing of it is kept."""
    going = Making.objects.filter(pk=making.pk, state__in=OPEN)
    if not going.update(state=State.FAILED, failure=failure, finished_at=clock.now()):
        return
    LaidOut.objects.filter(making=making).delete()
    note("order_failed", making.edition, None, {"order": making.reference, "why": failure})
