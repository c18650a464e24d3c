"""Where the reports are found: their links in the header, their services, the meeting that is open now."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import holds
from interior_portal.accounts.roles import FIGURES_VIEW, REPORT_WRITE, YEAR_VIEW
from interior_portal.ui.components import Service, Task
from interior_portal.ui.navigation import NavLink
from interior_portal.ui.services import ServiceGroup
from reports.queries.meetings.hall import open_meetings_seating


def services() -> Sequence[Service]:
    """What everybody may read. No query."""
    return [
        Service(
            name=_("Open figures"),
            text=_("How many cases came, were answered, and how long people waited."),
            href=reverse("reports:open"),
        ),
        Service(
            name=_("Annual reports"),
            text=_("What the Authority did in a year, to read and to check."),
            href=reverse("reports:annual_reports"),
        ),
    ]


def open_halls(user: User) -> list[Task]:
    """The meetings that are open now and in which somebody has a vote. One query."""
    return [
        Task(
            meeting.title,
            "waiting",
            meeting.get_state_display(),
            reverse("reports:hall", args=[meeting.reference]),
        )
        for meeting in open_meetings_seating(user)
    ]


SERVICES = ServiceGroup("reports", _("Information"), services, order=90)
LINKS: tuple[NavLink, ...] = (
    NavLink("reports.boards", _("Figures"), "reports:boards", holds(FIGURES_VIEW), 50),
    NavLink(
        "reports.annual",
        _("Annual report"),
        "reports:annual_reports",
        holds(REPORT_WRITE),
        56,
    ),
    NavLink("reports.training", _("Training"), "reports:training", lambda user: user.is_staff, 58),
    NavLink(
        "reports.year",
        _("The year"),
        "reports:recommendations",
        holds(YEAR_VIEW),
        51,
        under="/reports/year/",
    ),
    NavLink("reports.meetings", _("Meetings"), "reports:meetings", holds(YEAR_VIEW), 56),
)
