"""What the head of the Visa Directorate reads: the figures of its cases and its own."""

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.boards import Better, Board, Figure, Way
from interior_portal.workflow.boards import of_directorate
from visas.queries import kind_names
from visas.roles import VISA_APPLICATION_VIEW, VISA_FIGURES_VIEW

GRANTED = Figure(
    "visas.granted",
    _("Visas granted"),
    _("Visas granted, by the day of the officer's decision."),
    Way.COUNT,
    "visas.granted",
    better=Better.MORE,
)
REFUSED = Figure(
    "visas.refused",
    _("Applications refused"),
    _("Refusals confirmed by a second officer or answered by the other side of the crossing."),
    Way.COUNT,
    "visas.refused",
)
REFUSED_SHARE = Figure(
    "visas.refused_share",
    _("Refused of all answered"),
    _("Of the answered cases, the share that was refused."),
    Way.SHARE,
    "visas.refused",
    "visas.handled",
)
OTHER_SIDE = Figure(
    "visas.refused_by_other_side",
    _("Refused by the other side"),
    _("Refusals that the other side of the crossing answered."),
    Way.COUNT,
    "visas.refused_by_other_side",
)
WITHDRAWN = Figure(
    "visas.withdrawn",
    _("Applications withdrawn"),
    _("Applications that the applicants took back."),
    Way.COUNT,
    "visas.withdrawn",
)
BOARD = Board(
    code="visas",
    label=_("Visas"),
    permission=VISA_FIGURES_VIEW,
    figures=(GRANTED, *of_directorate("visas"), REFUSED, REFUSED_SHARE, OTHER_SIDE, WITHDRAWN),
    categories=kind_names,
    cases_permission=VISA_APPLICATION_VIEW,
    is_open=True,
    order=10,
)
