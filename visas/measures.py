"""What the directorate counts; the engine counts it in the commit that makes it true."""

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.registry import Measure

MEASURES = (
    Measure(
        "visas.submitted",
        _("Applications sent"),
        _("Applications that applicants declared true and sent, on the day of sending."),
    ),
    Measure(
        "visas.received",
        _("Applications received"),
        _("Applications whose fee was paid, on the day of payment; our promise runs from here."),
    ),
    Measure(
        "visas.forwarded",
        _("Sent to the other side"),
        _("People put on a list for the other side of the crossing, on the day of the list."),
    ),
    Measure(
        "visas.granted",
        _("Visas granted"),
        _("Visas granted, on the day of the officer's decision."),
    ),
    Measure(
        "visas.refused",
        _("Applications refused"),
        _("Refusals confirmed by a second officer or answered by the other side, on that day."),
    ),
    Measure(
        "visas.refused_by_other_side",
        _("Refused by the other side"),
        _("Refusals that the other side of the crossing answered, on the day they were recorded."),
    ),
    Measure(
        "visas.withdrawn",
        _("Applications withdrawn"),
        _("Applications that the applicants took back, on that day."),
    ),
)
