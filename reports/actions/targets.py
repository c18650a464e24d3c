"""Targets are set, changed and taken back; each time is a row, and told to the ledger."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.shared.refusals import Refusal, check
from interior_portal.tallies.boards import Figure
from reports.models import Target
from reports.roles import TARGET_SET
from reports.rules.targets import may_have_target

NO_BETTER = Refusal(
    "no_better", _("More or less of this figure is not better or worse: it has no target.")
)


@transaction.atomic
def set_target(*, figure: Figure, unit: Unit, year: int, value: float | None, by: User) -> Target:
    """What the figure of the unit is to reach in the year; None takes the target back. Raises Refused.

    The same value once more is no second row.
    """
    check(why_not_permitted(by, TARGET_SET, unit))
    check(None if may_have_target(figure) else NO_BETTER)
    Unit.objects.select_for_update().get(pk=unit.pk)  # two at once: one after the other
    newest = Target.objects.filter(figure=figure.code, unit=unit, year=year).order_by("pk").last()
    if newest is not None and newest.value == value:
        return newest
    target = Target.objects.create(figure=figure.code, unit=unit, year=year, value=value, set_by=by)
    audit.record(
        action="reports.target.set",
        by=by,
        subject_kind="figure",
        subject_ref=figure.code,
        data={"unit": unit.code, "year": year, "value": value},
    )
    return target
