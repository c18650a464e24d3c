"""What the header shows to who looks at the cases of all directorates."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.queries import Reader, has_permission
from interior_portal.ui.navigation import NavLink
from interior_portal.workflow.roles import (
    WORKFLOW_CASES_REPAIR,
    WORKFLOW_DESK,
    WORKFLOW_EVENTS_EXPORT,
    WORKFLOW_PROCEDURES_VIEW,
)


def exports_events(user: Reader) -> bool:
    return has_permission(user, WORKFLOW_EVENTS_EXPORT)


def sees_procedures(user: Reader) -> bool:
    return has_permission(user, WORKFLOW_PROCEDURES_VIEW)


def works_at_a_desk(user: Reader) -> bool:
    return has_permission(user, WORKFLOW_DESK)


def repairs_cases(user: Reader) -> bool:
    return has_permission(user, WORKFLOW_CASES_REPAIR)


LINKS = (
    NavLink("workflow.stuck", _("Stuck cases"), "workflow:stuck", repairs_cases, order=45),
    NavLink("workflow.desk", _("Inbox"), "workflow:desk", works_at_a_desk, order=10),
    NavLink(
        "workflow.procedures", _("Procedures"), "workflow:procedures", sees_procedures, order=35
    ),
    NavLink("workflow.events", _("Events of cases"), "workflow:events", exports_events, order=40),
)
