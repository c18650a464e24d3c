"""What the directorate counts; the engine counts it in the commit that makes it true."""

from django.utils.translation import gettext_lazy as _

from interior_portal.workflow.measures import counted_by_moves, of_directorate

MEASURES = (
    *of_directorate("visas"),
    counted_by_moves(
        "visas.submitted",
        _("Applications sent"),
        _("Applications that applicants declared true and sent, on the day of sending."),
    ),
    counted_by_moves(
        "visas.received",
        _("Applications received"),
        _("Applications whose fee was paid, on the day of payment; our promise runs from here."),
    ),
    counted_by_moves(
        "visas.forwarded",
        _("Sent to the other side"),
        _("People put on a list for the other side of the crossing, on the day of the list."),
    ),
    counted_by_moves(
        "visas.granted",
        _("Visas granted"),
        _("Visas granted, on the day of the officer's decision."),
    ),
    counted_by_moves(
        "visas.refused",
        _("Applications refused"),
        _("Refusals confirmed by a second officer or answered by the other side, on that day."),
    ),
    counted_by_moves(
        "visas.refused_by_other_side",
        _("Refused by the other side"),
        _("Refusals that the other side of the crossing answered, on the day they were recorded."),
    ),
    counted_by_moves(
        "visas.withdrawn",
        _("Applications withdrawn"),
        _("Applications that the applicants took back, on that day."),
    ),
)
