"""Where the directorate is found: its services on the home page, its links in the header."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.queries import holds
from interior_portal.ui.components import Service
from interior_portal.ui.navigation import NavLink
from interior_portal.ui.services import ServiceGroup
from interior_portal.workflow.desks import DeskPage
from visas.queries import desk_lines, kind_names, open_kinds
from visas.roles import (
    VISA_APPLICATION_ENTER,
    VISA_APPLICATION_VIEW,
)


def services() -> Sequence[Service]:
    """One door for every open kind; one query."""
    return [
        Service(name=kind.name, text=kind.summary, href=reverse("visas:kind", args=[kind.code]))
        for kind in open_kinds()
    ]


SERVICES = ServiceGroup("visas", _("Visas and crossing"), services, order=10)
DESK = DeskPage(
    label=_("Visas"),
    url_name="visas:case",
    permission=VISA_APPLICATION_VIEW,
    lines=desk_lines,
    categories=kind_names,
)
LINKS = (
    NavLink("visas.counter", _("Visa counter"), "visas:counter", holds(VISA_APPLICATION_ENTER), 20),
)
