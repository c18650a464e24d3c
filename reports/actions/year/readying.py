"""What is written about readiness: what is measured, what is to be reached, what was measured."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import YEAR_KEEP
from interior_portal.audit import actions as audit
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, check
from reports.models import Indicator, IndicatorTarget, Measurement

NOT_THERE = Refusal("not_there", _("This indicator is not measured at this unit."))
ENDED = Refusal("ended", _("This indicator is no longer measured."))
YEAR_OVER = Refusal("year_over", _("This year is over: its targets stay as they were."))
NOT_YET = Refusal("not_yet", _("This month is still to come."))
SAME = Refusal("same", _("This value stands already for this month."))
REASON_MISSING = Refusal(
    "reason_missing", _("This month was measured already: write why the value is corrected.")
)


@transaction.atomic
def define(*, indicator: Indicator, key: str, by: User) -> Indicator:
    """Keep an indicator that is not saved yet, measured from this month on; the same key once. Raises Refused."""
    check(_keeps(by, indicator.unit))
    _lock(indicator.unit)
    known = Indicator.objects.filter(key=key).first()
    if known is not None:
        return known
    indicator.key, indicator.since = key, clock.today().replace(day=1)
    indicator.code = indicator.code or new_reference("I")
    indicator.save(force_insert=True)
    _told(indicator, "defined", by)
    return indicator


@transaction.atomic
def end(*, indicator: Indicator, reason: str, by: User) -> Indicator:
    """It is no longer measured; what was measured stays. Raises Refused."""
    held = Indicator.objects.select_for_update(of=("self",)).select_related("unit")
    row = held.get(pk=indicator.pk)
    check(_keeps(by, row.unit))
    check(None if row.is_measured else ENDED)
    row.is_measured = False
    row.save(update_fields=["is_measured"])
    _told(row, "ended", by, reason=reason)
    return row


@transaction.atomic
def set_target(
    *, indicator: Indicator, unit: Unit, year: int, target: Decimal, by: User
) -> IndicatorTarget:
    """What a unit is to reach in a year that is not over; the same once more is no second row. Raises Refused."""
    check(_at(indicator, unit, by))
    check(None if year >= clock.today().year else YEAR_OVER)
    known = indicator.targets.filter(unit=unit, year=year).order_by("-pk").first()
    if known is not None and known.target == target:
        return known
    made = IndicatorTarget.objects.create(
        indicator=indicator, unit=unit, year=year, target=target, set_by=by, set_at=clock.now()
    )
    _told(indicator, "target_set", by, unit=unit.code, year=year)
    return made


@transaction.atomic
def measure(
    *,
    indicator: Indicator,
    unit: Unit,
    month: dt.date,
    value: Decimal,
    note: str,
    key: str,
    by: User,
) -> Measurement:
    """What a unit measured for a month (its first day). Measured again it is a correction, and `note` says why.

    The same key counts once. Raises Refused.
    """
    check(_at(indicator, unit, by))
    known = Measurement.objects.filter(key=key).first()
    if known is not None:
        return known
    check(None if month <= clock.today() else NOT_YET)
    before = indicator.measurements.filter(unit=unit, month=month).order_by("-pk").first()
    if before is not None:
        check(SAME if before.value == value else None)
        check(None if note.strip() else REASON_MISSING)
    facts = {"unit": unit, "month": month, "value": value, "note": note.strip(), "key": key}
    made = Measurement(indicator=indicator, by=by, at=clock.now(), **facts)
    made.save(force_insert=True)
    what = "measured" if before is None else "corrected"
    _told(indicator, what, by, unit=unit.code, month=f"{month:%Y-%m}", reason=made.note)
    return made


def _keeps(by: User, unit: Unit) -> Refusal | None:
    return None if has_permission(by, YEAR_KEEP, unit) else NOT_PERMITTED


def _lock(unit: Unit) -> Unit:
    """One entry of a unit after the other."""
    return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _at(indicator: Indicator, unit: Unit, by: User) -> Refusal | None:
    """Why nothing may be written about the indicator at the unit, which is locked, as it belongs now."""
    held = _lock(unit)
    owner = Unit.objects.get(pk=indicator.unit_id)
    if not has_permission(by, YEAR_KEEP, held):
        return NOT_PERMITTED
    if not owner.covers(held):
        return NOT_THERE
    ended = Indicator.objects.filter(pk=indicator.pk, is_measured=False).exists()
    return ENDED if ended else None


def _told(indicator: Indicator, what: str, by: User, *, reason: str = "", **data: object) -> None:
    audit.record(
        action=f"reports.readiness.{what}",
        by=by,
        subject_kind="indicator",
        subject_ref=indicator.code,
        reason=reason,
        data=data,
    )
