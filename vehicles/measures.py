"""What the directorate counts; the engine counts it in the commit that makes it true."""

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.registry import Measure, Recount
from interior_portal.workflow.measures import counted_by_moves, of_directorate

OF_LICENCES = Recount(
    "vehicle licences",
    """
SELECT 'vehicles.same_day' AS measure, (l.issued_at AT TIME ZONE %(zone)s)::date AS day, c.unit_id, c.category,
  0 AS bucket, count(*) AS count, NULL::numeric AS amount
FROM vehicles_licence l JOIN vehicles_application a ON a.id = l.application_id
JOIN workflow_case c ON c.id = a.case_id
WHERE l.issued_at >= %(since)s AND l.issued_at < %(until)s AND a.act <> 'CORRECTION'
  AND (a.completed_at AT TIME ZONE %(zone)s)::date = (l.issued_at AT TIME ZONE %(zone)s)::date
GROUP BY 1, 2, 3, 4
""",
)
MEASURES = (
    *of_directorate("vehicles"),
    counted_by_moves(
        "vehicles.submitted",
        _("Vehicle applications sent"),
        _(
            "Applications about vehicles, on the day on which they were sent or entered at a counter."
        ),
    ),
    counted_by_moves(
        "vehicles.issued",
        _("Vehicle applications carried out"),
        _("Licences issued and other acts carried out, on that day."),
    ),
    Measure(
        "vehicles.same_day",
        _("Vehicle licences on the day of the application"),
        _("Licences issued on the day on which their application was complete."),
        OF_LICENCES,
    ),
    counted_by_moves(
        "vehicles.held",
        _("Stopped between payment and issue"),
        _("Paid applications that something new stood against when the licence was to be issued."),
    ),
    counted_by_moves(
        "vehicles.refused",
        _("Vehicle applications refused"),
        _("Applications that an officer refused, on that day."),
    ),
    counted_by_moves(
        "vehicles.withdrawn",
        _("Vehicle applications withdrawn"),
        _("Applications that the applicant or one side of a transfer took back, on that day."),
    ),
    counted_by_moves(
        "vehicles.lapsed",
        _("Transfers that lapsed"),
        _("Transfers to which not everybody agreed in time, on the day they ended."),
    ),
)
