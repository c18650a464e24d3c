"""What the head of the Transport and Yards Directorate reads: the figures of its cases and its own."""

from django.utils.translation import gettext_lazy as _

from interior_portal.tallies.boards import Better, Board, Figure, Way
from interior_portal.workflow.boards import of_directorate
from vehicles.queries import act_names
from vehicles.roles import VEHICLE_FIGURES_VIEW, VEHICLE_VIEW

ISSUED = Figure(
    "vehicles.issued",
    _("Vehicle applications carried out"),
    _("Licences issued and other acts carried out."),
    Way.COUNT,
    "vehicles.issued",
    better=Better.MORE,
)
SAME_DAY = Figure(
    "vehicles.same_day_share",
    _("Issued on the day of the application"),
    _("Of the applications carried out, the share with a licence on the day they were complete."),
    Way.SHARE,
    "vehicles.same_day",
    "vehicles.issued",
    Better.MORE,
)
HELD = Figure(
    "vehicles.held",
    _("Stopped between payment and issue"),
    _("Paid applications that something new stood against when the licence was to be issued."),
    Way.COUNT,
    "vehicles.held",
    better=Better.LESS,
)
REFUSED = Figure(
    "vehicles.refused",
    _("Vehicle applications refused"),
    _("Applications that an officer refused."),
    Way.COUNT,
    "vehicles.refused",
)
REFUSED_SHARE = Figure(
    "vehicles.refused_share",
    _("Refused of all answered"),
    _("Of the answered cases, the share that was refused."),
    Way.SHARE,
    "vehicles.refused",
    "vehicles.handled",
)
WITHDRAWN = Figure(
    "vehicles.withdrawn",
    _("Vehicle applications withdrawn"),
    _("Applications that the applicant or one side of a transfer took back."),
    Way.COUNT,
    "vehicles.withdrawn",
)
LAPSED = Figure(
    "vehicles.lapsed",
    _("Transfers that lapsed"),
    _("Transfers to which not everybody agreed in time."),
    Way.COUNT,
    "vehicles.lapsed",
    better=Better.LESS,
)
BOARD = Board(
    code="vehicles",
    label=_("Vehicles"),
    permission=VEHICLE_FIGURES_VIEW,
    figures=(
        ISSUED,
        SAME_DAY,
        *of_directorate("vehicles"),
        HELD,
        REFUSED,
        REFUSED_SHARE,
        WITHDRAWN,
        LAPSED,
    ),
    categories=act_names,
    cases_permission=VEHICLE_VIEW,
    is_open=True,
    order=20,
)
