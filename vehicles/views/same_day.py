"""The head's page of the same-day clock: today in figures, and each licence that missed its day, with why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.queries import units_where
from interior_portal.shared import clock
from interior_portal.ui import dates
from interior_portal.workflow import registry
from interior_portal.workflow.models import Referral
from vehicles.models import Act
from vehicles.queries import same_day as clockwork
from vehicles.roles import VEHICLE_FIGURES_VIEW, VEHICLE_VIEW

STEPS: dict[str, str | Promise] = {
    "awaiting_payment": _("waiting for the fee"),
    "review": _("with an officer"),
    "held": _("with an officer"),
    "issuing": _("in the queue of papers"),
}
HELD: dict[str, str | Promise] = {
    "stopped_by_mark": _("held by a mark against the vehicle"),
    "no_plate_in_stock": _("no plate in stock"),
}


@permitted(VEHICLE_FIGURES_VIEW)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Of the reader's offices, today."""
    user, today = user_of(request), clock.today()
    units = [unit.pk for unit in units_where(user, VEHICLE_FIGURES_VIEW)]
    misses, count = clockwork.misses_of(today, unit_ids=units)
    readable = {unit.pk for unit in units_where(user, VEHICLE_VIEW)}
    context = {
        "figures": clockwork.figures_of(today, unit_ids=units),
        "misses": [_line(miss, readable) for miss in misses],
        "count": count,
        "most": clockwork.MOST,
        "has_more": count > len(misses),
    }
    return render(request, "vehicles/same_day/page.html", context)


def _line(miss: clockwork.Miss, readable: set[int]) -> dict[str, Any]:
    row = miss.application
    may_open = row.case.unit_id in readable
    issued = (
        gettext("issued on %(day)s") % {"day": dates.day(clock.day_of(miss.issued_at))}
        if miss.issued_at
        else gettext("not issued yet")
    )
    return {
        "reference": row.reference,
        "href": reverse("workflow:case", args=[row.reference]) if may_open else "",
        "act": Act(row.act).label,
        "completed_at": row.completed_at,
        "issued": issued,
        "why": said(miss.cause),
    }


def said(cause: clockwork.Cause) -> str:
    """The cause in words."""
    if cause.referral is not None:
        return _question(cause.referral)
    if cause.because in HELD:
        return str(HELD[cause.because])
    return str(STEPS.get(cause.step, STEPS["review"]))


def _question(referral: Referral) -> str:
    question = registry.find_question(referral.question)
    facts = {
        "question": question.label if question else referral.question,
        "unit": referral.unit.name,
        "since": dates.moment(referral.asked_at),
    }
    return gettext("“%(question)s”, asked of %(unit)s on %(since)s") % facts
