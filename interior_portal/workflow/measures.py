"""What the engine counts, whatever the directorate."""

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.registry import Measure

MEASURES = (
    Measure(
        "workflow.breached",
        _("Promises not kept"),
        _(
            "Cases that were not done by the day they were promised for, on that day; once a promise."
        ),
    ),
)
