"""What the directorate counts; the engine counts it in the commit that makes it true."""

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.registry import Measure

MEASURES = (
    Measure(
        "vehicles.submitted",
        _("Vehicle applications sent"),
        _(
            "Applications about vehicles, on the day on which they were sent or entered at a counter."
        ),
    ),
    Measure(
        "vehicles.issued",
        _("Vehicle applications carried out"),
        _("Licences issued and other acts carried out, on that day."),
    ),
    Measure(
        "vehicles.same_day",
        _("Vehicle licences on the day of the application"),
        _("Licences issued on the day on which their application was complete."),
    ),
    Measure(
        "vehicles.held",
        _("Stopped between payment and issue"),
        _("Paid applications that something new stood against when the licence was to be issued."),
    ),
    Measure(
        "vehicles.refused",
        _("Vehicle applications refused"),
        _("Applications that an officer refused, on that day."),
    ),
    Measure(
        "vehicles.withdrawn",
        _("Vehicle applications withdrawn"),
        _("Applications that the applicant or one side of a transfer took back, on that day."),
    ),
    Measure(
        "vehicles.lapsed",
        _("Transfers that lapsed"),
        _("Transfers to which not everybody agreed in time, on the day they ended."),
    ),
)
