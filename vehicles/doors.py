"""Where the directorate is found: its services on the home page, its links in the header."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.queries import holds
from interior_portal.ui.components import Service
from interior_portal.ui.navigation import NavLink
from interior_portal.ui.services import ServiceGroup
from interior_portal.workflow.desks import DeskPage
from vehicles.queries import act_names, desk_lines
from vehicles.roles import VEHICLE_FIGURES_VIEW, VEHICLE_STOCK_KEEP, VEHICLE_VIEW


def services() -> Sequence[Service]:
    """What owners come for, and the look-up for everybody. No query."""
    mine, same_day = reverse("vehicles:mine"), _("Usually on the same day")
    return [
        Service(
            name=_("Renew a vehicle licence"),
            text=_("Choose your vehicle, pay, and download the new licence at once."),
            href=mine,
            promise=same_day,
        ),
        Service(
            name=_("My vehicles"),
            text=_("A lost licence, a vehicle off the road, and everything on record for it."),
            href=mine,
        ),
        Service(
            name=_("Check a vehicle by its plate"),
            text=_("See which vehicle bears a plate and whether its licence is valid. No account."),
            href=reverse("vehicles:look_up"),
        ),
    ]


SERVICES = ServiceGroup("vehicles", _("Vehicles"), services, order=20)
DESK = DeskPage(
    label=_("Vehicles"),
    url_name="vehicles:case",
    permission=VEHICLE_VIEW,
    lines=desk_lines,
    categories=act_names,
)
LINKS = (
    NavLink("vehicles.register", _("Vehicles"), "vehicles:register", holds(VEHICLE_VIEW), 40),
    NavLink(
        "vehicles.plates",
        _("Stock of plates"),
        "vehicles:plates",
        holds(VEHICLE_STOCK_KEEP),
        42,
    ),
    NavLink(
        "vehicles.same_day",
        _("Same-day licences"),
        "vehicles:same_day",
        holds(VEHICLE_FIGURES_VIEW),
        41,
    ),
)
